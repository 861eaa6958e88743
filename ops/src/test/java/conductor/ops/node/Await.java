package conductor.ops.node;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition instead of for a time. */
final class Await {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(60);
    /** For what takes long where it is fast: machines that others use too are many times slower. */
    private static final long LONG_LIMIT_NS = TimeUnit.MINUTES.toNanos(5);

    private Await() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        until(what, LIMIT_NS, condition);
    }

    static void patientlyUntil(String what, Callable<Boolean> condition) throws Exception {
        until(what, LONG_LIMIT_NS, condition);
    }

    private static void until(String what, long limitNs, Callable<Boolean> condition) throws Exception {
        long endNs = System.nanoTime() + limitNs;
        while (!condition.call()) {
            if (System.nanoTime() > endNs) {
                throw new AssertionError("did not come: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
