package conductor.gateway.edge;

import conductor.engine.core.SignalType;
import conductor.gateway.redis.IdRules;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads signals of the form in which nearly all come: one flat object whose members are our own names, each once, with texts of printable ASCII
 * without escapes. Whatever is otherwise it leaves to {@link SignalJson}, which says what is wrong with it; what it reads it reads as that does, in a
 * fraction of the time. For one thread at a time.
 */
final class PlainJson {
    private static final int TYPE = 0;
    private static final int SESSION = 1;
    private static final int USER = 2;
    private static final int EVENT = 3;
    private static final int POLL = 4;
    private static final byte[][] NAMES = {
        ascii("type"), ascii("session_id"), ascii("user_id"), ascii("event_id"), ascii("poll_id")
    };

    private static final byte[][] WORDS = {
        ascii("chat"), ascii("reaction"), ascii("poll_vote"), ascii("poll_closed"), ascii("join"), ascii("leave")
    };
    private static final int[] TYPES = {
        SignalType.CHAT,
        SignalType.REACTION,
        SignalType.POLL_VOTE,
        SignalType.POLL_CLOSED,
        SignalType.JOIN,
        SignalType.LEAVE
    };
    private static final byte[] UNKNOWN_EVENT = ascii("unknown");

    private static final int ID_MAX = 255;
    private static final int ABSENT = -1;
    private static final byte LAST_PRINTABLE = 0x7e;

    private final int[] from = new int[NAMES.length];
    private final int[] to = new int[NAMES.length];
    private byte[] json;
    private int at;
    private int end;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads one signal; null if it has another form, or is none. */
    EdgeSignal read(byte[] bytes, int offset, int length) {
        json = bytes;
        at = offset;
        end = offset + length;
        Arrays.fill(from, ABSENT);
        return members() ? signal() : null;
    }

    private boolean members() {
        if (!passes('{')) {
            return false;
        }
        do {
            if (!member()) {
                return false;
            }
        } while (passes(','));
        if (!passes('}')) {
            return false;
        }
        skipBlanks();
        return at == end;
    }

    private boolean member() {
        int nameFrom = text();
        int name = nameFrom == ABSENT ? ABSENT : known(NAMES, nameFrom, at - 1);
        if (name == ABSENT || from[name] != ABSENT || !passes(':')) {
            return false;
        }
        from[name] = text();
        to[name] = at - 1;
        return from[name] != ABSENT;
    }

    /** Goes past a text; returns where it begins behind its quote, or {@link #ABSENT}. It ends before the quote that was passed last. */
    private int text() {
        if (!passes('"')) {
            return ABSENT;
        }
        int begin = at;
        while (at < end && at - begin <= ID_MAX) {
            byte b = json[at++];
            if (b == '"') {
                return begin;
            }
            if (b < ' ' || b > LAST_PRINTABLE || b == '\\') {
                return ABSENT;
            }
        }
        return ABSENT;
    }

    private boolean passes(char wanted) {
        skipBlanks();
        if (at < end && json[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void skipBlanks() {
        while (at < end && (json[at] == ' ' || json[at] == '\t' || json[at] == '\r' || json[at] == '\n')) {
            at++;
        }
    }

    private int known(byte[][] words, int begin, int behind) {
        for (int i = 0; i < words.length; i++) {
            if (words[i].length == behind - begin && Arrays.equals(words[i], 0, words[i].length, json, begin, behind)) {
                return i;
            }
        }
        return ABSENT;
    }

    private EdgeSignal signal() {
        int word = from[TYPE] == ABSENT ? ABSENT : known(WORDS, from[TYPE], to[TYPE]);
        if (word == ABSENT || !isId(SESSION) || !isId(USER) || !isId(POLL)) {
            return null;
        }
        int type = TYPES[word];
        boolean closed = type == SignalType.POLL_CLOSED;
        boolean ofPoll = closed || type == SignalType.POLL_VOTE;
        boolean person = type == SignalType.JOIN || type == SignalType.LEAVE || type == SignalType.REACTION;
        boolean evidence = (type == SignalType.CHAT || type == SignalType.JOIN) && isEvidence();
        if (!closed && from[SESSION] == ABSENT
                || ofPoll && from[POLL] == ABSENT
                || person && from[USER] == ABSENT
                || evidence && !isId(EVENT)) {
            return null;
        }
        return new EdgeSignal(
                type,
                bytes(SESSION),
                closed ? null : bytes(USER),
                evidence ? bytes(EVENT) : null,
                ofPoll ? bytes(POLL) : null);
    }

    /** Whether an id is absent or may be one. */
    private boolean isId(int name) {
        return from[name] == ABSENT || IdRules.validUtf8(json, from[name], to[name] - from[name]);
    }

    /** Whether the event says something: the platform puts other things where it does not know it. */
    private boolean isEvidence() {
        if (from[EVENT] == ABSENT || isBlank()) {
            return false;
        }
        boolean unknown = Arrays.equals(UNKNOWN_EVENT, 0, UNKNOWN_EVENT.length, json, from[EVENT], to[EVENT]);
        boolean session = from[SESSION] != ABSENT
                && Arrays.equals(json, from[SESSION], to[SESSION], json, from[EVENT], to[EVENT]);
        return !unknown && !session;
    }

    private boolean isBlank() {
        for (int i = from[EVENT]; i < to[EVENT]; i++) {
            if (json[i] != ' ') {
                return false;
            }
        }
        return true;
    }

    private byte[] bytes(int name) {
        return from[name] == ABSENT ? null : Arrays.copyOfRange(json, from[name], to[name]);
    }
}
