package conductor.engine.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import conductor.engine.core.Engine;

/**
 * The third thread of the chained layout: decides, and commits the decisions of a batch whose inputs the first thread has
 * committed before it handed them on.
 */
final class DecisioningHandler implements EventHandler<StageSlot> {
    private final Engine engine;
    private final DecisionLog decisionLog;
    private final EngineView view;
    private final FailStop failStop;
    private final LatencyRecorders latencies;
    private final Sequence dueMs;

    /** @param dueMs where the due time of the earliest timer is kept for the first thread. */
    DecisioningHandler(
            Engine engine,
            DecisionLog decisionLog,
            EngineView view,
            FailStop failStop,
            LatencyRecorders latencies,
            Sequence dueMs) {
        this.engine = engine;
        this.decisionLog = decisionLog;
        this.view = view;
        this.failStop = failStop;
        this.latencies = latencies;
        this.dueMs = dueMs;
    }

    @Override
    public void onEvent(StageSlot slot, long sequence, boolean endOfBatch) {
        if (failStop.failed()) {
            return;
        }
        engine.decide(slot.signal, slot.steps);
        long due = engine.decisioningDueMs();
        if (due < slot.quietUntilMs) {
            throw new IllegalStateException("a timer is due at " + due + ", but none was to be before "
                    + slot.quietUntilMs + ": the journal may lack a tick");
        }
        dueMs.set(due);
        latencies.applied(slot.signal);
        if (slot.lastOfBatch) {
            commit(slot);
        }
    }

    private void commit(StageSlot last) {
        decisionLog.commit();
        latencies.batchStartedAt(last.startNs);
        latencies.committed(last.records);
        last.figures.ofDecisioning(engine);
        view.publish(last.figures);
    }
}
