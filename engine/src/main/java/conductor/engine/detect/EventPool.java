package conductor.engine.detect;

/**
 * What the sessions of an event teach each other (empirical Bayes), kept in {@link #WORDS} words of a flat row:
 *
 * <pre>
 *   0..2  per scale: sums of weighted excess variance of counts, and of the weights
 *   3     dispersion of activity: scales 0 and 1       4   scale 2, and while a poll moves it
 *   5     people who left, and person-looks            6..8   rate per person against ln people: weighted sums, and in
 *                                                             the last half how counts and activity go together
 *   9..11 drift of activity, scales 0..2: weighted sum | weights
 *   12    how the rates of sessions of equal size differ: weighted sum | weights
 * </pre>
 *
 * Every sum forgets slowly and starts with a wide prior, so a session alone in its event learns from itself.
 */
final class EventPool {
    static final int WORDS = 13;

    private static final int DISPERSION = 3;
    private static final int LEAVING = 5;
    private static final int RATE = 6;
    private static final int ACTIVITY = 9;
    private static final int BETWEEN = 12;

    /** Benign relative variance before anything is known, per scale: 0.2 squared and a little more for slow drift. */
    private static final double[] PRIOR_DRIFT = {0.032, 0.036, 0.045};

    /** The same of the news of activity, relative to what is usual in the time. */
    private static final double[] PRIOR_ACTIVITY_DRIFT = {0.03, 0.03, 0.03};

    private static final double DRIFT_WEIGHT = 10;
    private static final double LEAST_DRIFT = 0.004;
    /** One look may not claim a larger relative variance, in itself and in expected standard errors squared. */
    private static final double MOST_DRIFT = 1;

    private static final double MOST_EXCESS = 30;
    /** 0.1 % of the people leave in a look of 5 s, known like one person leaving. */
    private static final double PRIOR_LEAVERS = 1;

    private static final double PRIOR_PERSON_LOOKS = 1000;
    /** A rate of 0.05 in a look at e^4 people, falling with the fourth root, worth two sessions; ln people spread 2. */
    private static final double PRIOR_SESSIONS = 2;

    private static final double PRIOR_LN_PEOPLE = 4;
    private static final double PRIOR_SPREAD = 4;
    private static final double PRIOR_LN_RATE = -3;
    private static final double PRIOR_SLOPE = -0.25;
    /** Least variance of ln rate between sessions of equal size. */
    private static final double RATE_VARIANCE = 0.2;
    /** What it is before anything is known of an event, worth so many lessons: from a room that only listens to one that shouts. */
    private static final double PRIOR_VARIANCE = 4;

    private static final double PRIOR_LESSONS = 5;
    private static final double MOST_VARIANCE = 9;
    /** What a lesson leaves of what was known: a lesson a minute from each session. */
    private static final double KEEP_NOISE = 1 - 1 / 2000.0;

    private static final double KEEP_RATE = 1 - 1 / 2000.0;
    private static final double DISPERSION_WEIGHT = 1 / 400.0;
    private static final double MOST_SQUARE = 9;
    /**
     * Correlation of counts and activity. Where people are active by what is counted, they are one thing seen twice; where activity is told
     * by other signs, they are two.
     */
    private static final double PRIOR_CORRELATION = 0.7;

    private static final double MOST_CORRELATION = 0.95;
    private static final double CORRELATION_WEIGHT = 1 / 400.0;

    private EventPool() {}

    /** Fills the row of a new event with the prior. */
    static void begin(long[] pool, int at) {
        for (int scale = 0; scale < TimeScales.COUNT; scale++) {
            pool[at + scale] = Packed.of(DRIFT_WEIGHT * PRIOR_DRIFT[scale], DRIFT_WEIGHT);
            pool[at + ACTIVITY + scale] = Packed.of(DRIFT_WEIGHT * PRIOR_ACTIVITY_DRIFT[scale], DRIFT_WEIGHT);
        }
        pool[at + DISPERSION] = Packed.of(1, 1);
        pool[at + DISPERSION + 1] = Packed.of(1, 1);
        pool[at + LEAVING] = Packed.of(PRIOR_LEAVERS, PRIOR_PERSON_LOOKS);
        pool[at + BETWEEN] = Packed.of(PRIOR_LESSONS * PRIOR_VARIANCE, PRIOR_LESSONS);
        double x = PRIOR_LN_PEOPLE;
        double y = PRIOR_LN_RATE;
        pool[at + RATE] = Packed.of(PRIOR_SESSIONS, PRIOR_SESSIONS * x);
        pool[at + RATE + 1] = Packed.of(PRIOR_SESSIONS * (x * x + PRIOR_SPREAD), PRIOR_SESSIONS * y);
        pool[at + RATE + 2] = Packed.of(PRIOR_SESSIONS * (x * y + PRIOR_SLOPE * PRIOR_SPREAD), PRIOR_CORRELATION);
    }

    /** Relative variance of a count beyond Poisson that benign drift explains. */
    static double drift(long[] pool, int at, int scale) {
        return Packed.low(pool[at + scale]) / Packed.high(pool[at + scale]);
    }

    /**
     * Learns the drift from one look by moments: the relative squared error less what Poisson counts and an uncertain baseline explain,
     * weighted by the inverse of its own variance.
     *
     * @param ignorance relative variance of the expectation.
     * @param trust how much the look counts, at most 1.
     */
    static void learnDrift(
            long[] pool, int at, int scale, double count, double expected, double ignorance, double trust) {
        learn(pool, at + scale, (count - expected) / expected, 1 / expected + ignorance, trust);
    }

    /** Relative variance of the news of activity that benign drift explains. */
    static double activityDrift(long[] pool, int at, int scale) {
        return Packed.low(pool[at + ACTIVITY + scale]) / Packed.high(pool[at + ACTIVITY + scale]);
    }

    /**
     * Learns it likewise.
     *
     * @param error news relative to what is usual in the time.
     * @param known relative variance that chance explains.
     */
    static void learnActivityDrift(long[] pool, int at, int scale, double error, double known, double trust) {
        learn(pool, at + ACTIVITY + scale, error, known, trust);
    }

    private static void learn(long[] pool, int word, double error, double known, double trust) {
        double now = Packed.low(pool[word]) / Packed.high(pool[word]);
        double share = now / (now + known);
        double weight = share * share * trust;
        double excess = error * error - known;
        excess = Math.min(excess, Math.min(MOST_DRIFT, MOST_EXCESS * (now + known)));
        double sum = Packed.low(pool[word]) * KEEP_NOISE + weight * excess;
        double weights = Packed.high(pool[word]) * KEEP_NOISE + weight;
        pool[word] = Packed.of(Math.max(sum, LEAST_DRIFT * weights), weights);
    }

    /** Variance of the news of activity in units of the binomial one, at least 1; during a poll at least that of polls. */
    static double dispersion(long[] pool, int at, int scale, boolean poll) {
        long word = pool[at + DISPERSION + (scale >> 1)];
        double own = Math.max(1, (scale & 1) == 0 ? Packed.low(word) : Packed.high(word));
        return poll ? Math.max(own, Packed.high(pool[at + DISPERSION + 1])) : own;
    }

    /** Learns the dispersion of a scale outside polls, or from the middle scale that of polls. */
    static void learnDispersion(long[] pool, int at, int scale, double square, boolean poll, double trust) {
        double weight = DISPERSION_WEIGHT * trust;
        int word = at + DISPERSION + (poll || scale == 2 ? 1 : 0);
        boolean high = poll || scale == 1;
        if (poll && scale != 1) {
            return;
        }
        double low = Packed.low(pool[word]);
        double up = Packed.high(pool[word]);
        pool[word] = high ? Packed.of(low, toward(up, square, weight)) : Packed.of(toward(low, square, weight), up);
    }

    /** Correlation of the statistics of counts and of activity, 0 to less than 1. */
    static double correlation(long[] pool, int at) {
        double mean = Packed.high(pool[at + RATE + 2]);
        return mean < 0 ? 0 : mean < MOST_CORRELATION ? mean : MOST_CORRELATION;
    }

    /** Learns it from both at the same time. */
    static void learnCorrelation(long[] pool, int at, double z, double y, double trust) {
        double product = Math.max(-MOST_SQUARE, Math.min(MOST_SQUARE, z * y));
        long word = pool[at + RATE + 2];
        double old = Packed.high(word);
        pool[at + RATE + 2] = Packed.of(Packed.low(word), old + (product - old) * CORRELATION_WEIGHT * trust);
    }

    private static double toward(double old, double square, double weight) {
        return old + (Math.min(MOST_SQUARE * Math.max(1, old), square) - old) * weight;
    }

    /** Part of the people that leaves in a look. */
    static double hazard(long[] pool, int at) {
        return Packed.low(pool[at + LEAVING]) / Packed.high(pool[at + LEAVING]);
    }

    static void learnHazard(long[] pool, int at, double leavers, double personLooks) {
        long word = pool[at + LEAVING];
        pool[at + LEAVING] =
                Packed.of(Packed.low(word) * KEEP_RATE + leavers, Packed.high(word) * KEEP_RATE + personLooks);
    }

    /** Messages and reactions of a person in a look, as a session of that many people has them: regression of ln rate on ln people. */
    static double rate(long[] pool, int at, double people) {
        return Approx.exp(lnRate(pool, at, people));
    }

    private static double lnRate(long[] pool, int at, double people) {
        double n = Packed.low(pool[at + RATE]);
        double x = Packed.high(pool[at + RATE]) / n;
        double xx = Packed.low(pool[at + RATE + 1]) / n;
        double y = Packed.high(pool[at + RATE + 1]) / n;
        double xy = Packed.low(pool[at + RATE + 2]) / n;
        double slope = (xy - x * y) / Math.max(0.1, xx - x * x);
        return y + slope * (Approx.ln(people + 1) - x);
    }

    /** How many counts of its own a session's rate by the event is worth: one over the variance of ln rate between sessions. */
    static double priorCount(long[] pool, int at) {
        double sum = Packed.low(pool[at + BETWEEN]);
        double weights = Packed.high(pool[at + BETWEEN]);
        return weights / (sum > RATE_VARIANCE * weights ? sum : RATE_VARIANCE * weights);
    }

    private static void learnVariance(long[] pool, int at, double residual, double count) {
        double sum = Packed.low(pool[at + BETWEEN]);
        double weights = Packed.high(pool[at + BETWEEN]);
        double known = 1 / (count + 0.5);
        double now = sum / weights;
        double share = now / (now + known);
        double weight = share * share;
        double excess = Math.min(MOST_VARIANCE, residual * residual - known);
        double least = RATE_VARIANCE / 2 * (weights * KEEP_RATE + weight);
        pool[at + BETWEEN] =
                Packed.of(Math.max(least, sum * KEEP_RATE + weight * excess), weights * KEEP_RATE + weight);
    }

    /** Learns a session's remembered rate; its weight is at most 1 / RATE_VARIANCE, that of an exactly known rate. */
    static void learnRate(long[] pool, int at, double people, double count, double personLooks) {
        double x = Approx.ln(people + 1);
        double y = Approx.ln((count + 0.5) / personLooks);
        learnVariance(pool, at, y - lnRate(pool, at, people), count);
        double w = count / (1 + RATE_VARIANCE * count);
        double keep = KEEP_RATE;
        long a = pool[at + RATE];
        long b = pool[at + RATE + 1];
        pool[at + RATE] = Packed.of(Packed.low(a) * keep + w, Packed.high(a) * keep + w * x);
        pool[at + RATE + 1] = Packed.of(Packed.low(b) * keep + w * x * x, Packed.high(b) * keep + w * y);
        long c = pool[at + RATE + 2];
        pool[at + RATE + 2] = Packed.of(Packed.low(c) * keep + w * x * y, Packed.high(c));
    }
}
