package conductor.ops.simulate;

import java.util.Locale;

/** Numbers of JSON members, and how they are shown. */
final class Numbers {
    private Numbers() {}

    /** NaN where the member is no number. */
    static double of(Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** A score. */
    static String score(Object value) {
        return value instanceof Number ? String.format(Locale.ROOT, "%.2f", of(value)) : "?";
    }

    /** A change of a score, with its sign. */
    static String change(Object value) {
        return value instanceof Number ? String.format(Locale.ROOT, "%+.2f", of(value)) : "?";
    }

    /** A share in percent. */
    static String percent(double share) {
        return Double.isNaN(share) ? "?" : Math.round(share * 100) + " %";
    }
}
