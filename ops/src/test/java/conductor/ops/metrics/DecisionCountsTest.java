package conductor.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.ExplanationRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Mode;
import conductor.engine.core.Severity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DecisionCountsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Deque<Consumer<Decision>> records = new ArrayDeque<>();
    private final DecisionCounts counts = new DecisionCounts(this::next, 10, Mode.SEMI_AUTO, registry);

    @Test
    void anomaliesAndStatesOfDecisionsAreCountedByTheirLabelsFromTheRecoveredNumberOn() {
        anomaly(10, AnomalyClass.MASS_EXIT, Severity.CRITICAL);
        anomaly(11, AnomalyClass.MASS_EXIT, Severity.CRITICAL);
        decision(12, 5, Arm.POLL, Mode.AUTO, DecisionState.EXECUTED);
        decision(13, 6, 0, Mode.SEMI_AUTO, DecisionState.SKIPPED);

        assertThat(counts.catchUp()).isEqualTo(4);

        assertThat(count("conductor.anomalies", "type", "MASS_EXIT", "severity", "CRITICAL"))
                .isEqualTo(1);
        assertThat(count("conductor.anomalies", "type", "SUDDEN_DROP", "severity", "WARNING"))
                .isZero();
        assertThat(count("conductor.interventions", "type", "POLL", "mode", "AUTO", "outcome", "EXECUTED"))
                .isEqualTo(1);
        assertThat(count("conductor.interventions", "type", "NONE", "mode", "SEMI_AUTO", "outcome", "SKIPPED"))
                .isEqualTo(1);
        assertThat(count("conductor.interventions", "type", "BROADCAST", "mode", "SEMI_AUTO", "outcome", "PUBLISHED"))
                .isZero();
    }

    @Test
    void proposalsThatWaitAreKnownFromTheHistoryUntilTheyAreAnswered() {
        decision(3, 3, Arm.POLL, Mode.SEMI_AUTO, DecisionState.PROPOSED);
        decision(4, 4, Arm.BROADCAST, Mode.SEMI_AUTO, DecisionState.PROPOSED);
        counts.catchUp();
        assertThat(registry.get("conductor.approvals.pending").gauge().value()).isEqualTo(2);

        decision(11, 3, Arm.POLL, Mode.SEMI_AUTO, DecisionState.EXPIRED);
        counts.catchUp();

        assertThat(registry.get("conductor.approvals.pending").gauge().value()).isEqualTo(1);
    }

    private void anomaly(long seq, int anomalyClass, int severity) {
        records.add(decision -> {
            decision.seq = seq;
            decision.type = DecisionType.ANOMALY;
            decision.anomalyClass = anomalyClass;
            decision.severity = severity;
        });
    }

    private void decision(long seq, long decisionSeq, int arm, int mode, int state) {
        records.add(decision -> {
            decision.seq = seq;
            decision.type = DecisionType.DECISION;
            decision.decisionSeq = decisionSeq;
            decision.arm = arm;
            decision.state = state;
            new ExplanationRecordEncoder()
                    .wrapAndApplyHeader(decision.payload, 0, new MessageHeaderEncoder())
                    .mode((short) mode);
        });
    }

    private boolean next(Decision decision) {
        Consumer<Decision> record = records.poll();
        if (record == null) {
            return false;
        }
        record.accept(decision.clear());
        return true;
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }
}
