package conductor.ops.simulate;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Plays a day at a speed, and in real time while a person is asked. Times are planned from where the speed last changed, so one late item
 * does not move the next; what is {@value #GIVEN_UP_MS} ms late is not caught up with, or a machine that slept would skip what a person
 * was to see.
 */
final class Pace {
    private static final long GIVEN_UP_MS = 2_000;
    private static final long GIVEN_UP_NS = TimeUnit.MILLISECONDS.toNanos(GIVEN_UP_MS);
    private static final long MAX_PARK_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final double speed;
    private final LongSupplier nanoTime;
    private final LongConsumer park;
    private final BooleanSupplier stop;
    private boolean started;
    private boolean realTime;
    private long fromNs;
    private long fromMs;
    private long lastMs;

    /** @param speed seconds of the day a second, above 0. */
    Pace(double speed, BooleanSupplier stop) {
        this(speed, stop, System::nanoTime, LockSupport::parkNanos);
    }

    Pace(double speed, BooleanSupplier stop, LongSupplier nanoTime, LongConsumer park) {
        this.speed = speed;
        this.stop = stop;
        this.nanoTime = nanoTime;
        this.park = park;
    }

    /**
     * Waits until an item is due, or the play is to stop. The first one is due at once.
     *
     * @param playMs its time of the day in milliseconds.
     * @param inRealTime whether a person is asked while the time up to it goes by.
     */
    void await(long playMs, boolean inRealTime) {
        if (!started || inRealTime != realTime) {
            planFrom(started ? lastMs : playMs);
            started = true;
            realTime = inRealTime;
        }
        long dueNs = fromNs + (long) ((playMs - fromMs) * 1e6 / (realTime ? 1 : speed));
        for (long leftNs = dueNs - nanoTime.getAsLong();
                leftNs > 0 && !stop.getAsBoolean();
                leftNs = dueNs - nanoTime.getAsLong()) {
            park.accept(Math.min(leftNs, MAX_PARK_NS));
        }
        lastMs = playMs;
        if (nanoTime.getAsLong() - dueNs > GIVEN_UP_NS) {
            planFrom(playMs);
        }
    }

    private void planFrom(long playMs) {
        fromNs = nanoTime.getAsLong();
        fromMs = playMs;
    }
}
