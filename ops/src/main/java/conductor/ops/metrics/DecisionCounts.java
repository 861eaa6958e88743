package conductor.ops.metrics;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Mode;
import conductor.engine.core.Severity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Counts anomalies and interventions from the committed decisions, on a thread of its own, so that the engine need not and an outage of
 * Redis does not matter. Only what was decided since the start is counted (a counter that jumps by its history would look like a
 * burst); proposals that wait for a person are known from before.
 */
public final class DecisionCounts implements Runnable {
    private static final int RECORDS_A_TURN = 4_096;
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int[] SHOWN_FROM_THE_START = {
        DecisionState.PUBLISHED,
        DecisionState.EXECUTED,
        DecisionState.FAILED,
        DecisionState.REJECTED,
        DecisionState.EXPIRED
    };

    private final Predicate<Decision> feed;
    private final long countedAfterSeq;
    private final MeterRegistry registry;
    private final Decision decision = new Decision();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ExplanationRecordDecoder explanation = new ExplanationRecordDecoder();
    private final Set<Long> proposed = new HashSet<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final Map<String, Counter> interventions = new ConcurrentHashMap<>();
    private final Counter[][] anomalies = new Counter[AnomalyClass.GRADUAL_DECLINE + 1][Severity.CRITICAL + 1];
    private volatile boolean stopping;

    /**
     * @param feed fills in the next committed decision, with what is to be known of those before; false when there is none yet.
     * @param countedAfterSeq number of the last decision of the recovered journal.
     * @param mode the mode of events without settings of their own, whose counters are shown before they count anything.
     */
    public DecisionCounts(Predicate<Decision> feed, long countedAfterSeq, int mode, MeterRegistry registry) {
        this.feed = feed;
        this.countedAfterSeq = countedAfterSeq;
        this.registry = registry;
        for (int type = AnomalyClass.MASS_EXIT; type < anomalies.length; type++) {
            for (int severity = Severity.WARNING; severity < anomalies[type].length; severity++) {
                anomalies[type][severity] = Counter.builder("conductor.anomalies")
                        .description("Anomalies raised")
                        .tag("type", AnomalyClass.name(type))
                        .tag("severity", Severity.name(severity))
                        .register(registry);
            }
        }
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            for (int state : SHOWN_FROM_THE_START) {
                intervention(arm, mode, state);
            }
        }
        Gauge.builder("conductor.approvals.pending", pending::get)
                .description("Proposals that wait for a person")
                .register(registry);
    }

    /** Asks {@link #run()} to end. */
    public void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        while (!stopping) {
            if (catchUp() == 0) {
                LockSupport.parkNanos(IDLE_NS);
            }
        }
    }

    /** Counts what was committed meanwhile, at most a few thousand records; the answer is how many. */
    int catchUp() {
        int read = 0;
        while (read < RECORDS_A_TURN && feed.test(decision)) {
            count();
            read++;
        }
        return read;
    }

    /** Members of {@code status}: what was counted so far, without what did not happen. */
    public Map<String, Object> toMap() {
        Map<String, Object> raised = new TreeMap<>();
        Map<String, Object> states = new TreeMap<>();
        for (int type = AnomalyClass.MASS_EXIT; type < anomalies.length; type++) {
            for (int severity = Severity.WARNING; severity < anomalies[type].length; severity++) {
                add(raised, AnomalyClass.name(type) + " " + Severity.name(severity), anomalies[type][severity]);
            }
        }
        interventions.values().forEach(counter -> add(states, counter.getId().getTag("outcome"), counter));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("anomalies_since_start", raised);
        map.put("interventions_since_start", states);
        map.put("approvals_pending", pending.get());
        return map;
    }

    private static void add(Map<String, Object> sums, String name, Counter counter) {
        if (counter.count() > 0) {
            sums.merge(name, (long) counter.count(), (a, b) -> (long) a + (long) b);
        }
    }

    private void count() {
        boolean counts = decision.seq > countedAfterSeq;
        if (decision.type == DecisionType.ANOMALY && counts) {
            anomalies[decision.anomalyClass][decision.severity].increment();
        } else if (decision.type == DecisionType.DECISION) {
            if (decision.state == DecisionState.PROPOSED) {
                proposed.add(decision.decisionSeq);
            } else {
                proposed.remove(decision.decisionSeq);
            }
            pending.set(proposed.size());
            if (counts) {
                intervention(decision.arm, mode(), decision.state).increment();
            }
        }
    }

    private int mode() {
        explanation.wrapAndApplyHeader(decision.payload, 0, header);
        return explanation.mode();
    }

    private Counter intervention(int arm, int mode, int state) {
        return interventions.computeIfAbsent(
                arm + " " + mode + " " + state,
                key -> Counter.builder("conductor.interventions")
                        .description(
                                "States that decisions came into: PUBLISHED is a command sent, EXECUTED one carried out")
                        .tag("type", arm == 0 ? "NONE" : Arm.name(arm))
                        .tag("mode", Mode.name(mode))
                        .tag("outcome", DecisionState.name(state))
                        .register(registry));
    }
}
