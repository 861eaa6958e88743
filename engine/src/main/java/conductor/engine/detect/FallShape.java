package conductor.engine.detect;

import conductor.engine.core.AnomalyClass;

/**
 * Names a fall: near silence, a sudden drop or a gradual decline. A logistic discriminant (Cox 1958) on what the averages and the
 * sequential test know of its depth and course. It holds products because a ratio says the more, the more people and the more time it
 * comes from.
 *
 * <p>Where people are active by what is counted, activity follows the counts and says something else than where other signs tell it. So
 * each weight is linear in the correlation of counts and activity that the event has learned. The weights were fitted to generated falls
 * of the development seeds 1 to 9, at the first tick of an alarm and 30 s later: once with activity drawn independently of the counts,
 * once with those active who were dealt a message or reaction within the last minute. Nothing measured in a real room is in them.
 */
final class FallShape {
    /** For each feature: weight for a sudden drop and what correlation adds to it, the same for a gradual decline; against near silence. */
    private static final double[] WEIGHTS = {
        2.357, -5.500, 4.277, -7.089, // 1
        0.232, 1.737, -2.761, 1.351, // last 120 s: ln ratio
        -0.487, 0.630, 0.993, -1.665, // last 20 s: root of count
        -3.100, 0.620, -2.423, -3.473, // since the reset: ln ratio x since the reset: activity
        -0.532, -0.160, -0.041, -1.164, // since the reset: ln ratio x age
        -0.428, -0.251, -0.139, -0.283, // since the reset: ln ratio x since the reset: root of count
        -0.136, 0.206, -0.175, 0.130, // age squared
        0.560, -0.576, 0.163, -0.004, // age x last 20 s: root of count
        -0.072, -0.599, 5.289, -6.723, // since the reset: activity x last 20 s: root of count
        0.026, -0.045, 0.088, -0.053, // people x since the reset: root of count
        -2.697, -0.263, -2.332, 0.031, // last 20 s: ln ratio x last 20 s: activity
        -0.565, -0.329, -0.913, -0.347, // last 20 s: ln ratio squared
        2.525, 0.128, 1.000, 3.148, // last 20 s: ln ratio x since the reset: activity
        0.273, 0.882, 0.278, 0.836, // last 20 s: ln ratio x last 20 s: root of count
        3.065, 2.407, 6.256, -0.927, // last 20 s: ln ratio x last 120 s: activity
        3.470, 5.981, 4.076, 6.632, // last 50 s: ln ratio x last 20 s: activity
        -4.792, -3.368, -7.348, -2.804, // last 50 s: ln ratio x last 50 s: activity
        1.452, -3.938, -5.042, 2.856, // last 120 s: activity x last 20 s: root of count
        0.378, -3.141, -0.419, -2.748, // last 120 s: activity x now: ln ratio of active people
        0.609, -0.611, 1.061, -0.609, // last 20 s: activity x last 50 s: root of count
    };

    private static final int PER_FEATURE = 4;
    private static final int FEATURES = WEIGHTS.length / PER_FEATURE;
    /** Rooms above e^8 people are no surer than those: the fit has seen none. */
    private static final double MOST_LN_PEOPLE = 8;
    /** Bound of the relative news of activity, which in tiny rooms has no meaning beyond. */
    private static final double MOST_NEWS = 3;

    /** More counts than these in an average make a ratio no surer. */
    private static final double MOST_COUNT = 50;

    private static final double HALF = 0.5;

    private final TimeScales scales;
    private final double[] x = new double[FEATURES];

    FallShape(TimeScales scales) {
        this.scales = scales;
    }

    /**
     * The most probable class; a tie goes to the earlier of silence, drop, decline.
     *
     * @param correlation of counts and activity, 0 to 1.
     */
    int classify(SessionRow row, double correlation) {
        describe(row);
        double drop = 0;
        double dropByCorrelation = 0;
        double decline = 0;
        double declineByCorrelation = 0;
        for (int i = 0; i < FEATURES; i++) {
            int at = i * PER_FEATURE;
            drop += WEIGHTS[at] * x[i];
            dropByCorrelation += WEIGHTS[at + 1] * x[i];
            decline += WEIGHTS[at + 2] * x[i];
            declineByCorrelation += WEIGHTS[at + 3] * x[i];
        }
        drop += correlation * dropByCorrelation;
        decline += correlation * declineByCorrelation;
        if (drop <= 0 && decline <= 0) {
            return AnomalyClass.LOW_ENGAGEMENT;
        }
        return drop >= decline ? AnomalyClass.SUDDEN_DROP : AnomalyClass.GRADUAL_DECLINE;
    }

    private void describe(SessionRow row) {
        double usualActive = row.share * row.people;
        double usualNews = scales.turnover * row.share * Math.max(1, row.people);
        int ticks = row.tick - row.resetTick;
        double age = Approx.ln(ticks * scales.looks + 1);
        double lnPeople = Math.min(MOST_LN_PEOPLE, Approx.ln(row.people + 1));
        double shortTicks = scales.ticks[TimeScales.SHORT];
        double middleTicks = scales.ticks[TimeScales.MIDDLE];
        double longTicks = scales.ticks[TimeScales.LONG];
        double since = lnRatio(row.testCount, row.testExpected);
        double shorts = lnRatio(row.shortCount * shortTicks, row.shortExpected * shortTicks);
        double middle = lnRatio(row.middleCount * middleTicks, row.middleExpected * middleTicks);
        double sinceRoot = root(row.testCount);
        double shortRoot = root(row.shortCount * shortTicks);
        double sinceNews = bounded(row.testNews / (usualNews * Math.max(1, ticks)));
        double shortNews = bounded(row.shortNews / usualNews);
        double middleNews = bounded(row.middleNews / usualNews);
        double longNews = bounded(row.longNews / usualNews);
        x[0] = 1;
        x[1] = lnRatio(row.longCount * longTicks, row.longExpected * longTicks);
        x[2] = shortRoot;
        x[3] = since * sinceNews;
        x[4] = since * age;
        x[5] = since * sinceRoot;
        x[6] = age * age;
        x[7] = age * shortRoot;
        x[8] = sinceNews * shortRoot;
        x[9] = lnPeople * sinceRoot;
        x[10] = shorts * shortNews;
        x[11] = shorts * shorts;
        x[12] = shorts * sinceNews;
        x[13] = shorts * shortRoot;
        x[14] = shorts * longNews;
        x[15] = middle * shortNews;
        x[16] = middle * middleNews;
        x[17] = longNews * shortRoot;
        x[18] = longNews * lnRatio(row.active, usualActive);
        x[19] = shortNews * root(row.middleCount * middleTicks);
    }

    private static double root(double count) {
        return Math.sqrt(count < MOST_COUNT ? count : MOST_COUNT);
    }

    private static double lnRatio(double count, double expected) {
        return Approx.ln((count + HALF) / (expected + HALF));
    }

    private static double bounded(double news) {
        return news > MOST_NEWS ? MOST_NEWS : news < -MOST_NEWS ? -MOST_NEWS : news;
    }
}
