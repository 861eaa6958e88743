package conductor.engine.detect;

import conductor.engine.core.AnomalyClass;

/**
 * Names a fall: near silence, a sudden drop or a gradual decline. A logistic discriminant (Cox 1958) on what the averages and the
 * sequential test know of its depth and course. The weights were fitted to the falls of the development seeds, at the first tick of
 * an alarm and 30 s later; they hold products because a ratio says the more, the more people and the more time it comes from.
 */
final class FallShape {
    /** Weights for a sudden drop, against near silence. */
    private static final double[] DROP = {
        -0.508, // 1
        -1.002, // since the reset: ln ratio
        1.268, // last 20 s: ln ratio
        -1.006, // last 20 s: activity
        7.059, // since the reset: activity
        -0.383, // age
        1.252, // people
        0.671, // since the reset: activity x people
        -0.748, // since the reset: ln ratio x age
        -3.329, // last 120 s: activity x people
        3.329, // last 50 s: activity x people
        -7.435, // last 120 s: activity squared
        0.284, // last 120 s: ln ratio x age
        -0.928, // since the reset: ln ratio squared
        -3.318, // since the reset: activity x age
    };
    /** Weights for a gradual decline, against near silence. */
    private static final double[] DECLINE = {
        6.475, // 1
        3.219, // since the reset: ln ratio
        1.743, // last 20 s: ln ratio
        -2.847, // last 20 s: activity
        -2.933, // since the reset: activity
        -2.274, // age
        2.117, // people
        5.682, // since the reset: activity x people
        -0.837, // since the reset: ln ratio x age
        -11.319, // last 120 s: activity x people
        6.843, // last 50 s: activity x people
        -11.834, // last 120 s: activity squared
        -0.338, // last 120 s: ln ratio x age
        -0.143, // since the reset: ln ratio squared
        -2.036, // since the reset: activity x age
    };
    /** Rooms above e^8 people are no surer than those: the fit has seen none. */
    private static final double MOST_LN_PEOPLE = 8;
    /** Bound of the relative news of activity, which in tiny rooms has no meaning beyond. */
    private static final double MOST_NEWS = 3;

    private static final double HALF = 0.5;

    private final TimeScales scales;
    private final double[] x = new double[DROP.length];

    FallShape(TimeScales scales) {
        this.scales = scales;
    }

    /** The most probable class; a tie goes to the earlier of silence, drop, decline. */
    int classify(SessionRow row) {
        describe(row);
        double drop = 0;
        double decline = 0;
        for (int i = 0; i < x.length; i++) {
            drop += DROP[i] * x[i];
            decline += DECLINE[i] * x[i];
        }
        if (drop <= 0 && decline <= 0) {
            return AnomalyClass.LOW_ENGAGEMENT;
        }
        return drop >= decline ? AnomalyClass.SUDDEN_DROP : AnomalyClass.GRADUAL_DECLINE;
    }

    private void describe(SessionRow row) {
        double usualNews = scales.turnover * row.share * Math.max(1, row.people);
        int ticks = row.tick - row.resetTick;
        double age = Approx.ln(ticks * scales.looks + 1);
        double lnPeople = Math.min(MOST_LN_PEOPLE, Approx.ln(row.people + 1));
        double ratio = lnRatio(row.testCount, row.testExpected);
        double since = bounded(row.testNews / (usualNews * Math.max(1, ticks)));
        double longNews = bounded(row.longNews / usualNews);
        double shortNews = bounded(row.shortNews / usualNews);
        double middleNews = bounded(row.middleNews / usualNews);
        x[0] = 1;
        x[1] = ratio;
        x[2] = lnRatio(
                row.shortCount * scales.ticks[TimeScales.SHORT], row.shortExpected * scales.ticks[TimeScales.SHORT]);
        x[3] = shortNews;
        x[4] = since;
        x[5] = age;
        x[6] = lnPeople;
        x[7] = since * lnPeople;
        x[8] = ratio * age;
        x[9] = longNews * lnPeople;
        x[10] = middleNews * lnPeople;
        x[11] = longNews * longNews;
        x[12] = lnRatio(row.longCount * scales.ticks[TimeScales.LONG], row.longExpected * scales.ticks[TimeScales.LONG])
                * age;
        x[13] = ratio * ratio;
        x[14] = since * age;
    }

    private static double lnRatio(double count, double expected) {
        return Approx.ln((count + HALF) / (expected + HALF));
    }

    private static double bounded(double news) {
        return news > MOST_NEWS ? MOST_NEWS : news < -MOST_NEWS ? -MOST_NEWS : news;
    }
}
