package conductor.engine.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
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
    /** In a smaller batch there is little to overlap. */
    private static final int WORTH_TOUCHING = 4;

    private final Sequencer sequencer;
    private final SignalJournal journal;
    private final Engine engine;
    private final DecisionLog decisionLog;
    private final EngineView view;
    private final FailStop failStop;
    private final LatencyRecorders latencies;
    private final RingBuffer<Signal> ring;
    private final int batchMax;
    private final Signal[] ahead = new Signal[Engine.AHEAD_MAX];
    private int batched;
    private long nextRingSequence;

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
        this.ring = ring;
        this.sequencer = sequencer;
        this.journal = journal;
        this.engine = engine;
        this.decisionLog = decisionLog;
        this.view = view;
        this.failStop = failStop;
        this.latencies = latencies;
        this.batchMax = batchMax;
    }

    /** Brings near what the signals of a batch will need, all of them at once. */
    @Override
    public void onBatchStart(long batchSize, long queueDepth) {
        latencies.batchStarts();
        if (batchSize < WORTH_TOUCHING) {
            return;
        }
        int count = (int) Math.min(batchSize, Engine.AHEAD_MAX);
        for (int i = 0; i < count; i++) {
            ahead[i] = ring.get(nextRingSequence + i);
        }
        engine.lookAhead(ahead, count);
    }

    @Override
    public void onEvent(Signal signal, long ringSequence, boolean endOfBatch) {
        nextRingSequence = ringSequence + 1;
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
        failStop.applying(signal.sequence);
        journal.append(signal);
        engine.onSignal(signal);
        latencies.applied(signal);
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
            latencies.committed(batched);
            batched = 0;
            view.publish(engine, sequencer.duplicates());
        }
    }
}
