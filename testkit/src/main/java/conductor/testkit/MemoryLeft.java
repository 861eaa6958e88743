package conductor.testkit;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** What is held once everything that may go has gone. */
public final class MemoryLeft {
    private static final int LOOKS = 8;
    private static final long REST_NS = TimeUnit.MILLISECONDS.toNanos(150);

    private MemoryLeft() {}

    /** Bytes of this process' heap that are in use. */
    public static long heapBytes() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** The least of several looks, each after a collection. */
    public static long least(LongSupplier bytes) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < LOOKS; i++) {
            System.gc();
            LockSupport.parkNanos(REST_NS);
            least = Math.min(least, bytes.getAsLong());
        }
        return least;
    }
}
