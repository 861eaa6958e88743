package conductor.journal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Spreads the writing of a file over time, so that what else wants the cores, the memory and the disk gets most of each moment. One thread,
 * one file.
 */
final class WritePace {
    /** As fast as it goes. */
    static final WritePace NONE = new WritePace(0, () -> true);

    /** Longest wait until it is asked again whether there is a hurry. */
    private static final long SLICE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final long bytesPerSecond;
    private final BooleanSupplier hurry;
    private final long beganNs = System.nanoTime();

    /**
     * @param bytesPerSecond on average, 0 = as many as there can be.
     * @param hurry whether the rest is to be written without waiting.
     */
    WritePace(long bytesPerSecond, BooleanSupplier hurry) {
        this.bytesPerSecond = bytesPerSecond;
        this.hurry = hurry;
    }

    /** Whether writing is spread now: there is a pace, and no hurry. */
    boolean spreads() {
        return bytesPerSecond > 0 && !hurry.getAsBoolean();
    }

    /**
     * Waits until it is time for more than this. The pace is that of the whole file: time that a slow disk took is caught up with.
     *
     * @param bytes of the file that have been written so far.
     */
    void written(long bytes) {
        if (!spreads()) {
            return;
        }
        long dueNs = beganNs + (long) ((double) bytes / bytesPerSecond * TimeUnit.SECONDS.toNanos(1));
        long leftNs = dueNs - System.nanoTime();
        while (leftNs > 0 && spreads()) {
            LockSupport.parkNanos(Math.min(leftNs, SLICE_NS));
            leftNs = dueNs - System.nanoTime();
        }
    }
}
