package conductor.engine.core;

/** Bits of {@link Signal#flags}. */
public final class SignalFlags {
    /** The source time was below engine time: applied at engine time. */
    public static final int LATE = 1;
    /** A presence entry that a feeder inferred because the recording has none; counted apart from recorded signals. */
    public static final int INFERRED = 2;

    /** One signal of an entry of many: value2 = its producer, value3 = the producer's epoch, value4 = its number there, from 1. */
    public static final int NUMBERED = 4;
    /** Further signals of the same entry follow. */
    public static final int MORE = 8;

    private SignalFlags() {}
}
