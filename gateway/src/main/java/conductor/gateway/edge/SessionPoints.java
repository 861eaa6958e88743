package conductor.gateway.edge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The newest scores of a session, for its chart. Guarded by its session. */
final class SessionPoints {
    static final int MAX = 60;

    private final String[] at = new String[MAX];
    private final double[] score = new double[MAX];
    private long count;

    void add(String time, double value) {
        int place = (int) (count++ % MAX);
        at[place] = time;
        score[place] = value;
    }

    /** Score of the last point but {@code back}, or NaN. */
    double last(int back) {
        return back < Math.min(count, MAX) ? score[(int) ((count - 1 - back) % MAX)] : Double.NaN;
    }

    /** All of them, oldest first: {@code at} and {@code score}. */
    List<Map<String, Object>> list() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (long i = Math.max(0, count - MAX); i < count; i++) {
            int place = (int) (i % MAX);
            Map<String, Object> point = new LinkedHashMap<>();
            point.put("at", at[place]);
            point.put("score", score[place]);
            all.add(point);
        }
        return all;
    }
}
