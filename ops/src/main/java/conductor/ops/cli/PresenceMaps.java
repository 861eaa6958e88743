package conductor.ops.cli;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.PresenceMessageDecoder;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.presence.MessageType;
import conductor.engine.presence.MessageWord;
import conductor.engine.presence.WorkKind;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages of operators and work items in the journal as their senders wrote them (presence.md 3), members that they did not set left out. */
final class PresenceMaps {
    private static final int TEXTS = 8;
    private static final int GROUP_HEADER = 4;
    private static final int NOT_SAID = -1;
    private static final String REASON = "reason";
    /** What a word that is none is shown as: which it was nobody knows any more. */
    private static final String UNKNOWN_WORD = "?";

    private PresenceMaps() {}

    /** Whether the payload of a signal is a whole message. */
    static boolean isWhole(Signal signal) {
        DirectBuffer payload = signal.payload;
        int at = MessageHeaderDecoder.ENCODED_LENGTH + PresenceMessageDecoder.BLOCK_LENGTH;
        if (signal.payloadLength < at + GROUP_HEADER) {
            return false;
        }
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(payload, 0);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || header.templateId() != PresenceMessageDecoder.TEMPLATE_ID
                || header.blockLength() != PresenceMessageDecoder.BLOCK_LENGTH) {
            return false;
        }
        int skills = number(payload, at + Short.BYTES);
        at = behindTexts(payload, at + GROUP_HEADER, signal.payloadLength, skills, Long.BYTES);
        at = behindTexts(payload, at, signal.payloadLength, TEXTS, 0);
        return at <= signal.payloadLength;
    }

    /** Where the next thing stands behind texts, each with so many bytes before it; beyond the end where one does not fit. */
    private static int behindTexts(DirectBuffer payload, int from, int end, int texts, int before) {
        int at = from;
        for (int text = 0; text < texts; text++) {
            if (at + before + Short.BYTES > end) {
                return Integer.MAX_VALUE - TEXTS * Short.BYTES;
            }
            at += before + Short.BYTES + number(payload, at + before);
        }
        return at;
    }

    private static int number(DirectBuffer payload, int at) {
        return payload.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xffff;
    }

    /** Adds the members of a whole message. */
    static void put(Map<String, Object> map, Signal signal) {
        PresenceMessageDecoder message =
                new PresenceMessageDecoder().wrapAndApplyHeader(signal.payload, 0, new MessageHeaderDecoder());
        DirectBuffer view = new UnsafeBuffer();
        List<String> skills = new ArrayList<>();
        for (PresenceMessageDecoder.SkillsDecoder skill : message.skills()) {
            skill.wrapName(view);
            skills.add(text(view));
        }
        map.put("message_type", MessageType.name(signal.type));
        message.wrapMessage(view);
        put(map, "message_id", view);
        message.wrapScope(view);
        put(map, "scope", view);
        message.wrapActor(view);
        put(map, "actor", view);
        message.wrapSubject(view);
        put(map, signal.type <= SignalType.OPERATOR_DISCONNECT ? "agent_id" : "work_id", view);
        message.wrapAgent(view);
        put(map, "agent_id", view);
        fields(map, signal.type, message);
        if (!skills.isEmpty()) {
            map.put("skills", skills);
        }
        message.wrapReason(view);
        put(map, signal.type == SignalType.WORK_ENDED ? "disposition" : REASON, view);
        message.wrapCaller(view);
        put(map, "caller", view);
        message.wrapRelated(view);
        put(map, "related", view);
        if (message.reply() == 1) {
            map.put("reply", true);
        }
    }

    private static void fields(Map<String, Object> map, int type, PresenceMessageDecoder message) {
        boolean flag = message.flag() == 1;
        switch (type) {
            case SignalType.OPERATOR_ACCOUNT -> {
                map.put("active", flag);
                word(map, "role", MessageWord.roleName(message.word()));
            }
            case SignalType.OPERATOR_LOGIN -> map.put("max_concurrent", message.maxConcurrent());
            case SignalType.OPERATOR_LOGOUT -> map.put("force", flag);
            case SignalType.OPERATOR_STATUS -> word(map, "status", MessageWord.intentName(message.word()));
            case SignalType.OPERATOR_HEARTBEAT -> {
                map.put("seq", message.number());
                map.put("device", flag);
                session(map, message.session());
                if (message.rttMs() != NOT_SAID) {
                    map.put("rtt_ms", message.rttMs());
                }
            }
            case SignalType.OPERATOR_DISCONNECT -> session(map, message.session());
            case SignalType.WORK_ARRIVED -> arrived(map, message);
            case SignalType.WORK_OFFER_RESULT -> {
                map.put("offer", message.number());
                word(map, "result", MessageWord.offerResultName(message.word()));
            }
            case SignalType.WORK_ABANDONED -> word(map, REASON, MessageWord.abandonerName(message.word()));
            case SignalType.WORK_CALLBACK_RESPONSE -> map.put("digit", String.valueOf((char) message.digit()));
            case SignalType.WORK_VERDICT -> word(map, "verdict", MessageWord.verdictName(message.word()));
            case SignalType.READINESS -> map.put("schema_ok", flag);
            case SignalType.CLEANUP -> map.put("idle_ms", message.number());
            default -> {
                // The end of a work item is all in its texts.
            }
        }
    }

    private static void arrived(Map<String, Object> map, PresenceMessageDecoder message) {
        word(map, "kind", WorkKind.name(message.kind()));
        if (message.priority() != NOT_SAID) {
            map.put("priority", message.priority());
        }
        if (message.number() != 0) {
            map.put("max_wait_ms", message.number());
        }
    }

    /** The number in the session_id, which alone is in the journal; -1 is that of another engine. */
    private static void session(Map<String, Object> map, long number) {
        if (number != 0) {
            map.put("session_number", number);
        }
    }

    private static void word(Map<String, Object> map, String name, String word) {
        map.put(name, word == null ? UNKNOWN_WORD : word);
    }

    private static void put(Map<String, Object> map, String name, DirectBuffer text) {
        if (text.capacity() > 0) {
            map.put(name, text(text));
        }
    }

    private static String text(DirectBuffer view) {
        return view.getStringWithoutLengthUtf8(0, view.capacity());
    }
}
