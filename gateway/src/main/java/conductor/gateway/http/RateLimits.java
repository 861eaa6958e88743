package conductor.gateway.http;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Token buckets by name, as the moment at which each will be full again (the generic cell rate algorithm): what is taken moves it by
 * the time that takes to fill, and what would move it further ahead than a full bucket lasts is refused. Full ones are forgotten, so there are as many as
 * callers of the last minutes, and never more than a number: the ones that do not fit share one bucket. For any thread.
 */
final class RateLimits {
    private static final int MOST = 100_000;
    private static final long SWEEP_NS = TimeUnit.SECONDS.toNanos(30);
    private static final String OTHERS = "";

    private final LongSupplier nanoTime;
    private final Map<String, Long> fullAtNs = new HashMap<>();
    private long sweptNs;

    RateLimits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.sweptNs = nanoTime.getAsLong();
    }

    /**
     * What became of a try.
     *
     * @param allowed whether it may go on.
     * @param left how many more may at once.
     * @param waitNs nanoseconds until as much is there as was asked for, 0 if allowed.
     */
    record Verdict(boolean allowed, int left, long waitNs) {
        /** The same in seconds, rounded up, at least 1. */
        long waitS() {
            return Math.max(1, (waitNs + 999_999_999) / 1_000_000_000);
        }
    }

    /**
     * Takes from a bucket if it has as much. More than it holds is taken from a full one, which then has to fill from below empty: nobody brings
     * more in the long run by bringing much at once.
     *
     * @param amount at least 1.
     */
    synchronized Verdict take(String name, Rate rate, int amount) {
        long nowNs = nanoTime.getAsLong();
        sweep(nowNs);
        String key = fullAtNs.size() < MOST || fullAtNs.containsKey(name) ? name : OTHERS;
        double stepNs = 1e9 / rate.perSecond();
        long wholeNs = (long) (rate.burst() * stepNs);
        long missingNs = Math.max(0, fullAtNs.getOrDefault(key, nowNs) - nowNs);
        long neededNs = (long) (Math.min(amount, rate.burst()) * stepNs);
        if (missingNs + neededNs > wholeNs) {
            return new Verdict(false, 0, missingNs + neededNs - wholeNs);
        }
        long takenNs = (long) (amount * stepNs);
        fullAtNs.put(key, nowNs + missingNs + takenNs);
        return new Verdict(true, (int) (Math.max(0, wholeNs - missingNs - takenNs) / stepNs), 0);
    }

    private void sweep(long nowNs) {
        long afterNs = fullAtNs.size() < MOST ? SWEEP_NS : SWEEP_NS / 30;
        if (nowNs - sweptNs > afterNs) {
            sweptNs = nowNs;
            fullAtNs.values().removeIf(fullNs -> fullNs <= nowNs);
        }
    }

    synchronized int size() {
        return fullAtNs.size();
    }
}
