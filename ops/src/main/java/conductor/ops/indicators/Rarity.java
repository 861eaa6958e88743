package conductor.ops.indicators;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** What a severity means: s is reached once in 10^s points. */
final class Rarity {
    private static final double HOUR_S = 3_600;
    /** What is rarer has never been measured; a number would pretend otherwise. */
    private static final double LONGEST_HOURS = 1_000;

    private Rarity() {}

    /** Hours in which a severity is to be expected once, at most {@value #LONGEST_HOURS}. */
    static double hours(double severity, double periodS) {
        return Math.min(LONGEST_HOURS, Math.pow(10, severity) * periodS / HOUR_S);
    }

    /** The same for people. */
    static String text(double severity, double periodS) {
        double hours = hours(severity, periodS);
        return hours >= LONGEST_HOURS
                ? "expected less than once in 1,000 hours"
                : "expected once in " + number(hours) + " hours";
    }

    /** A number for people: whole above a hundred, else its first two digits. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        if (Math.abs(value) >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(2, RoundingMode.HALF_UP));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
