package conductor.journal.json;

import conductor.engine.detect.AlarmLevel;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** How rare something is by detector v2, as people read it: expected once in so many hours of a session in which nothing is the matter. */
public final class Rarity {
    /** More is not told apart. */
    private static final double MOST_HOURS = 1e9;

    private static final double TOLD_HOURS = 1e6;
    private static final double MILLION = 1e6;
    private static final int MINUTES = 60;
    private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_UP);

    private Rarity() {}

    /** Hours in millionths, with three digits, at most 10^9 hours. */
    public static long hoursPpm(int rarityPpm) {
        return rounded(hours(rarityPpm) * MILLION).longValue();
    }

    /** {@code expected once in 27 hours} */
    public static String words(int rarityPpm) {
        double hours = hours(rarityPpm);
        if (hours >= TOLD_HOURS) {
            return "expected once in more than a million hours";
        }
        return hours >= 1
                ? "expected once in " + said(hours, "hour")
                : "expected once in " + said(Math.max(1, Math.rint(hours * MINUTES)), "minute");
    }

    private static String said(double value, String unit) {
        BigDecimal rounded = rounded(value);
        String number = rounded.scale() > 0
                ? rounded.stripTrailingZeros().toPlainString()
                : String.format(Locale.ROOT, "%,d", rounded.longValue());
        return number + " " + unit + (number.equals("1") ? "" : "s");
    }

    private static double hours(int rarityPpm) {
        return rounded(Math.min(MOST_HOURS, AlarmLevel.hoursBetween(rarityPpm / MILLION)))
                .doubleValue();
    }

    private static BigDecimal rounded(double value) {
        return new BigDecimal(value).round(DIGITS);
    }
}
