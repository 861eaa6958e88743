package conductor.engine.ring;

import com.lmax.disruptor.RingBuffer;
import conductor.engine.core.Signal;

/**
 * The producer's end of the ring, for one thread. Claim a slot, fill it, publish it; when the ring is full the claim answers
 * null and the caller stops reading its source (back-pressure), it never blocks here.
 *
 * <p>Parse before claiming: a claimed slot must be published.
 */
public final class SignalIngress {
    private final RingBuffer<Signal> ring;
    private final FailStop failStop;
    private long claimed = -1;

    public SignalIngress(RingBuffer<Signal> ring, FailStop failStop) {
        this.ring = ring;
        this.failStop = failStop;
    }

    /** A cleared slot to fill, or null when the ring is full or the engine has stopped. */
    public Signal tryClaim() {
        if (failStop.failed() || !ring.hasAvailableCapacity(1)) {
            return null;
        }
        claimed = ring.next();
        return ring.get(claimed).clear();
    }

    /** Hands the claimed slot to the engine. */
    public void publish() {
        ring.publish(claimed);
    }

    /** Slots that can be claimed now. */
    public long freeSlots() {
        return ring.remainingCapacity();
    }

    /** Whether the engine has stopped on an error: nothing can be claimed any more. */
    public boolean stopped() {
        return failStop.failed();
    }
}
