package conductor.ops.indicators;

import conductor.engine.detect.SeriesDetector;

/**
 * Follows one indicator: the detector of series says which values are strange, and this makes alarms of them that begin, last and end.
 * A value is the median of the last {@value #SMOOTHED} looks: what is over within two looks is nobody's business, and a series of
 * zeros with such peaks hides from the detector what comes to stay.
 *
 * <p>An alarm begins with {@value #HELD} {@link Indicator#isBad bad} values in a row, one of which, or one of the {@value #HELD} before, is
 * strange and worse than usual. It lasts until as many in a row are not bad. What comes while it lasts is learned by nobody: it does not
 * end by getting used to, and the same trouble is strange the next time, too. (Before it begins all is learned: whoever forgets the
 * extremes of a rough series is surprised by each.)
 */
final class IndicatorWatch {
    /** Values before the first alarm. As many have to be there that a new one can be the rarest of them by far. */
    static final int WARM_UP = 360;
    /** Values whose median is what is usual: an hour at the default period, so that a slow change for the worse shows. */
    private static final int USUAL = 360;
    /** Fewer values do not say what is usual. */
    private static final int USUAL_LEAST = 60;

    private static final int SMOOTHED = 5;
    /** Values that make an alarm, and that end it. */
    static final int HELD = 6;
    /** What has lasted so long is how things are now. */
    static final long LONGEST_MS = 86_400_000;

    /** What became of an alarm with a value. */
    enum Change {
        NONE,
        BEGUN,
        ENDED,
        /** It has lasted so long that it is what is usual now. */
        ACCEPTED
    }

    private final Indicator indicator;
    private final double level;
    private final SeriesDetector detector = new SeriesDetector();
    private final int[] cells = new int[SeriesDetector.CELLS];
    /** While an alarm lasts, the cells that the detector goes on with behind it. */
    private final int[] kept = new int[SeriesDetector.CELLS];

    private final RecentValues latest = new RecentValues(SMOOTHED, 1);
    private final RecentValues usual = new RecentValues(USUAL, USUAL_LEAST);
    private final double[] severities = new double[HELD];
    private long values;
    private double value = Double.NaN;
    private int strangeFor;
    private double strangest;
    private int bad;
    private long badSinceMs;
    private double worst;
    private int calm;
    private long alarms;
    private boolean lasts;
    private Alarm alarm;

    /** @param level least severity of a strange value. */
    IndicatorWatch(Indicator indicator, double level) {
        this.indicator = indicator;
        this.level = level;
    }

    /** Takes the indicator's figure of now. A figure that is not there is no value: it neither begins nor ends anything. */
    Change look(long nowMs) {
        return take(nowMs, indicator.figure().getAsDouble());
    }

    Change take(long nowMs, double figure) {
        if (!Double.isFinite(figure)) {
            value = Double.NaN;
            return Change.NONE;
        }
        latest.add(figure);
        value = latest.median();
        boolean mayBegin = !isLearning();
        double severity = detector.observe(cells, 0, nowMs, value);
        severities[(int) (values++ % HELD)] = severity;
        return lasts ? goOn(nowMs, severity) : begin(nowMs, severity, mayBegin);
    }

    private Change begin(long nowMs, double severity, boolean mayBegin) {
        double median = usual.median();
        strangeFor = Math.max(0, strangeFor - 1);
        if (mayBegin && severity >= level && indicator.worseBy(value, median) > 0) {
            strangest = Math.max(severity, strangeFor > 0 ? strangest : 0);
            strangeFor = 2 * HELD;
        }
        note(nowMs, indicator.isBad(value, median));
        if (strangeFor > 0 && bad >= HELD) {
            System.arraycopy(cells, 0, kept, 0, cells.length);
            alarm = new Alarm(badSinceMs, median, strangest, worst);
            alarms++;
            strangeFor = 0;
            calm = 0;
            lasts = true;
            return Change.BEGUN;
        }
        usual.add(value);
        return Change.NONE;
    }

    /** Counts bad values in a row. */
    private void note(long nowMs, boolean isBad) {
        if (!isBad) {
            bad = 0;
        } else if (bad++ == 0) {
            badSinceMs = nowMs;
            worst = value;
        } else if (indicator.worseBy(value, worst) > 0) {
            worst = value;
        }
    }

    private Change goOn(long nowMs, double severity) {
        boolean isBad = indicator.isBad(value, alarm.usual());
        note(nowMs, isBad);
        calm = isBad ? 0 : calm + 1;
        double worstYet = indicator.worseBy(value, alarm.worst()) > 0 ? value : alarm.worst();
        alarm = new Alarm(alarm.sinceMs(), alarm.usual(), Math.max(severity, alarm.severity()), worstYet);
        if (calm >= HELD) {
            System.arraycopy(kept, 0, cells, 0, cells.length);
            lasts = false;
            return Change.ENDED;
        }
        if (nowMs - alarm.sinceMs() >= LONGEST_MS) {
            usual.forget();
            lasts = false;
            return Change.ACCEPTED;
        }
        return Change.NONE;
    }

    /** The alarm that lasts or, right after a change, the one that is over; null where there was none yet. */
    Alarm alarm() {
        return alarm;
    }

    private boolean isLearning() {
        return values < WARM_UP || !lasts && Double.isNaN(usual.median());
    }

    IndicatorState state() {
        double greatest = 0;
        for (double severity : severities) {
            greatest = Math.max(greatest, severity);
        }
        return new IndicatorState(
                indicator, value, usual.median(), greatest, isLearning(), alarms, lasts ? alarm : null);
    }
}
