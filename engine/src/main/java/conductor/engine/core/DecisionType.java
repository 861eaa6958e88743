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

    /** Payload PresenceDetail, as of all up to {@link #CALLBACK_SCHEDULED}; subjectKey agent or work item; decisionSeq = number of the session or of the offer. */
    public static final int AGENT_SESSION_OPENED = 32;

    public static final int AGENT_SESSION_CLOSED = 33;
    public static final int AGENT_STATE_CHANGED = 34;
    public static final int AGENT_REACHABLE = 35;
    public static final int AGENT_UNREACHABLE = 36;
    public static final int WORK_QUEUED = 37;
    public static final int WORK_OFFERED = 38;
    public static final int WORK_CONNECTED = 39;
    public static final int WORK_REQUEUED = 40;
    public static final int WORK_ESCALATED = 41;
    public static final int WORK_CLOSED = 42;
    public static final int WORK_REFUSED = 43;
    public static final int CALLBACK_OFFERED = 44;
    public static final int CALLBACK_SCHEDULED = 45;
    /** Payload ReadinessDetail. */
    public static final int READINESS_VERDICT = 46;
    /** Payload ReadinessDetail. */
    public static final int CLEANUP_DONE = 47;
    /** state = {@link Switch}, previous = whether it was on, severity = whether it is; payload CommandRecord. */
    public static final int SWITCH_SET = 48;
    /** A message that is well formed and cannot be followed: code; payload MessageResult. */
    public static final int REJECTED = 49;
    /** The answer to a message that wanted one: state = 1 ok; code; payload MessageResult. */
    public static final int MESSAGE_RESULT = 50;

    private DecisionType() {}

    /** Whether it is a record of the presence plane, which is of no session of the audience. */
    public static boolean isOfPresence(int type) {
        return type >= AGENT_SESSION_OPENED && type <= MESSAGE_RESULT;
    }

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
            case AGENT_SESSION_OPENED -> "AGENT_SESSION_OPENED";
            case AGENT_SESSION_CLOSED -> "AGENT_SESSION_CLOSED";
            case AGENT_STATE_CHANGED -> "AGENT_STATE_CHANGED";
            case AGENT_REACHABLE -> "AGENT_REACHABLE";
            case AGENT_UNREACHABLE -> "AGENT_UNREACHABLE";
            case WORK_QUEUED -> "WORK_QUEUED";
            case WORK_OFFERED -> "WORK_OFFERED";
            case WORK_CONNECTED -> "WORK_CONNECTED";
            case WORK_REQUEUED -> "WORK_REQUEUED";
            case WORK_ESCALATED -> "WORK_ESCALATED";
            case WORK_CLOSED -> "WORK_CLOSED";
            case WORK_REFUSED -> "WORK_REFUSED";
            case CALLBACK_OFFERED -> "CALLBACK_OFFERED";
            case CALLBACK_SCHEDULED -> "CALLBACK_SCHEDULED";
            case READINESS_VERDICT -> "READINESS_VERDICT";
            case CLEANUP_DONE -> "CLEANUP_DONE";
            case SWITCH_SET -> "SWITCH_SET";
            case REJECTED -> "REJECTED";
            case MESSAGE_RESULT -> "COMMAND_RESULT";
            default -> "TYPE_" + type;
        };
    }
}
