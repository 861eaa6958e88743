package conductor.journal;

import java.util.function.LongSupplier;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * Decides which day's file a batch goes to, in UTC. It never goes back, also not behind the newest file: a wall clock that was
 * set back must not append to a day that readers have left. Record times never come from here.
 */
final class JournalClock implements TimeProvider {
    static final long DAY_MS = 86_400_000L;

    private final LongSupplier wallClockMs;
    private volatile long latestMs;

    JournalClock(LongSupplier wallClockMs) {
        this.wallClockMs = wallClockMs;
    }

    /** No later answer is before this day (days since 1970-01-01). */
    void notBeforeDay(long day) {
        latestMs = Math.max(latestMs, day * DAY_MS);
    }

    @Override
    public long currentTimeMillis() {
        long nowMs = Math.max(latestMs, wallClockMs.getAsLong());
        latestMs = nowMs;
        return nowMs;
    }
}
