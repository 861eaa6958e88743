package conductor.ops.node;

import conductor.engine.ring.EngineView;
import conductor.gateway.json.Times;
import java.util.LinkedHashMap;
import java.util.Map;

/** The members that {@code status} and {@code journal replay} have in common, so that they can be compared. */
public final class EngineFigures {
    private EngineFigures() {}

    /** The figures of a running engine. */
    static Map<String, Object> of(EngineView.Figures f) {
        return of(f.sequence(), f.stateHash(), f.signals(), f.inferred(), f.decisions(), f.scores(), f.engineTimeMs());
    }

    /** The figures of an engine as JSON members. */
    public static Map<String, Object> of(
            long sequence,
            long stateHash,
            long signals,
            long inferred,
            long decisions,
            long scores,
            long engineTimeMs) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sequence", sequence);
        map.put("state_hash", String.format("%016x", stateHash));
        map.put("signals", signals);
        map.put("inferred", inferred);
        map.put("decisions", decisions);
        map.put("scores", scores);
        map.put("engine_time", Times.utc(engineTimeMs));
        return map;
    }
}
