package conductor.gateway.publish;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions. */
final class Await {
    private static final long LIMIT_MS = 60_000;

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        long endNs = System.nanoTime() + LIMIT_MS * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - endNs >= 0) {
                throw new AssertionError("did not happen within " + LIMIT_MS + " ms: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
