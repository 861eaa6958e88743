package conductor.ops.cli;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.util.HashMap;
import java.util.Map;

/** The texts of keys, learnt from the records that carry them while a journal is read. */
final class NameBook {
    private final Map<Long, String> texts = new HashMap<>();
    private final int engineId;

    /** For records of sessions, whose ids say nothing of the engine. */
    NameBook() {
        this(0);
    }

    /** @param engineId the engine whose records are read: in the ids that it gives. */
    NameBook(int engineId) {
        this.engineId = engineId;
    }

    int engineId() {
        return engineId;
    }

    void learn(Signal signal) {
        if (signal.type == SignalType.DEFINE) {
            texts.put(signal.subjectKey, signal.payload.getStringWithoutLengthUtf8(0, signal.payloadLength));
        }
    }

    void learn(Decision decision) {
        if (decision.type == DecisionType.SESSION_OPENED) {
            texts.put(decision.subjectKey, text(decision));
        } else if (decision.type == DecisionType.EVENT_RESOLVED) {
            texts.put(decision.scopeKey, text(decision));
        }
    }

    /** Teaches one text from outside. */
    void learn(long key, String text) {
        texts.put(key, text);
    }

    /** The text of a key; its 16 hex digits when nothing has defined it; null for "none". */
    String of(long key) {
        return key == 0 ? null : texts.getOrDefault(key, hex(key));
    }

    /** A key as 16 hex digits; null for "none". */
    static String hex(long key) {
        return key == 0 ? null : String.format("%016x", key);
    }

    private static String text(Decision decision) {
        return decision.payload.getStringWithoutLengthUtf8(0, decision.payloadLength);
    }
}
