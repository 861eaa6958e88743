package conductor.gateway.publish;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Decision;
import conductor.engine.core.Rule;
import conductor.engine.core.Severity;
import conductor.journal.json.FiguresJson;
import conductor.journal.json.Ids;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.Rarity;
import conductor.journal.json.RecordView;

/** The messages {@code engagement:update} and {@code anomaly:detected} (audience.md 2.2). */
final class UpdateJson {
    private final Ids ids;

    UpdateJson(Ids ids) {
        this.ids = ids;
    }

    void engagement(JsonWriter json, RecordView view) {
        Decision d = view.decision();
        json.beginObject()
                .time("timestamp", d.engineTimeMs)
                .text("sessionId", view.sessionId())
                .text("eventId", view.eventId())
                .ppm("score", d.scorePpm);
        FiguresJson.signals(json, d);
        FiguresJson.category(json, d);
        json.number("seq", d.seq).endObject();
    }

    void anomaly(JsonWriter json, RecordView view) {
        Decision d = view.decision();
        json.beginObject()
                .text("sessionId", view.sessionId())
                .text("eventId", view.eventId())
                .time("timestamp", d.engineTimeMs)
                .text("type", AnomalyClass.name(d.anomalyClass));
        anomalyMembers(json, view);
        json.number("seq", d.seq).endObject();
    }

    /** What the message and the stream record have in common. */
    void anomalyMembers(JsonWriter json, RecordView view) {
        Decision d = view.decision();
        json.text("severity", Severity.name(d.severity))
                .ppm("anomalyScore", d.anomalyScorePpm)
                .ppm("currentEngagement", d.scorePpm)
                .ppm("expectedEngagement", d.expectedPpm)
                .ppm("deviation", Math.abs(view.deviationPpm()));
        FiguresJson.signals(json, d);
        ids.write(json, "anomaly_id", Ids.ANOMALY, view.anomalyNumber());
        json.text("rule", Rule.name(d.rule))
                .ppm("signedDeviation", view.deviationPpm())
                .text("detector", Rule.detector(d.rule));
        if (view.rarityPpm() != 0) {
            json.ppm("onceInHours", Rarity.hoursPpm(view.rarityPpm()));
        }
    }
}
