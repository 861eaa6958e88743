package conductor.gateway.redis;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.gateway.json.FieldValues;

/**
 * One entry after parsing: the signal it becomes, and where the texts of its session and event ids are (until the next
 * entry is parsed). Reused for every entry.
 */
public final class ParsedEntry {
    /** The signal without sequence and engine time. */
    public final Signal signal = new Signal();

    final IdText subject = new IdText();
    final IdText scope = new IdText();
    /** Whether this is the failure of one of our commands for want of a user or participant on the platform. */
    boolean provisioningError;
    /** Whether this is a result of one of our commands that says more than can be kept. */
    boolean resultLeftOut;

    private String badField;

    /** Path of the field that made this a dead letter, or null. */
    public String badField() {
        return badField;
    }

    void begin(int source, long timeMs, long seq) {
        signal.clear();
        signal.source = source;
        signal.sourceTimeMs = timeMs;
        signal.sourceSeq = seq;
        badField = null;
        provisioningError = false;
        resultLeftOut = false;
    }

    /** Makes this a dead letter with a {@link conductor.engine.core.Code}; {@code field} may be null. */
    void reject(int code, String field) {
        signal.type = SignalType.DEAD_LETTER;
        signal.scopeKey = 0;
        signal.subjectKey = 0;
        signal.actorKey = 0;
        signal.flags = 0;
        signal.value1 = code;
        badField = field;
    }

    /** The text of an id within the bytes of an entry. */
    static final class IdText {
        byte[] bytes;
        int offset;
        int length;

        void set(byte[] utf8) {
            bytes = utf8;
            offset = 0;
            length = utf8.length;
        }

        void set(FieldValues found, int field) {
            bytes = found.bytes(field);
            offset = found.offset(field);
            length = found.length(field);
        }
    }
}
