package conductor.ops.indicators;

import conductor.gateway.json.Times;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How an indicator is, for whoever looks.
 *
 * @param indicator what it is of.
 * @param value median of its last looks; not a number where the last one had no figure.
 * @param usual what is usual; not a number while that is not known yet.
 * @param severity greatest severity of the last minute or so.
 * @param learning whether it is too early for an alarm.
 * @param alarms that began since the start.
 * @param alarm the one that lasts, or null.
 */
record IndicatorState(
        Indicator indicator, double value, double usual, double severity, boolean learning, long alarms, Alarm alarm) {
    /** Members in JSON. */
    Map<String, Object> toMap(double periodS) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("value", finite(value));
        map.put("unit", indicator.unit());
        map.put("usual", finite(usual));
        map.put("severity", finite(severity));
        map.put("learning", learning);
        map.put("alarms_since_start", alarms);
        map.put("alarm", alarm == null ? null : alarmMap(periodS));
        return map;
    }

    private Map<String, Object> alarmMap(double periodS) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("since", Times.utc(alarm.sinceMs()));
        map.put("usual", finite(alarm.usual()));
        map.put("worst", finite(alarm.worst()));
        map.put("severity", finite(alarm.severity()));
        map.put("once_in_hours", finite(Rarity.hours(alarm.severity(), periodS)));
        map.put("text", text(periodS) + "; since " + Times.utc(alarm.sinceMs()));
        return map;
    }

    /** What is out of the ordinary about it, while it is. */
    String text(double periodS) {
        return indicator.text(value) + ", usually " + Rarity.number(alarm.usual()) + "; "
                + Rarity.text(alarm.severity(), periodS);
    }

    /** Three decimals are enough for everybody; what is no number is null. */
    private static Object finite(double number) {
        return Double.isFinite(number) ? Math.rint(number * 1e3) / 1e3 : null;
    }
}
