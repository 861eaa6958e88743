package conductor.ops.feed;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits until an item's planned time. Planned times are counted from the first item, so lateness of one item does not
 * move the next.
 */
public final class Pacer {
    private static final long MAX_PARK_NS = 50_000_000;

    private final double speed;
    private final BooleanSupplier stop;
    private boolean started;
    private long startNs;
    private long startMs;

    /** @param speed recorded seconds a second; 0 never waits. */
    public Pacer(double speed, BooleanSupplier stop) {
        this.speed = speed;
        this.stop = stop;
    }

    /** Nanoseconds until an item of this time is due; the first call's item is due at once. */
    public long untilDueNs(long playMs) {
        if (speed == 0) {
            return 0;
        }
        long nowNs = System.nanoTime();
        if (!started) {
            started = true;
            startNs = nowNs;
            startMs = playMs;
        }
        return (long) ((playMs - startMs) * 1e6 / speed) - (nowNs - startNs);
    }

    /** Waits until the item is due or the feed is to stop. */
    public void await(long playMs) {
        for (long leftNs = untilDueNs(playMs); leftNs > 0 && !stop.getAsBoolean(); leftNs = untilDueNs(playMs)) {
            LockSupport.parkNanos(Math.min(leftNs, MAX_PARK_NS));
        }
    }
}
