package conductor.ops.indicators;

import java.util.function.DoubleSupplier;

/**
 * How much one total rose for each unit that another one rose, since it was asked last: a rate where the other is time in seconds, a
 * mean where it is a count. Not a number at the first look, when a total is not there or has gone back (what counts it was started
 * again), and when the other one has not risen.
 */
public final class Rise implements DoubleSupplier {
    private static final double NS = 1e9;

    private final DoubleSupplier total;
    private final DoubleSupplier other;
    private double totalBefore = Double.NaN;
    private double otherBefore = Double.NaN;

    public Rise(DoubleSupplier total, DoubleSupplier other) {
        this.total = total;
        this.other = other;
    }

    /** How much a total rises a second. */
    public static Rise perSecond(DoubleSupplier total) {
        return new Rise(total, () -> System.nanoTime() / NS);
    }

    @Override
    public double getAsDouble() {
        double totalNow = total.getAsDouble();
        double otherNow = other.getAsDouble();
        double rose = totalNow - totalBefore;
        double otherRose = otherNow - otherBefore;
        totalBefore = totalNow;
        otherBefore = otherNow;
        return rose >= 0 && otherRose > 0 ? rose / otherRose : Double.NaN;
    }
}
