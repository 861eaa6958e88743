package conductor.engine.ring;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;

/** How the engine thread waits for the next signal. */
public enum WaitProfile {
    /** Tries, yields, then parks 50 microseconds at a time: near zero when idle. The default. */
    BACKOFF,
    /** Never gives up its core: only for an isolated one. */
    SPIN,
    /** Waits on a lock: slowest to wake and cheapest. */
    PARK;

    private static final int TRIES = 200;
    private static final long PARK_NS = 50_000;

    WaitStrategy strategy() {
        return switch (this) {
            case BACKOFF -> new SleepingWaitStrategy(TRIES, PARK_NS);
            case SPIN -> new BusySpinWaitStrategy();
            case PARK -> new BlockingWaitStrategy();
        };
    }
}
