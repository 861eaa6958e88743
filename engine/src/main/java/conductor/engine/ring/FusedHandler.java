package conductor.engine.ring;

import com.lmax.disruptor.RingBuffer;
import conductor.engine.core.Engine;
import conductor.engine.core.Signal;

/**
 * The fused layout: everything that happens to a signal between the ring and the decision journal, as direct calls in one
 * thread.
 *
 * <pre>
 *   ring ─► Sequencer ─► SignalJournal.append ─► Engine (scoring, detection, decisioning) ─► DecisionLog
 *           time, order,                                                                     (the engine's sink)
 *           ticks first
 *   end of batch:  SignalJournal.commit, then DecisionLog.commit: no decision is ever seen before its input
 * </pre>
 */
final class FusedHandler extends SequencingHandler {
    private final SignalJournal journal;
    private final Engine engine;
    private final DecisionLog decisionLog;
    private final EngineView view;
    private final LatencyRecorders latencies;
    private final CommitFigures figures = new CommitFigures();

    FusedHandler(
            RingBuffer<Signal> ring,
            Sequencer sequencer,
            SignalJournal journal,
            Engine engine,
            DecisionLog decisionLog,
            EngineView view,
            FailStop failStop,
            LatencyRecorders latencies,
            int batchMax) {
        super(ring, sequencer, engine, failStop, batchMax);
        this.journal = journal;
        this.engine = engine;
        this.decisionLog = decisionLog;
        this.view = view;
        this.latencies = latencies;
    }

    @Override
    void begin() {
        latencies.batchStarts();
    }

    @Override
    boolean timerIsDue(long nowMs) {
        return engine.nextDueMs() <= nowMs;
    }

    @Override
    void prepare(Signal tick) {
        engine.prepareTick(tick);
    }

    @Override
    long stateHash() {
        return engine.stateHash();
    }

    @Override
    void handle(Signal signal) {
        journal.append(signal);
        engine.onSignal(signal);
        latencies.applied(signal);
    }

    @Override
    void commit(int records, long duplicates) {
        journal.commit();
        decisionLog.commit();
        latencies.committed(records);
        view.publish(figures.ofAll(engine, duplicates));
    }
}
