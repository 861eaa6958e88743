package conductor.engine.core;

/** Bits of {@link Signal#flags}. */
public final class SignalFlags {
    /** The source time was below engine time: applied at engine time. */
    public static final int LATE = 1;
    /** A presence entry that a feeder inferred because the recording has none; counted apart from recorded signals. */
    public static final int INFERRED = 2;

    private SignalFlags() {}
}
