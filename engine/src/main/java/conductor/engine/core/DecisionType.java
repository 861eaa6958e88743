package conductor.engine.core;

/** Types of {@link Decision} (audience.md 2.6). The numbers are in the journal and are never used again. */
public final class DecisionType {
    public static final int SCORE = 1;
    /** Payload: UTF-8 session id; subjectKey its key. */
    public static final int SESSION_OPENED = 2;

    public static final int SESSION_CLOSED = 3;
    /** scopeKey the new event; payload: UTF-8 event id; previous/state hold the old and the new rank; decisionSeq the old scope key. */
    public static final int EVENT_RESOLVED = 4;

    /** decisionSeq = how rare it is by detector v2, in millionths of -log10 of the rate; 0 with v1. */
    public static final int ANOMALY = 5;
    /** Found within the cool-down of its class and not raised; decisionSeq = time in ms when the class is free. */
    public static final int ANOMALY_COOLED = 6;
    /** A state of a decision; payload: ExplanationRecord, behind it a DetailRecord where there is more to say. decisionSeq = number of the decision. */
    public static final int DECISION = 7;
    /** A MASS_EXIT notification beside the gates; payload: ExplanationRecord (interventionSeq = its own seq). */
    public static final int ESCALATION = 8;
    /** Agent status of a session: state and previous are {@link AgentStatus}. */
    public static final int STATUS = 9;
    /** anomalySeq = poll key. */
    public static final int POLL_DROPPED = 10;
    /** code = why; cause = the refused entry. */
    public static final int INPUT_REFUSED = 11;
    /** Automatic action stops: scopeKey event or 0 for all; decisionSeq = time in ms at which it ends by itself, 0 = never; payload CommandRecord. */
    public static final int PAUSED = 12;
    /** Automatic action is allowed again; payload CommandRecord when a command did it, none when the time was over. */
    public static final int RESUMED = 13;
    /** The feed of the platform is doubted (state 1) or trusted again (state 0): totalUsers = sessions that were lively, leavers = of those silent. */
    public static final int SOURCE_SUSPECT = 14;
    /** Settings of an event as they count now: decisionSeq = version; payload EventSettingsRecord. */
    public static final int SETTINGS = 15;
    /** The answer to a command: state = type of the command's signal, code = NONE or why not; anomalySeq = time in ms when a limit that forbids it is free, 0 = never or none; payload CommandRecord. */
    public static final int COMMAND_RESULT = 16;
    /** Mode of a session: state = new {@link Mode}, previous = before, code = NONE where the session has its own and EVENT_MODE where it follows its event; payload CommandRecord. */
    public static final int MODE = 17;
    /** What a decision led to: decisionSeq, anomalySeq, arm, class; scorePpm = score after, totalUsers = users then; payload RewardRecord. */
    public static final int REWARD = 18;
    /** A message for the organiser's bell: state is a {@link Bell}; an anomaly as in ANOMALY, an intervention with the payload of its decision. */
    public static final int NOTIFICATION = 19;
    /** What happened in an event so far, when its last session closed: scopeKey; payload SummaryRecord. */
    public static final int SUMMARY = 20;
    /**
     * The engine goes on from a snapshot because its journal was lost: decisionSeq = number of the last record that it knows, anomalySeq = the
     * last score number that it passes over. A PAUSED and the sessions and events that are open follow, said again.
     */
    public static final int RESTORED = 21;

    private DecisionType() {}

    /** The name of a type, as in the {@code type} member of the envelope. */
    public static String name(int type) {
        return switch (type) {
            case SCORE -> "SCORE";
            case SESSION_OPENED -> "SESSION_OPENED";
            case SESSION_CLOSED -> "SESSION_CLOSED";
            case EVENT_RESOLVED -> "EVENT_RESOLVED";
            case ANOMALY -> "ANOMALY";
            case ANOMALY_COOLED -> "ANOMALY_COOLED";
            case DECISION -> "DECISION";
            case ESCALATION -> "ESCALATION";
            case STATUS -> "STATUS";
            case POLL_DROPPED -> "POLL_DROPPED";
            case INPUT_REFUSED -> "INPUT_REFUSED";
            case PAUSED -> "PAUSED";
            case RESUMED -> "RESUMED";
            case SOURCE_SUSPECT -> "SOURCE_SUSPECT";
            case SETTINGS -> "SETTINGS";
            case COMMAND_RESULT -> "COMMAND_RESULT";
            case MODE -> "MODE";
            case REWARD -> "REWARD";
            case NOTIFICATION -> "NOTIFICATION";
            case SUMMARY -> "SUMMARY";
            case RESTORED -> "RESTORED";
            default -> "TYPE_" + type;
        };
    }
}
