package conductor.engine.core;

/**
 * Types of {@link Signal}. The numbers are on the wire and in the journal: they are never changed and never used again.
 */
public final class SignalType {
    /** First record of a journal: payload is the effective {@link EngineConfig}, value1 its hash, value2 the logic version. */
    public static final int GENESIS = 1;
    /** Time has come to {@code engineTimeMs}: run what is due, at most {@link EngineConfig#evaluationsPerTick()} evaluations. */
    public static final int TICK = 2;
    /** Carries the text of a key once: subjectKey = the key, value1 = {@link NameKind}, payload = UTF-8 text. */
    public static final int DEFINE = 3;
    /** Where reading of {@code source} begins: (sourceTimeMs, sourceSeq) exclusive; value1 = stream epoch. */
    public static final int SOURCE_POSITION = 4;
    /** Comparison point: value1 = state hash before this record. */
    public static final int CHECKPOINT = 5;
    /** An entry that could not be used: value1 = {@link Code} of the reason. Moves the cursor, nothing else. */
    public static final int DEAD_LETTER = 6;
    /** A readable entry without effect (other presence types, a close without a poll that we know of). Moves the cursor. */
    public static final int NO_EFFECT = 7;
    /** What egress did with a command: value1 = seq of the PUBLISHED decision record, value2 = {@link Code}. */
    public static final int EGRESS_RESULT = 8;
    /** Evidence for the event of a session, from a look-up: scopeKey = event, value1 = rank. */
    public static final int EVENT_EVIDENCE = 9;
    /** Settings of an event from its stored row: scopeKey event; payload EventSettingsRecord. */
    public static final int EVENT_SETTINGS = 10;
    /**
     * Second record of a journal that goes on from a snapshot because the one before it was lost: value1 and value2 = numbers of the last
     * record and the last score that may have left the node, value3 = time in ms until which nothing may act by itself.
     */
    public static final int RESTORED = 11;

    /** subjectKey session, actorKey user or 0, scopeKey event evidence or 0. */
    public static final int CHAT = 16;
    /** subjectKey session, actorKey user or 0, value1 poll key. */
    public static final int POLL_VOTE = 17;
    /** subjectKey session or 0 (look the poll up), value1 poll key. */
    public static final int POLL_CLOSED = 18;
    /** subjectKey session, actorKey user, scopeKey event evidence or 0. */
    public static final int JOIN = 19;
    /** subjectKey session, actorKey user. */
    public static final int LEAVE = 20;
    /** subjectKey session, actorKey user. */
    public static final int REACTION = 21;
    /** value1 = intervention number (the seq in {@code i-engine-seq}), value2 = 1 success, 0 failure; subjectKey 0; payload OutcomeRecord or none. */
    public static final int OUTCOME = 22;

    /** No automatic action: scopeKey event or 0 for all, value1 = for how many ms (0 = until RESUME), value2 = command key; payload CommandRecord. */
    public static final int PAUSE = 32;
    /** Takes back a PAUSE: scopeKey event or 0, value2 = command key; payload CommandRecord. */
    public static final int RESUME = 33;
    /** A command that cannot be followed: value1 = {@link Code}, value2 = command key; payload CommandRecord. */
    public static final int COMMAND_REFUSED = 34;
    /** A person approves: value1 = number of the decision, subjectKey = its session or 0, value2 = command key; payload CommandRecord. */
    public static final int APPROVE = 35;
    /** A person refuses: as APPROVE, with a reason in the payload. */
    public static final int REJECT = 36;
    /** Mode of one session: subjectKey, value1 = {@link Mode} + 1 or 0 (back to the event's), value2 = command key; payload CommandRecord. */
    public static final int SET_MODE = 37;
    /** Some settings of an event: scopeKey, value2 = command key; payload SettingsChangeRecord. */
    public static final int SET_SETTINGS = 38;
    /** A person wants an intervention: subjectKey session, value1 = {@link Arm}, value2 = command key; payload CommandRecord with reason and content. */
    public static final int TRIGGER = 39;
    /**
     * Content for a decision that was made elsewhere: value1 = number of the decision, value2 = {@link ContentMethod} (TEMPLATE = none could
     * be made), value3 = cost in micro-dollars, value4 = milliseconds it took; payload JSON object.
     */
    public static final int CONTENT = 40;
    /**
     * Where content comes from: value1 = hash of the template set, 0 = the built-in one; value2 = how many ms an automatic decision waits
     * for a CONTENT, 0 = nobody makes any; payload = a word (8 ASCII bytes, zeros behind) for each language that there are templates in.
     */
    public static final int CONTENT_SOURCES = 41;

    /** An account is made, set active or inactive: subjectKey agent; payload PresenceMessage, as of all up to {@link #CLEANUP}, with scopeKey, value2 = key of the message. */
    public static final int OPERATOR_ACCOUNT = 64;

    public static final int OPERATOR_LOGIN = 65;
    public static final int OPERATOR_LOGOUT = 66;
    public static final int OPERATOR_STATUS = 67;
    public static final int OPERATOR_HEARTBEAT = 68;
    public static final int OPERATOR_DISCONNECT = 69;
    /** subjectKey work item, actorKey agent that it names or 0; so of all WORK_*. */
    public static final int WORK_ARRIVED = 70;

    public static final int WORK_OFFER_RESULT = 71;
    public static final int WORK_ABANDONED = 72;
    public static final int WORK_ENDED = 73;
    public static final int WORK_CALLBACK_RESPONSE = 74;
    public static final int WORK_VERDICT = 75;
    /** Is all ready? */
    public static final int READINESS = 76;
    /** Close what is dead. */
    public static final int CLEANUP = 77;
    /** A part is switched on or off, for the whole node: value1 = {@link Switch}, value3 = 1 on, 0 off, value2 = command key; payload CommandRecord. */
    public static final int SET_SWITCH = 78;
    /** The offsets of a time zone, before it is used and whenever the node knows them better: subjectKey = key of its name; payload ZoneRecord. */
    public static final int ZONE = 79;
    /** When the desk of a scope is open: scopeKey, value1 = key of its zone, 0 = always; payload CalendarRecord. */
    public static final int CALENDAR = 80;

    private SignalType() {}

    /** Whether people in a session sent it: chat, reaction, vote, join or leave. */
    public static boolean isOfAudience(int type) {
        return type >= CHAT & type <= REACTION & type != POLL_CLOSED;
    }

    /** Whether it is a message of the presence plane. */
    public static boolean isOfPresence(int type) {
        return type >= OPERATOR_ACCOUNT && type <= CLEANUP;
    }

    /** The name of a type, for people and JSON. */
    public static String name(int type) {
        return switch (type) {
            case GENESIS -> "GENESIS";
            case TICK -> "TICK";
            case DEFINE -> "DEFINE";
            case SOURCE_POSITION -> "SOURCE_POSITION";
            case CHECKPOINT -> "CHECKPOINT";
            case DEAD_LETTER -> "DEAD_LETTER";
            case NO_EFFECT -> "NO_EFFECT";
            case EGRESS_RESULT -> "EGRESS_RESULT";
            case EVENT_EVIDENCE -> "EVENT_EVIDENCE";
            case EVENT_SETTINGS -> "EVENT_SETTINGS";
            case RESTORED -> "RESTORED";
            case CHAT -> "CHAT";
            case POLL_VOTE -> "POLL_VOTE";
            case POLL_CLOSED -> "POLL_CLOSED";
            case JOIN -> "JOIN";
            case LEAVE -> "LEAVE";
            case REACTION -> "REACTION";
            case OUTCOME -> "OUTCOME";
            case PAUSE -> "PAUSE";
            case RESUME -> "RESUME";
            case COMMAND_REFUSED -> "COMMAND_REFUSED";
            case APPROVE -> "APPROVE";
            case REJECT -> "REJECT";
            case SET_MODE -> "SET_MODE";
            case SET_SETTINGS -> "SET_SETTINGS";
            case TRIGGER -> "TRIGGER";
            case CONTENT -> "CONTENT";
            case CONTENT_SOURCES -> "CONTENT_SOURCES";
            case OPERATOR_ACCOUNT -> "OPERATOR_ACCOUNT";
            case OPERATOR_LOGIN -> "OPERATOR_LOGIN";
            case OPERATOR_LOGOUT -> "OPERATOR_LOGOUT";
            case OPERATOR_STATUS -> "OPERATOR_STATUS";
            case OPERATOR_HEARTBEAT -> "OPERATOR_HEARTBEAT";
            case OPERATOR_DISCONNECT -> "OPERATOR_DISCONNECT";
            case WORK_ARRIVED -> "WORK_ARRIVED";
            case WORK_OFFER_RESULT -> "WORK_OFFER_RESULT";
            case WORK_ABANDONED -> "WORK_ABANDONED";
            case WORK_ENDED -> "WORK_ENDED";
            case WORK_CALLBACK_RESPONSE -> "WORK_CALLBACK_RESPONSE";
            case WORK_VERDICT -> "WORK_VERDICT";
            case READINESS -> "READINESS";
            case CLEANUP -> "CLEANUP";
            case SET_SWITCH -> "SET_SWITCH";
            case ZONE -> "ZONE";
            case CALENDAR -> "CALENDAR";
            default -> "TYPE_" + type;
        };
    }
}
