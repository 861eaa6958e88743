package conductor.gateway.redis;

import conductor.engine.ring.SignalIngress;
import java.util.function.LongSupplier;

/**
 * Decides when the Redis clock is worth a signal: when time moved by a millisecond or more, and something in the engine
 * is due by then or a second has passed, and the ring is at most half full.
 */
final class TimeSignals {
    /** Longest time without a time signal. */
    static final long HEARTBEAT_MS = 1_000;

    private final SignalIngress ingress;
    private final LongSupplier nextDueMs;
    private final int ringSize;
    private long lastMs;

    TimeSignals(SignalIngress ingress, LongSupplier nextDueMs, int ringSize) {
        this.ingress = ingress;
        this.nextDueMs = nextDueMs;
        this.ringSize = ringSize;
    }

    /** Whether {@code nowMs} should be told; if so it counts as told. */
    boolean take(long nowMs) {
        if (nowMs <= lastMs || nowMs - lastMs < HEARTBEAT_MS && nextDueMs.getAsLong() > nowMs) {
            return false;
        }
        if (ingress.freeSlots() * 2 < ringSize) {
            return false;
        }
        lastMs = nowMs;
        return true;
    }
}
