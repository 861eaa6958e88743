package conductor.bench.simulate;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A naive model of what decisions may do, in plain maps: it looks at the records of the decisions queue and knows nothing of how the engine
 * makes them (I6, I7).
 */
final class Course {
    private static final long HOUR_MS = 3_600_000;
    private static final long GAP_MS = 30_000;
    private static final long BURST_MS = 300_000;
    private static final int BURST = 5;

    /** Which states may follow which; audience.md 6.5. 0 = none yet. */
    private static final Map<Integer, List<Integer>> NEXT = Map.of(
            0,
            List.of(
                    DecisionState.PROPOSED,
                    DecisionState.AUTO_APPROVED,
                    DecisionState.APPROVED,
                    DecisionState.SKIPPED,
                    DecisionState.SUPPRESSED),
            DecisionState.PROPOSED,
            List.of(DecisionState.AUTO_APPROVED, DecisionState.APPROVED, DecisionState.REJECTED, DecisionState.EXPIRED),
            DecisionState.AUTO_APPROVED,
            List.of(DecisionState.PUBLISHED, DecisionState.SKIPPED, DecisionState.CONTROL, DecisionState.REJECTED),
            DecisionState.APPROVED,
            List.of(DecisionState.PUBLISHED, DecisionState.SKIPPED),
            DecisionState.PUBLISHED,
            List.of(DecisionState.EXECUTED, DecisionState.FAILED),
            DecisionState.EXECUTED,
            List.of(DecisionState.MEASURED, DecisionState.UNMEASURED, DecisionState.FAILED),
            DecisionState.CONTROL,
            List.of(DecisionState.MEASURED, DecisionState.UNMEASURED));

    private final int perHour;
    private final Map<Long, Integer> states = new HashMap<>();
    private final Map<Long, List<Long>> byEvent = new HashMap<>();
    private final Map<Long, List<Long>> bySession = new HashMap<>();
    private int published;

    /** @param perHour publications that an event may have within any hour. */
    Course(int perHour) {
        this.perHour = perHour;
    }

    /** Looks at the next record. */
    void take(Decision d) {
        if (d.type != DecisionType.DECISION) {
            return;
        }
        int before = states.getOrDefault(d.decisionSeq, 0);
        if (!NEXT.getOrDefault(before, List.of()).contains(d.state)) {
            throw new Violation(
                    "I6",
                    "record " + d.seq + " makes decision " + d.decisionSeq + " " + DecisionState.name(d.state)
                            + " after " + DecisionState.name(before));
        }
        states.put(d.decisionSeq, d.state);
        if (d.state == DecisionState.PUBLISHED || d.state == DecisionState.CONTROL) {
            published++;
            String what = "record " + d.seq + " publishes decision " + d.decisionSeq;
            long scope = d.scopeKey == 0 ? d.subjectKey : d.scopeKey;
            within(byEvent, scope, d.engineTimeMs, HOUR_MS, perHour, what + ", more than an event may in an hour");
            within(bySession, d.subjectKey, d.engineTimeMs, GAP_MS, 1, what + ", too soon after the last");
            within(bySession, d.subjectKey, d.engineTimeMs, BURST_MS, BURST, what + ", more than a session may");
            bySession.get(d.subjectKey).add(d.engineTimeMs);
            byEvent.get(scope).add(d.engineTimeMs);
        }
    }

    /** Publications that were seen. */
    int published() {
        return published;
    }

    private static void within(
            Map<Long, List<Long>> times, long key, long nowMs, long windowMs, int most, String what) {
        long before = times.computeIfAbsent(key, none -> new ArrayList<>()).stream()
                .filter(ms -> ms > nowMs - windowMs)
                .count();
        if (before >= most) {
            throw new Violation("I7", what);
        }
    }
}
