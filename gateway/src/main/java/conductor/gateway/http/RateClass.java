package conductor.gateway.http;

/**
 * How often routes may be used: a bucket a caller, full at the beginning, filled at a rate.
 *
 * <p>{@link #INGEST} is counted in signals, the others in requests.
 */
public enum RateClass {
    /** Not counted: health and metrics. */
    NONE(0, 0),
    READ(40, 20),
    WRITE(40, 20),
    /** What acts upon people, and the long lists behind it. */
    INTERVENTIONS(3, 1.0 / 6),
    ADMIN(30, 0.5),
    /** A machine's own budget; the figures are settings. */
    INGEST(1_000, 500);

    private final int burst;
    private final double perSecond;

    RateClass(int burst, double perSecond) {
        this.burst = burst;
        this.perSecond = perSecond;
    }

    /** Requests at once. */
    public int burst() {
        return burst;
    }

    /** Requests a second. */
    public double perSecond() {
        return perSecond;
    }
}
