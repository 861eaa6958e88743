package conductor.gateway.content;

import java.util.function.LongSupplier;

/**
 * A circuit breaker that counts consecutive failures (audience.md 7.2): so many in a row open it; from the first call on that
 * comes the open time after the last failure, one call at a time is let through; so many successes in a row close it, any
 * failure opens it again. Any thread.
 */
public final class Breaker {
    /** Whether calls are made. */
    public enum State {
        CLOSED,
        HALF_OPEN,
        OPEN
    }

    private final int failuresToOpen;
    private final long openMs;
    private final int successesToClose;
    private final LongSupplier clockMs;
    private State state = State.CLOSED;
    /** Tells calls that began before the last change of state from later ones. */
    private long period = 1;

    private int failures;
    private int successes;
    private boolean trying;
    private long lastFailureMs;

    /**
     * @param failuresToOpen failures in a row that open it.
     * @param openMs how long no call is made after the last failure.
     * @param successesToClose successes in a row that close it.
     * @param clockMs a clock that never goes back.
     */
    public Breaker(int failuresToOpen, long openMs, int successesToClose, LongSupplier clockMs) {
        this.failuresToOpen = failuresToOpen;
        this.openMs = openMs;
        this.successesToClose = successesToClose;
        this.clockMs = clockMs;
    }

    /**
     * Asks for leave to make one call. Who gets it reports {@link #succeeded} or {@link #failed} exactly once.
     *
     * @return a ticket for the report, or 0 when the call must not be made.
     */
    public synchronized long enter() {
        if (state == State.OPEN && clockMs.getAsLong() - lastFailureMs >= openMs) {
            change(State.HALF_OPEN);
        }
        if (state == State.OPEN || state == State.HALF_OPEN && trying) {
            return 0;
        }
        trying = state == State.HALF_OPEN;
        return period;
    }

    /** The call of this ticket succeeded. */
    public synchronized void succeeded(long ticket) {
        if (ticket != period) {
            return;
        }
        failures = 0;
        trying = false;
        if (state == State.HALF_OPEN && ++successes == successesToClose) {
            change(State.CLOSED);
        }
    }

    /** The call of this ticket failed. */
    public synchronized void failed(long ticket) {
        if (ticket != period && state != State.OPEN) {
            return;
        }
        lastFailureMs = clockMs.getAsLong();
        if (state == State.HALF_OPEN || state == State.CLOSED && ++failures == failuresToOpen) {
            change(State.OPEN);
        }
    }

    /** Where it stands; an open one becomes half open only by a call. */
    public synchronized State state() {
        return state;
    }

    private void change(State next) {
        state = next;
        period++;
        failures = 0;
        successes = 0;
        trying = false;
    }
}
