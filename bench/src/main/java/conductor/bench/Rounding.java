package conductor.bench;

/** How figures are written: nobody needs more digits than the noise leaves. */
public final class Rounding {
    private Rounding() {}

    /** Two decimals. */
    public static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
