package conductor.gateway.planes;

import conductor.engine.core.Code;
import conductor.engine.core.KeyHash;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.presence.MessageType;
import conductor.engine.presence.MessageWord;
import conductor.engine.presence.ScopedKeys;
import conductor.engine.presence.WorkKey;
import conductor.engine.presence.WorkKind;
import conductor.gateway.OwnIds;
import java.util.Map;

/**
 * Reads messages of {@code conductor.presence.v1} (presence.md 3): from the bytes of an entry's field {@code data} to the signal that the engine takes.
 *
 * <pre>
 *   type         that of the message
 *   scopeKey     key of the scope
 *   subjectKey   key of the agent of operator messages, of the work item of work messages ({@link WorkKey} for those of this engine), else 0
 *   actorKey     key of the agent that a work message names, else 0
 *   value2       key of the message
 *   payload      PresenceMessage
 * </pre>
 *
 * Keys are made by {@link ScopedKeys}. What the engine can answer (an unknown status, another engine's session) is no fault here. One thread.
 */
public final class PresenceMessageParser {
    private static final long VERSION = 1;

    private static final String AGENT = "agent_id";
    private static final String WORK = "work_id";
    private static final String SESSION = "session_id";
    private static final String SKILLS = "skills";
    private static final String REASON = "reason";

    private static final int STATUS_MAX = 16;
    private static final int REASON_MAX = 32;
    private static final int CONCURRENT_MAX = 8;
    private static final int SKILLS_MAX = 16;
    private static final int SKILL_BYTES_MAX = 32;
    /** What every sender of JSON can count to. */
    private static final long SEQ_MAX = (1L << 53) - 1;

    private static final long RTT_MAX_MS = 600_000;
    private static final long PRIORITY_MAX = 99;
    private static final long WAIT_LEAST_MS = 1_000;
    private static final long WAIT_MOST_MS = 3_600_000;
    private static final long IDLE_LEAST_MS = 7_200_000;
    private static final long IDLE_MOST_MS = 86_400_000;
    private static final String DIGITS = "0123456789*#";
    /** The session_id of somebody else: no session has this number. */
    private static final long OTHER_SESSION = -1;

    private final ScopedKeys keys;
    private final OwnIds sessions;
    private final OwnIds approvals;
    private final OwnIds escalations;
    private String badField;

    /**
     * @param hash makes keys of ids.
     * @param engineName the engine's 8 hex digits, by which it knows its own sessions and work items.
     */
    public PresenceMessageParser(KeyHash hash, String engineName) {
        keys = new ScopedKeys(hash);
        sessions = new OwnIds("as", engineName);
        approvals = new OwnIds("ap-d", engineName);
        escalations = new OwnIds("es-a", engineName);
    }

    /**
     * Reads {@code length} bytes at {@code offset} and sets type, keys, value2 and payload of {@code signal}; its other fields, and all of them where the
     * message is refused, stay as they are.
     *
     * @return {@link Code#NONE}, or why the message is a dead letter: TOO_LARGE, BAD_UTF8, BAD_JSON, NOT_AN_OBJECT, MISSING_FIELD, BAD_FIELD, BAD_VERSION or
     *     UNKNOWN_TYPE; {@link #badField} says where.
     */
    public int parse(byte[] data, int offset, int length, Signal signal) {
        badField = null;
        try {
            read(StrictJson.read(data, offset, length), signal);
            return Code.NONE;
        } catch (Malformed e) {
            badField = e.field();
            return e.code();
        }
    }

    /** The member that made the last message a dead letter, or null. */
    public String badField() {
        return badField;
    }

    private void read(Map<String, Object> message, Signal signal) throws Malformed {
        Members members = new Members(message);
        int type = type(members);
        PresencePayload payload = new PresencePayload(members);
        if (type <= SignalType.OPERATOR_DISCONNECT) {
            payload.subject = members.id(AGENT);
            operator(type, members, payload);
        } else if (type <= SignalType.WORK_VERDICT) {
            payload.subject = members.id(WORK);
            work(type, members, payload);
        } else if (type == SignalType.READINESS) {
            payload.flag = members.flag("schema_ok");
        } else {
            payload.number = members.whole("idle_ms", IDLE_LEAST_MS, IDLE_MOST_MS, IDLE_LEAST_MS);
        }
        signal.type = type;
        signal.scopeKey = keys.scope(payload.scope);
        signal.subjectKey = subjectKey(type, payload);
        signal.actorKey = payload.agent.length == 0 ? 0 : keys.id(payload.scope, payload.agent);
        signal.value2 = keys.id(payload.scope, payload.message);
        signal.payloadLength = payload.encode(keys, ContentHash.of(message), signal.payload);
    }

    private static int type(Members members) throws Malformed {
        long version = members.whole(Members.VERSION, Long.MIN_VALUE, Long.MAX_VALUE);
        if (version != VERSION) {
            throw new Malformed(Code.BAD_VERSION, Members.VERSION);
        }
        int type = MessageType.parse(members.text(Members.TYPE));
        if (type == MessageType.NONE) {
            throw new Malformed(Code.UNKNOWN_TYPE, Members.TYPE);
        }
        return type;
    }

    private void operator(int type, Members members, PresencePayload payload) throws Malformed {
        switch (type) {
            case SignalType.OPERATOR_ACCOUNT -> {
                payload.flag = members.flag("active");
                payload.word = known("role", MessageWord.role(members.text("role")));
            }
            case SignalType.OPERATOR_LOGIN -> {
                payload.maxConcurrent = members.whole("max_concurrent", 1, CONCURRENT_MAX, 1);
                payload.skills = members.ids(SKILLS, SKILLS_MAX, SKILL_BYTES_MAX);
            }
            case SignalType.OPERATOR_LOGOUT -> payload.flag = members.flagOrFalse("force");
            case SignalType.OPERATOR_STATUS -> {
                payload.word = MessageWord.intent(members.text("status", STATUS_MAX));
                payload.reason = members.proseOrNone(REASON, REASON_MAX);
            }
            case SignalType.OPERATOR_HEARTBEAT -> {
                payload.number = members.whole("seq", 1, SEQ_MAX);
                payload.flag = members.flag("device");
                payload.session = session(members.idOrNone(SESSION));
                payload.rttMs = members.whole("rtt_ms", 0, RTT_MAX_MS, payload.rttMs);
                members.passOver("client_status", STATUS_MAX);
            }
            default -> payload.session = session(members.id(SESSION));
        }
    }

    private void work(int type, Members members, PresencePayload payload) throws Malformed {
        switch (type) {
            case SignalType.WORK_ARRIVED -> arrived(members, payload);
            case SignalType.WORK_OFFER_RESULT -> {
                payload.agent = members.id(AGENT);
                payload.number = members.whole("offer", 1, Long.MAX_VALUE);
                payload.word = known("result", MessageWord.offerResult(members.text("result")));
            }
            case SignalType.WORK_ABANDONED ->
                payload.word = members.isPresent(REASON)
                        ? known(REASON, MessageWord.abandoner(members.text(REASON)))
                        : MessageWord.CALLER;
            case SignalType.WORK_ENDED -> {
                payload.agent = members.id(AGENT);
                payload.reason = members.proseOrNone("disposition", REASON_MAX);
            }
            case SignalType.WORK_CALLBACK_RESPONSE -> {
                String digit = members.text("digit");
                if (digit.length() != 1 || !DIGITS.contains(digit)) {
                    throw Members.bad("digit");
                }
                payload.digit = digit.charAt(0);
            }
            default -> {
                // A verdict that nobody gave is none.
                members.id(Members.ACTOR);
                payload.word = known("verdict", MessageWord.verdict(members.text("verdict")));
            }
        }
    }

    private void arrived(Members members, PresencePayload payload) throws Malformed {
        if (ownWorkKey(payload.subject) != 0) {
            // Else an item of the engine could find its place taken.
            throw Members.bad(WORK);
        }
        payload.kind = members.isPresent("kind") ? WorkKind.parse(members.text("kind")) : WorkKind.CALL;
        if (payload.kind != WorkKind.CALL && payload.kind != WorkKind.ESCALATION) {
            throw Members.bad("kind");
        }
        payload.priority = members.whole("priority", 0, PRIORITY_MAX, payload.priority);
        payload.skills = members.ids(SKILLS, SKILLS_MAX, SKILL_BYTES_MAX);
        payload.number = members.whole("max_wait_ms", WAIT_LEAST_MS, WAIT_MOST_MS, 0);
        payload.caller = members.idOrNone("caller");
        payload.related = members.idOrNone("related");
    }

    private static int known(String name, int word) throws Malformed {
        if (word == MessageWord.NONE) {
            throw Members.bad(name);
        }
        return word;
    }

    private long session(byte[] id) {
        if (id.length == 0) {
            return 0;
        }
        long number = sessions.number(id, 0, id.length);
        return number == 0 ? OTHER_SESSION : number;
    }

    private long subjectKey(int type, PresencePayload payload) {
        if (payload.subject.length == 0) {
            return 0;
        }
        long own = type >= SignalType.WORK_ARRIVED ? ownWorkKey(payload.subject) : 0;
        return own == 0 ? keys.id(payload.scope, payload.subject) : own;
    }

    /** Key of a work item that the engine gave its id, 0 for any other. */
    private long ownWorkKey(byte[] id) {
        long decision = approvals.number(id, 0, id.length);
        if (decision != 0) {
            return WorkKey.approval(decision);
        }
        long anomaly = escalations.number(id, 0, id.length);
        return anomaly == 0 ? 0 : WorkKey.escalation(anomaly);
    }
}
