package conductor.engine.detect;

/**
 * Usual value per time of day: one slowly forgetting mean for each bin of 15 minutes, three cells a bin (the mean as a double, then
 * the packed visits). The rate follows from what was seen, so a series of 1 s and one of 1 h both remember about a week:
 * mean += (value - mean) max(1/(points + 1), {@link #DAY_WEIGHT} visits/points).
 */
final class DayBins {
    /** Bins of a day. */
    static final int PER_DAY = 96;
    /** SeriesCells of one bin. */
    static final int CELLS_PER_BIN = 3;

    private static final long BIN_MS = 900_000;
    private static final long DAY_MS = 86_400_000;
    /** 1970-01-01 was a Thursday, 3 days after a Monday. */
    private static final long FIRST_WEEKDAY = 3;

    private static final long SATURDAY = 5;
    /** Weight of one day in a bin's mean, a memory of about 7 days. */
    private static final double DAY_WEIGHT = 0.15;

    // Packed visits: days seen 6 bits, points 14 bits, last day modulo 4096 in 12 bits.
    private static final int POINTS_SHIFT = 6;
    private static final int LAST_DAY_SHIFT = 20;
    private static final int MOST_DAYS = 63;
    private static final int MOST_POINTS = (1 << LAST_DAY_SHIFT - POINTS_SHIFT) - 1;
    private static final int LAST_DAY_MASK = 0xFFF;

    private DayBins() {}

    /** Bin of the time of day, 0 to 95, in UTC; also right before 1970. */
    static int ofDay(long timestampMs) {
        return (int) (Math.floorMod(timestampMs, DAY_MS) / BIN_MS);
    }

    /** Number of the day since 1970. */
    static long day(long timestampMs) {
        return Math.floorDiv(timestampMs, DAY_MS);
    }

    /** True on Saturday and Sunday in UTC. */
    static boolean weekend(long day) {
        return Math.floorMod(day + FIRST_WEEKDAY, 7L) >= SATURDAY;
    }

    static boolean seen(int[] cells, int at) {
        return cells[at + 2] != 0;
    }

    /** True when the bin has been seen on at least two days. */
    static boolean settled(int[] cells, int at) {
        return (cells[at + 2] & MOST_DAYS) >= 2;
    }

    static double mean(int[] cells, int at) {
        return SeriesCells.getDouble(cells, at);
    }

    /** Takes the value into the bin at the given cell. */
    static void learn(int[] cells, int at, long day, double value) {
        int packed = cells[at + 2];
        int days = packed & MOST_DAYS;
        int points = packed >>> POINTS_SHIFT & MOST_POINTS;
        int today = (int) day & LAST_DAY_MASK;
        if (days == 0) {
            SeriesCells.putDouble(cells, at, value);
        } else {
            double rate = Math.max(1.0 / (points + 1), DAY_WEIGHT * days / points);
            double mean = SeriesCells.getDouble(cells, at);
            SeriesCells.putDouble(cells, at, mean + (value - mean) * Math.min(rate, 1));
        }
        boolean newDay = days == 0 || packed >>> LAST_DAY_SHIFT != today;
        // Both counts stop together, which keeps their ratio, the points a day.
        if (points < MOST_POINTS && days < MOST_DAYS) {
            points++;
            days += newDay ? 1 : 0;
        }
        cells[at + 2] = today << LAST_DAY_SHIFT | points << POINTS_SHIFT | days;
    }
}
