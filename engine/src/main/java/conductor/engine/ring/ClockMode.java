package conductor.engine.ring;

/** What moves engine time. */
public enum ClockMode {
    /** Live: every stream entry by its id, and the Redis clock when the sources are idle. */
    REDIS,
    /** Playback: only the feeder's entries and its time marks. Everything else takes the current engine time. */
    STREAM
}
