package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.ring.DecisionLog;
import conductor.engine.wire.DecisionCodec;

/**
 * Writes the decisions queue and skips what the queue has already, so a replay adds exactly what a crash had cut off. Used by the
 * engine's deciding thread only; allocates nothing.
 *
 * <p>How many decisions one batch of signals makes has no useful bound: 128 ticks of 256 evaluations with several records
 * each are some 100 MB. So the buffer is fixed, and when it is full the inputs' batch is committed first and then the
 * decisions so far. The order "inputs before what they caused" holds, because a signal is always appended before
 * the engine sees it; a crash between two documents of one batch is repaired by the next replay. Where another thread writes the
 * inputs, they are committed before this one sees them, and may not be touched here.
 */
public final class ChronicleDecisionLog implements DecisionLog, AutoCloseable {
    private final BatchWriter batch;
    private Runnable commitSignals;
    private final DecisionCodec codec = new DecisionCodec();
    private long lastScoreSeq;
    private long lastSeq;

    /**
     * @param commitSignals commits the open batch of signals.
     * @param marks what the queue holds.
     * @param capacity largest document in bytes.
     */
    ChronicleDecisionLog(DocumentQueue queue, Runnable commitSignals, DecisionMarks marks, int capacity) {
        this.batch = new BatchWriter(queue, capacity);
        this.commitSignals = commitSignals;
        this.lastScoreSeq = marks.scoreSeq();
        this.lastSeq = marks.seq();
    }

    /**
     * Takes a decision, unless the queue has it.
     *
     * @throws IllegalStateException if its number leaves a hole that no RESTORED record explains.
     */
    @Override
    public void onDecision(Decision decision) {
        if (LostEnd.isPassed(decision, lastSeq, lastScoreSeq)) {
            lastSeq = decision.seq - 1;
            lastScoreSeq = decision.anomalySeq;
        }
        boolean score = decision.type == DecisionType.SCORE;
        long last = score ? lastScoreSeq : lastSeq;
        if (decision.seq <= last) {
            return;
        }
        if (decision.seq != last + 1) {
            throw new IllegalStateException(DecisionType.name(decision.type) + " number " + decision.seq
                    + " cannot be logged after number " + last);
        }
        if (!batch.hasRoomFor(DecisionCodec.MAX_LENGTH)) {
            commitSignals.run();
            commit();
        }
        batch.endRecord(codec.encode(decision, batch.buffer(), batch.recordOffset()));
        if (score) {
            lastScoreSeq = decision.seq;
        } else {
            lastSeq = decision.seq;
        }
    }

    @Override
    public void commit() {
        if (batch.count() > 0) {
            batch.commit(lastScoreSeq, lastSeq);
            KillPoint.DECISIONS_WRITTEN.pass();
        }
    }

    @Override
    public void inputsAreCommittedBefore() {
        commitSignals = () -> {};
    }

    /** Number of the last SCORE in the log, committed or not; 0 when there is none. */
    public long lastScoreSeq() {
        return lastScoreSeq;
    }

    /** Number of the last record of any other type, committed or not; 0 when there is none. */
    public long lastSeq() {
        return lastSeq;
    }

    /** Gives the appender back. What was not committed is dropped. */
    @Override
    public void close() {
        batch.close();
    }
}
