package conductor.ops.node;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition instead of for a time. */
final class Await {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(60);

    private Await() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (!condition.call()) {
            if (System.nanoTime() > endNs) {
                throw new AssertionError("did not come: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
