package conductor.gateway.batch;

/** What an entry of {@code conductor.signals.v1} may hold (docs/wire.md). */
public final class BatchLimits {
    /** Most signals of an entry. */
    public static final int SIGNALS_MAX = 256;
    /** Most ids that stand in an entry: each signal names four at most. */
    public static final int TEXTS_MAX = 4 * SIGNALS_MAX;
    /** Largest entry in bytes. */
    public static final int BYTES_MAX = 65_536;
    /** Place of a text that is not there. */
    public static final int NONE = 65_535;

    private BatchLimits() {}
}
