package conductor.ops.indicators;

import java.util.function.DoubleSupplier;

/**
 * A figure that says how well a node does, and what of it is bad news.
 *
 * @param name as it stands in metrics and in {@code status}.
 * @param unit of the figure, for people.
 * @param bad which way is bad; the other way is no alarm, however unusual.
 * @param least a difference from what is usual that is smaller than this is of no interest to anybody, in the figure's unit.
 * @param figure of the time since it was asked last; not a number where there is none (its part does not run, nothing was measured).
 */
public record Indicator(String name, String unit, Bad bad, double least, DoubleSupplier figure) {
    /** A difference from what is usual that is smaller than this share of it is of no interest either. */
    private static final double LEAST_SHARE = 0.5;

    /** Which way is bad. */
    public enum Bad {
        RISE,
        FALL
    }

    /** Whether a value is enough worse than what is usual for somebody to want to know. */
    boolean isBad(double value, double usual) {
        return worseBy(value, usual) >= Math.max(least, LEAST_SHARE * Math.abs(usual));
    }

    /** By how much a value is worse than another; negative where it is better. */
    double worseBy(double value, double than) {
        return bad == Bad.RISE ? value - than : than - value;
    }

    /** A value for people. */
    String text(double value) {
        return Rarity.number(value) + " " + unit;
    }
}
