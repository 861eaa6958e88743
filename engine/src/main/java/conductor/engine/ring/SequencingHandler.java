package conductor.engine.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import conductor.engine.core.Engine;
import conductor.engine.core.Signal;

/**
 * The engine's end of the ring, the same in every layout: signals get their time and their order, what is due before a signal
 * comes before it as a tick, and checkpoints come in between. What then happens to a record is the layout's.
 */
abstract class SequencingHandler implements EventHandler<Signal> {
    /** In a smaller batch there is little to overlap. */
    private static final int WORTH_TOUCHING = 4;

    private final RingBuffer<Signal> ring;
    private final Sequencer sequencer;
    private final Engine engine;
    private final FailStop failStop;
    private final int batchMax;
    private final Signal[] ahead = new Signal[Engine.AHEAD_MAX];
    private int batched;
    private long nextRingSequence;

    SequencingHandler(RingBuffer<Signal> ring, Sequencer sequencer, Engine engine, FailStop failStop, int batchMax) {
        this.ring = ring;
        this.sequencer = sequencer;
        this.engine = engine;
        this.failStop = failStop;
        this.batchMax = batchMax;
    }

    /** Work begins, after waiting or at once after the last batch. */
    abstract void begin();

    /** Whether a timer of any stage is due at this time, everything before being applied. */
    abstract boolean timerIsDue(long nowMs);

    /** Says what a tick is to do ({@link Engine#prepareTick}). */
    abstract void prepare(Signal tick);

    /** The state hash after everything that was handled before. */
    abstract long stateHash();

    /** Journals a record and applies it, or sends it on its way. */
    abstract void handle(Signal signal);

    /** Commits the records handled since the last commit, at least one. */
    abstract void commit(int records, long duplicates);

    /**
     * Does what is due already: a node that died between the ticks of one time must come to its end although nothing that brings time
     * may follow.
     */
    @Override
    public final void onStart() {
        begin();
        tickUntilNothingIsDue();
        commitBatch();
    }

    /** Brings near what the signals of a batch will need, all of them at once. */
    @Override
    public final void onBatchStart(long batchSize, long queueDepth) {
        begin();
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
    public final void onEvent(Signal signal, long ringSequence, boolean endOfBatch) {
        nextRingSequence = ringSequence + 1;
        if (failStop.failed()) {
            return;
        }
        if (sequencer.admit(signal)) {
            tickUntilNothingIsDue();
            if (sequencer.stamp(signal)) {
                apply(signal);
            }
        }
        if (endOfBatch) {
            commitBatch();
        }
    }

    private void tickUntilNothingIsDue() {
        while (timerIsDue(sequencer.nowMs())) {
            Signal tick = sequencer.tick();
            prepare(tick);
            apply(tick);
        }
    }

    private void apply(Signal signal) {
        failStop.applying(signal.sequence);
        handle(signal);
        if (++batched >= batchMax) {
            commitBatch();
        }
        if (sequencer.checkpointIsDue()) {
            apply(sequencer.checkpoint(stateHash()));
        }
    }

    /** Commits the open batch, if it holds anything. */
    final void commitBatch() {
        if (batched > 0) {
            commit(batched, sequencer.duplicates());
            batched = 0;
        }
    }
}
