package conductor.engine.ring;

import com.lmax.disruptor.ExceptionHandler;
import conductor.engine.core.Signal;

/**
 * What happens when a handler throws: an exception in the engine is a bug, so the first one is kept with its sequence, no later
 * signal is handled and nothing more can be claimed. Whoever runs the node sees {@link #failed()} and ends the process.
 */
public final class FailStop implements ExceptionHandler<Signal> {
    private long applying = -1;
    private volatile Throwable cause;
    private volatile long sequence = -1;

    /** Notes which signal is being applied: it may be a tick that stands in no slot. For the thread that sequences. */
    void applying(long journalSequence) {
        applying = journalSequence;
    }

    @Override
    public void handleEventException(Throwable ex, long ringSequence, Signal signal) {
        failed(ex, Math.max(signal.sequence, applying));
    }

    /** Keeps the first error; for any thread of the engine. */
    private synchronized void failed(Throwable ex, long journalSequence) {
        if (cause == null) {
            sequence = journalSequence;
            cause = ex;
        }
    }

    /** The same for the stages of the chained layout, whose slots are records. */
    ExceptionHandler<StageSlot> ofStages() {
        return new ExceptionHandler<>() {
            @Override
            public void handleEventException(Throwable ex, long ringSequence, StageSlot slot) {
                failed(ex, slot.signal.sequence);
            }

            @Override
            public void handleOnStartException(Throwable ex) {
                failed(ex, -1);
            }

            @Override
            public void handleOnShutdownException(Throwable ex) {
                failed(ex, -1);
            }
        };
    }

    @Override
    public void handleOnStartException(Throwable ex) {
        failed(ex, -1);
    }

    @Override
    public void handleOnShutdownException(Throwable ex) {
        failed(ex, -1);
    }

    /** Whether a handler has thrown. */
    public boolean failed() {
        return cause != null;
    }

    /** The first exception, or null. */
    public Throwable cause() {
        return cause;
    }

    /** Journal sequence of the signal that failed, -1 if it had none yet. */
    public long sequence() {
        return sequence;
    }
}
