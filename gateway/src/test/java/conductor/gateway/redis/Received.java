package conductor.gateway.redis;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;

/** A signal as it came out of the ring. */
record Received(
        int type,
        int source,
        long ms,
        long seq,
        long scope,
        long subject,
        long actor,
        long value1,
        long value2,
        String text) {

    static Received of(Signal signal) {
        return new Received(
                signal.type,
                signal.source,
                signal.sourceTimeMs,
                signal.sourceSeq,
                signal.scopeKey,
                signal.subjectKey,
                signal.actorKey,
                signal.value1,
                signal.value2,
                signal.payload.getStringWithoutLengthUtf8(0, signal.payloadLength));
    }

    /** Whether it stands for one entry of a stream. */
    boolean isEntry() {
        return type != SignalType.SOURCE_POSITION && source != SourceId.INTERNAL && source != SourceId.TIME;
    }

    boolean isMark() {
        return type == SignalType.TICK && source == SourceId.TIME;
    }

    /** Its place, as {@code ms/rank/seq}. */
    String place() {
        return ms + "/" + (source == SourceId.TIME ? 0 : source) + "/" + seq;
    }
}
