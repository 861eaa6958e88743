package conductor.engine.core;

/**
 * Reason codes: why an input was refused, a decision skipped, a command failed. Stable numbers and names, 0 = none.
 */
public final class Code {
    public static final int NONE = 0;
    public static final int BAD_UTF8 = 1;
    public static final int BAD_JSON = 2;
    public static final int NOT_AN_OBJECT = 3;
    public static final int TOO_LARGE = 4;
    public static final int MISSING_FIELD = 5;
    public static final int BAD_FIELD = 6;
    public static final int FUTURE_ID = 7;
    /** The bytes of an entry are no record of the kind that its stream holds. */
    public static final int BAD_RECORD = 8;
    /** A message of a version that is not spoken here. */
    public static final int BAD_VERSION = 9;
    /** A message of a type that its stream does not have. */
    public static final int UNKNOWN_TYPE = 10;

    public static final int SESSION_TABLE_FULL = 16;
    public static final int USER_TABLE_FULL = 17;
    public static final int VOTER_TABLE_FULL = 18;
    public static final int NAME_TABLE_FULL = 19;
    public static final int KEY_COLLISION = 20;
    public static final int UNDEFINED_NAME = 21;
    public static final int EVENT_TABLE_FULL = 22;

    public static final int DISABLED = 32;
    public static final int PENDING = 33;
    public static final int LIMIT_EVENT = 34;
    public static final int LIMIT_SESSION_GAP = 35;
    public static final int LIMIT_SESSION_BURST = 36;
    public static final int MILD = 37;
    public static final int NO_ARM = 38;
    public static final int LOW_CONFIDENCE = 39;

    public static final int NO_RECEIVER = 48;
    public static final int STALE = 49;
    public static final int OUTCOME_FAILED = 50;
    /** No result came within 10 s: taken as executed. */
    public static final int ASSUMED = 51;
    /** A command was handed over and somebody received it. */
    public static final int SENT = 52;
    /** Approved by the rule that a mass exit always escalates. */
    public static final int MASS_EXIT_RULE = 53;

    public static final int IDLE = 54;
    /** What a command asks for is so already. */
    public static final int ALREADY = 55;
    /** A command of an unknown type or with a value that is not allowed. */
    public static final int INVALID = 56;

    public static final int UNKNOWN_DECISION = 57;
    public static final int UNKNOWN_SESSION = 58;
    public static final int DECISION_EXPIRED = 59;
    /** The decision is not in a state in which that can be done. */
    public static final int WRONG_STATE = 60;

    public static final int VERSION_CONFLICT = 61;
    public static final int DECISION_TABLE_FULL = 62;
    /** There is no content in the language that the event asks for. */
    public static final int NO_CONTENT = 63;
    /** The session has no mode of its own: it follows its event. */
    public static final int EVENT_MODE = 64;
    /** Another decision of the session was published before this one was measured. */
    public static final int OVERLAP = 65;
    /** Automatic action was paused before the decision was published. */
    public static final int PAUSED = 66;
    /** The platform's feed was doubted when the decision was to be published. */
    public static final int SOURCE_SUSPECT = 67;

    /** Every signal of an entry had been applied: its gateway wrote it twice. */
    public static final int REPEATED = 68;
    /** A signal of a gateway's earlier epoch, after one of a later epoch. */
    public static final int OLD_EPOCH = 69;

    public static final int PRODUCER_TABLE_FULL = 70;

    // Of operators and work items (presence.md).
    public static final int UNKNOWN_AGENT = 96;
    public static final int ACCOUNT_INACTIVE = 97;
    public static final int NO_SESSION = 98;
    public static final int BUSY = 99;
    public static final int NOT_SETTABLE = 100;
    public static final int STATUS_LOCKED = 101;
    public static final int STALE_SESSION = 102;
    public static final int DUPLICATE_WORK = 103;
    public static final int STALE_OFFER = 104;
    public static final int NOT_ASSIGNED = 105;
    public static final int KIND = 106;
    public static final int UNKNOWN_WORK = 107;
    public static final int KEY_CONFLICT = 108;
    public static final int KEY_TABLE_FULL = 109;
    public static final int SWITCHED_OFF = 110;
    public static final int UNKNOWN_SWITCH = 111;
    public static final int AGENT_TABLE_FULL = 112;
    public static final int WORK_TABLE_FULL = 113;
    public static final int SCOPE_TABLE_FULL = 114;
    public static final int QUEUE_FULL = 116;
    public static final int OUT_OF_HOURS = 117;
    public static final int LOGOUT = 118;
    public static final int SUPERSEDED = 119;
    public static final int ABANDONED = 120;
    public static final int ACCOUNT_DISABLED = 121;
    public static final int DEVICE = 122;
    public static final int DISCONNECT = 123;
    public static final int HEARTBEAT = 124;
    public static final int NO_ANSWER = 125;
    public static final int FAILED = 126;
    public static final int CANCELLED = 127;
    public static final int TIMEOUT = 128;
    public static final int CALLBACK_DECLINED = 129;
    public static final int NORMAL = 130;
    public static final int STUCK = 131;
    public static final int CALLER = 132;
    public static final int MAX_WAIT = 133;
    public static final int NO_AGENTS = 134;
    public static final int EXPIRED = 135;

    private static final String[] NAMES = new String[256];

    static {
        NAMES[BAD_UTF8] = "BAD_UTF8";
        NAMES[BAD_JSON] = "BAD_JSON";
        NAMES[NOT_AN_OBJECT] = "NOT_AN_OBJECT";
        NAMES[TOO_LARGE] = "TOO_LARGE";
        NAMES[MISSING_FIELD] = "MISSING_FIELD";
        NAMES[BAD_FIELD] = "BAD_FIELD";
        NAMES[FUTURE_ID] = "FUTURE_ID";
        NAMES[BAD_RECORD] = "BAD_RECORD";
        NAMES[BAD_VERSION] = "BAD_VERSION";
        NAMES[UNKNOWN_TYPE] = "UNKNOWN_TYPE";
        NAMES[SESSION_TABLE_FULL] = "SESSION_TABLE_FULL";
        NAMES[USER_TABLE_FULL] = "USER_TABLE_FULL";
        NAMES[VOTER_TABLE_FULL] = "VOTER_TABLE_FULL";
        NAMES[NAME_TABLE_FULL] = "NAME_TABLE_FULL";
        NAMES[KEY_COLLISION] = "KEY_COLLISION";
        NAMES[UNDEFINED_NAME] = "UNDEFINED_NAME";
        NAMES[EVENT_TABLE_FULL] = "EVENT_TABLE_FULL";
        NAMES[DISABLED] = "DISABLED";
        NAMES[PENDING] = "PENDING";
        NAMES[LIMIT_EVENT] = "LIMIT_EVENT";
        NAMES[LIMIT_SESSION_GAP] = "LIMIT_SESSION_GAP";
        NAMES[LIMIT_SESSION_BURST] = "LIMIT_SESSION_BURST";
        NAMES[MILD] = "MILD";
        NAMES[NO_ARM] = "NO_ARM";
        NAMES[LOW_CONFIDENCE] = "LOW_CONFIDENCE";
        NAMES[NO_RECEIVER] = "NO_RECEIVER";
        NAMES[STALE] = "STALE";
        NAMES[OUTCOME_FAILED] = "OUTCOME_FAILED";
        NAMES[ASSUMED] = "ASSUMED";
        NAMES[SENT] = "SENT";
        NAMES[MASS_EXIT_RULE] = "MASS_EXIT_RULE";
        NAMES[IDLE] = "IDLE";
        NAMES[ALREADY] = "ALREADY";
        NAMES[INVALID] = "INVALID";
        NAMES[UNKNOWN_DECISION] = "UNKNOWN_DECISION";
        NAMES[UNKNOWN_SESSION] = "UNKNOWN_SESSION";
        NAMES[DECISION_EXPIRED] = "DECISION_EXPIRED";
        NAMES[WRONG_STATE] = "WRONG_STATE";
        NAMES[VERSION_CONFLICT] = "VERSION_CONFLICT";
        NAMES[DECISION_TABLE_FULL] = "DECISION_TABLE_FULL";
        NAMES[NO_CONTENT] = "NO_CONTENT";
        NAMES[EVENT_MODE] = "EVENT_MODE";
        NAMES[OVERLAP] = "OVERLAP";
        NAMES[PAUSED] = "PAUSED";
        NAMES[SOURCE_SUSPECT] = "SOURCE_SUSPECT";
        NAMES[REPEATED] = "REPEATED";
        NAMES[OLD_EPOCH] = "OLD_EPOCH";
        NAMES[PRODUCER_TABLE_FULL] = "PRODUCER_TABLE_FULL";
        NAMES[UNKNOWN_AGENT] = "UNKNOWN_AGENT";
        NAMES[ACCOUNT_INACTIVE] = "ACCOUNT_INACTIVE";
        NAMES[NO_SESSION] = "NO_SESSION";
        NAMES[BUSY] = "BUSY";
        NAMES[NOT_SETTABLE] = "NOT_SETTABLE";
        NAMES[STATUS_LOCKED] = "STATUS_LOCKED";
        NAMES[STALE_SESSION] = "STALE_SESSION";
        NAMES[DUPLICATE_WORK] = "DUPLICATE_WORK";
        NAMES[STALE_OFFER] = "STALE_OFFER";
        NAMES[NOT_ASSIGNED] = "NOT_ASSIGNED";
        NAMES[KIND] = "KIND";
        NAMES[UNKNOWN_WORK] = "UNKNOWN_WORK";
        NAMES[KEY_CONFLICT] = "KEY_CONFLICT";
        NAMES[KEY_TABLE_FULL] = "KEY_TABLE_FULL";
        NAMES[SWITCHED_OFF] = "SWITCHED_OFF";
        NAMES[UNKNOWN_SWITCH] = "UNKNOWN_SWITCH";
        NAMES[AGENT_TABLE_FULL] = "AGENT_TABLE_FULL";
        NAMES[WORK_TABLE_FULL] = "WORK_TABLE_FULL";
        NAMES[SCOPE_TABLE_FULL] = "SCOPE_TABLE_FULL";
        NAMES[QUEUE_FULL] = "QUEUE_FULL";
        NAMES[OUT_OF_HOURS] = "OUT_OF_HOURS";
        NAMES[LOGOUT] = "LOGOUT";
        NAMES[SUPERSEDED] = "SUPERSEDED";
        NAMES[ABANDONED] = "ABANDONED";
        NAMES[ACCOUNT_DISABLED] = "ACCOUNT_DISABLED";
        NAMES[DEVICE] = "DEVICE";
        NAMES[DISCONNECT] = "DISCONNECT";
        NAMES[HEARTBEAT] = "HEARTBEAT";
        NAMES[NO_ANSWER] = "NO_ANSWER";
        NAMES[FAILED] = "FAILED";
        NAMES[CANCELLED] = "CANCELLED";
        NAMES[TIMEOUT] = "TIMEOUT";
        NAMES[CALLBACK_DECLINED] = "CALLBACK_DECLINED";
        NAMES[NORMAL] = "NORMAL";
        NAMES[STUCK] = "STUCK";
        NAMES[CALLER] = "CALLER";
        NAMES[MAX_WAIT] = "MAX_WAIT";
        NAMES[NO_AGENTS] = "NO_AGENTS";
        NAMES[EXPIRED] = "EXPIRED";
    }

    private Code() {}

    /** The name of a code, or null for {@link #NONE} and unknown numbers. */
    public static String name(int code) {
        return code < 0 || code >= NAMES.length ? null : NAMES[code];
    }
}
