package conductor.engine.audience;

/** Counters of the audience plane that are state: numbers and names are fixed, new ones are added at the end. */
public final class AudienceCounters {
    public static final int LEAVES_IGNORED = 0;
    public static final int PRESENCE_GAP = 1;
    public static final int EVIDENCE_CONFLICTS = 2;
    public static final int VOTES_REPEATED = 3;
    public static final int VOTES_ON_ENDED_POLLS = 4;
    public static final int CLOSES_WITHOUT_EFFECT = 5;
    public static final int SESSIONS_OPENED = 6;
    public static final int SESSIONS_CLOSED = 7;
    public static final int EVALUATIONS = 8;
    public static final int REFUSED = 9;
    /** Counts of a second that did not fit into their bucket. */
    public static final int COUNTS_SATURATED = 10;

    public static final int COUNT = 11;

    private AudienceCounters() {}
}
