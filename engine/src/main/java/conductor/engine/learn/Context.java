package conductor.engine.learn;

import conductor.engine.core.AnomalyClass;

/**
 * What an anomaly looked like, as learning sees it (audience.md 6.3): its class and three buckets make one of {@value #COUNT} contexts.
 */
public final class Context {
    /** Contexts there are. */
    public static final int COUNT = 108;

    /** No context. */
    public static final int NONE = -1;

    private static final int BUCKETS = 3;
    private static final String[] ENGAGEMENT = {"critical", "low", "medium"};
    private static final String[] SIZE = {"small", "medium", "large"};
    private static final String[] DEVIATION = {"mild", "moderate", "severe"};

    private Context() {}

    /** The number of a context, 0 to {@value #COUNT} - 1. */
    public static int of(int anomalyClass, int engagement, int size, int deviation) {
        return (((anomalyClass - 1) * BUCKETS + engagement) * BUCKETS + size) * BUCKETS + deviation;
    }

    /** {@link AnomalyClass} of a context. */
    public static int anomalyClass(int context) {
        return context / (BUCKETS * BUCKETS * BUCKETS) + 1;
    }

    /** 0 critical, 1 low, 2 medium. */
    public static int engagement(int scorePpm) {
        return scorePpm < 300_000 ? 0 : scorePpm < 500_000 ? 1 : 2;
    }

    /** 0 small, 1 medium, 2 large. */
    public static int size(int totalUsers) {
        return totalUsers < 10 ? 0 : totalUsers < 50 ? 1 : 2;
    }

    /** 0 mild, 1 moderate, 2 severe. */
    public static int deviation(int scorePpm, int expectedPpm) {
        if (expectedPpm <= 0) {
            return 1;
        }
        long deviation = Math.abs((long) scorePpm - expectedPpm);
        return deviation * 10 < expectedPpm ? 0 : deviation * 4 < expectedPpm ? 1 : 2;
    }

    /** Name of an engagement bucket; of one that there is not, {@code bucket} and its number. */
    public static String engagementName(int bucket) {
        return name(ENGAGEMENT, bucket);
    }

    /** Name of a size bucket, likewise. */
    public static String sizeName(int bucket) {
        return name(SIZE, bucket);
    }

    /** Name of a deviation bucket, likewise. */
    public static String deviationName(int bucket) {
        return name(DEVIATION, bucket);
    }

    private static String name(String[] names, int bucket) {
        return bucket < names.length ? names[bucket] : "bucket" + bucket;
    }

    /** Its key, such as {@code SUDDEN_DROP_low_large_severe}. */
    public static String key(int context) {
        return AnomalyClass.name(anomalyClass(context))
                + "_" + ENGAGEMENT[context / (BUCKETS * BUCKETS) % BUCKETS]
                + "_" + SIZE[context / BUCKETS % BUCKETS]
                + "_" + DEVIATION[context % BUCKETS];
    }

    /** The context of a key; {@link #NONE} for a text that is none, such as a key with a bucket left out. */
    public static int parse(String key) {
        for (int context = 0; context < COUNT; context++) {
            if (key(context).equals(key)) {
                return context;
            }
        }
        return NONE;
    }
}
