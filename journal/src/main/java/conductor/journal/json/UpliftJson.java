package conductor.journal.json;

import conductor.engine.learn.Group;
import conductor.engine.learn.Uplift;
import conductor.engine.state.Ppm;

/** The members that say what interventions gained over doing nothing (audience.md 6.6). Changes of score, not of reward. */
public final class UpliftJson {
    private UpliftJson() {}

    /** Counts, mean changes, uplift and its 95 % interval; null where a group is empty, or too small for an interval. */
    public static void write(JsonWriter json, Group treated, Group control) {
        json.number("treated_count", treated.count()).number("control_count", control.count());
        ppm(json, "mean_delta_treated", treated.mean());
        ppm(json, "mean_delta_control", control.mean());
        Uplift uplift = Uplift.of(treated, control);
        ppm(json, "uplift", uplift.mean());
        if (uplift.hasInterval()) {
            json.beginObject("interval");
            ppm(json, "low", uplift.low());
            ppm(json, "high", uplift.high());
            json.endObject();
        } else {
            json.nullValue("interval");
        }
    }

    private static void ppm(JsonWriter json, String name, double value) {
        if (Double.isNaN(value)) {
            json.nullValue(name);
        } else {
            json.ppm(name, Ppm.round(value));
        }
    }
}
