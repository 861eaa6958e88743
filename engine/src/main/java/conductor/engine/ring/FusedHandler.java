package conductor.engine.ring;

import com.lmax.disruptor.EventHandler;
import conductor.engine.core.Engine;
import conductor.engine.core.Signal;

/**
 * The engine thread: everything that happens to a signal between the ring and the decision journal, as direct calls in one
 * thread.
 *
 * <pre>
 *   ring ─► Sequencer ─► SignalJournal.append ─► Engine (scoring, detection, decisioning) ─► DecisionLog
 *           time, order,                                                                     (the engine's sink)
 *           ticks first
 *   end of batch:  SignalJournal.commit, then DecisionLog.commit: no decision is ever seen before its input
 * </pre>
 */
final class FusedHandler implements EventHandler<Signal> {
    private final Sequencer sequencer;
    private final SignalJournal journal;
    private final Engine engine;
    private final DecisionLog decisionLog;
    private final EngineView view;
    private final FailStop failStop;
    private final int batchMax;
    private int batched;

    FusedHandler(
            Sequencer sequencer,
            SignalJournal journal,
            Engine engine,
            DecisionLog decisionLog,
            EngineView view,
            FailStop failStop,
            int batchMax) {
        this.sequencer = sequencer;
        this.journal = journal;
        this.engine = engine;
        this.decisionLog = decisionLog;
        this.view = view;
        this.failStop = failStop;
        this.batchMax = batchMax;
    }

    @Override
    public void onEvent(Signal signal, long ringSequence, boolean endOfBatch) {
        if (failStop.failed()) {
            return;
        }
        if (sequencer.admit(signal)) {
            while (sequencer.tickIsDue()) {
                apply(sequencer.tick());
            }
            if (sequencer.stamp(signal)) {
                apply(signal);
            }
        }
        if (endOfBatch) {
            commit();
        }
    }

    private void apply(Signal signal) {
        journal.append(signal);
        engine.onSignal(signal);
        if (++batched >= batchMax) {
            commit();
        }
        if (sequencer.checkpointIsDue()) {
            apply(sequencer.checkpoint());
        }
    }

    private void commit() {
        if (batched > 0) {
            journal.commit();
            decisionLog.commit();
            batched = 0;
            view.publish(engine, sequencer.duplicates());
        }
    }
}
