package conductor.engine.audience;

/** Numbers of the state sections of this plane; they are in snapshots and in the hash. */
final class AudienceSections {
    static final int SCORING = 10;
    static final int DETECTION = 11;
    static final int DECISIONING = 12;
    static final int VERSION = 4;

    private AudienceSections() {}
}
