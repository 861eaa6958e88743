package conductor.engine.ring;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.WaitStrategy;

/** How the engine thread waits for the next signal. */
public enum WaitProfile {
    /** Tries, yields, then parks for longer and longer: near zero when idle. The default. */
    BACKOFF,
    /** Never gives up its core: only for an isolated one. */
    SPIN,
    /** Waits on a lock: slowest to wake and cheapest. */
    PARK;

    /** A new strategy of this kind, for one ring. */
    public WaitStrategy strategy() {
        return switch (this) {
            case BACKOFF -> new BackoffWaitStrategy();
            case SPIN -> new BusySpinWaitStrategy();
            case PARK -> new BlockingWaitStrategy();
        };
    }
}
