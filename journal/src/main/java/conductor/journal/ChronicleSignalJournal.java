package conductor.journal;

import conductor.engine.core.Signal;
import conductor.engine.ring.SignalJournal;
import conductor.engine.wire.SignalCodec;

/**
 * Writes the signals queue. A batch becomes one document at {@link #commit()}, or earlier when it has {@link #BATCH_MAX} records or
 * no room for one more: committing inputs early never breaks an order. Used by one thread, the one that appended first, and refuses
 * any other: two of them would tear the batch. Allocates nothing.
 */
public final class ChronicleSignalJournal implements SignalJournal, AutoCloseable {
    /** Most records of one document. */
    public static final int BATCH_MAX = 128;

    /** A full batch of ordinary signals takes about 16 KiB, one of the largest possible ones 280 KiB. */
    private static final int CAPACITY = Frames.HEADER_LENGTH + BATCH_MAX * Frames.frameLength(SignalCodec.MAX_LENGTH);

    private final BatchWriter batch;
    private final SignalCodec codec = new SignalCodec();
    private long lastSequence;
    private Thread writer;

    /** @param lastSequence sequence of the last record in the queue, -1 when it is empty. */
    ChronicleSignalJournal(DocumentQueue queue, long lastSequence) {
        this.batch = new BatchWriter(queue, CAPACITY);
        this.lastSequence = lastSequence;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the signal's sequence does not follow the last one, or another thread has appended before.
     */
    @Override
    public void append(Signal signal) {
        if (writer == null) {
            writer = Thread.currentThread();
        }
        requireWriter();
        if (signal.sequence != lastSequence + 1) {
            throw new IllegalStateException(
                    "signal " + signal.sequence + " cannot be journalled after " + lastSequence);
        }
        if (batch.count() == BATCH_MAX) {
            commit();
        }
        batch.endRecord(codec.encode(signal, batch.buffer(), batch.recordOffset()));
        lastSequence++;
    }

    @Override
    public void commit() {
        requireWriter();
        if (batch.count() > 0) {
            KillPoint.SIGNALS_UNWRITTEN.pass();
            batch.commit(lastSequence - batch.count() + 1, lastSequence);
            KillPoint.SIGNALS_WRITTEN.pass();
        }
    }

    private void requireWriter() {
        if (writer != null && writer != Thread.currentThread()) {
            throw new IllegalStateException("the signals queue is written by " + writer.getName() + ", not by "
                    + Thread.currentThread().getName());
        }
    }

    /** Sequence of the last appended signal, committed or not; -1 when there is none. */
    public long lastSequence() {
        return lastSequence;
    }

    /** Gives the appender back. What was not committed is dropped. */
    @Override
    public void close() {
        batch.close();
    }
}
