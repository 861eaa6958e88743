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

    /** Notes which signal is being applied: it may be a tick that stands in no slot. For the engine thread. */
    void applying(long journalSequence) {
        applying = journalSequence;
    }

    @Override
    public void handleEventException(Throwable ex, long ringSequence, Signal signal) {
        if (cause == null) {
            sequence = Math.max(signal.sequence, applying);
            cause = ex;
        }
    }

    @Override
    public void handleOnStartException(Throwable ex) {
        cause = ex;
    }

    @Override
    public void handleOnShutdownException(Throwable ex) {
        cause = ex;
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
