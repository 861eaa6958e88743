package conductor.gateway.redis;

import conductor.gateway.Backoff;
import io.lettuce.core.RedisException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one way of looking up stands: a failure is counted, said once a problem, and followed by a pause of 0.5 to 5 s. One thread works
 * with it; any may ask for its figures.
 */
final class LookUpState {
    private static final Logger LOG = LoggerFactory.getLogger(LookUpState.class);
    private static final long FIRST_PAUSE_MS = 500;
    private static final long MAX_PAUSE_MS = 5_000;

    private final String what;
    private final Backoff backoff = new Backoff(FIRST_PAUSE_MS, MAX_PAUSE_MS);
    private final AtomicLong failures = new AtomicLong();
    private long readyNs = System.nanoTime();
    private volatile String problem;

    /** @param what is looked up, for the log. */
    LookUpState(String what) {
        this.what = what;
    }

    /** Whether Redis may be asked: a failure is followed by a pause. */
    boolean ready(long nowNs) {
        return nowNs - readyNs >= 0;
    }

    void worked() {
        if (problem != null) {
            LOG.info("{} can be looked up again", what);
            problem = null;
            backoff.reset();
        }
    }

    /** The pause begins now: finding out may have taken seconds. */
    void failed(RedisException e) {
        failures.incrementAndGet();
        readyNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(backoff.nextMs());
        String why = ReadConnection.rootMessage(e);
        if (!why.equals(problem)) {
            LOG.warn("{} cannot be looked up, trying again: {}", what, why);
            problem = why;
        }
    }

    /** Tries that failed. */
    long failures() {
        return failures.get();
    }

    /** Why it does not work now, or null. */
    String problem() {
        return problem;
    }
}
