package conductor.gateway.content;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What came of requests for content, for metrics. Any thread. */
public final class ContentStats {
    /** What came of asking a model, or why it was not asked. */
    public enum Result {
        SUCCESS,
        TIMEOUT,
        RATE_LIMITED,
        OVERLOADED,
        HTTP_ERROR,
        CONNECTION,
        MALFORMED,
        AGAINST_THE_RULES,
        BREAKER_OPEN,
        RETRY_LATER,
        OVER_BUDGET,
        UNPRICED_MODEL,
        POOL_FULL,
        LATE;

        /** As it stands in labels. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final AtomicLongArray results = new AtomicLongArray(Result.values().length);
    private final LongAdder costMicros = new LongAdder();
    private volatile String failure;

    void count(Result result) {
        results.incrementAndGet(result.ordinal());
    }

    void cost(long micros) {
        costMicros.add(micros);
    }

    void failed(String why) {
        failure = why;
    }

    /** How often this came of it. */
    public long results(Result result) {
        return results.get(result.ordinal());
    }

    /** Micro-dollars that models have cost since the start. */
    public long costMicros() {
        return costMicros.sum();
    }

    /** Why nothing is asked any more, or null. */
    public String failure() {
        return failure;
    }
}
