package conductor.gateway.redis;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * How long an answer is waited for: as long as bytes of it keep coming, for a slow line is no dead one. Bytes count, not texts: one
 * text may take a slow line longer than a dead one is given. For the ingest thread.
 */
final class Patience {
    /** An answer of which nothing has come for this long is given up. */
    static final long ANSWER_MS = 3_000;

    private static final long SLICE_MS = 10;

    private final AtomicLong arrived;
    private final BooleanSupplier stopping;
    private long noticed;
    private long deadlineNs;

    /** @param arrived bytes that came from Redis, counted by the connection's thread. */
    Patience(AtomicLong arrived, BooleanSupplier stopping) {
        this.arrived = arrived;
        this.stopping = stopping;
    }

    /** Something was asked that Redis may keep for {@code blockMs} before it answers. */
    void begin(long blockMs) {
        noticed = arrived.get();
        deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.max(0, blockMs) + ANSWER_MS);
    }

    /** Whether nothing has come for so long that nothing will. */
    boolean isOver() {
        long nowNs = System.nanoTime();
        if (arrived.get() != noticed) {
            noticed = arrived.get();
            long laterNs = nowNs + TimeUnit.MILLISECONDS.toNanos(ANSWER_MS);
            deadlineNs = laterNs - deadlineNs > 0 ? laterNs : deadlineNs;
        }
        return nowNs - deadlineNs > 0;
    }

    /**
     * Waits for the answer to a plain command.
     *
     * @throws RedisException when Redis refuses, is given up, or the node stops.
     */
    <T> T await(RedisFuture<T> answer) {
        begin(0);
        try {
            while (!answer.await(SLICE_MS, TimeUnit.MILLISECONDS)) {
                if (stopping.getAsBoolean() || isOver()) {
                    answer.cancel(true);
                    throw new RedisException("Redis did not answer within " + ANSWER_MS + " ms");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisException("the wait for an answer was interrupted", e);
        }
        return LettuceFutures.awaitOrCancel(answer, ANSWER_MS, TimeUnit.MILLISECONDS);
    }
}
