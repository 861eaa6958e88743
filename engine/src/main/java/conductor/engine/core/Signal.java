package conductor.engine.core;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * One input of the engine, and the slot of the ring: primitive fields and one bounded payload, nothing to collect.
 *
 * <p>The edge fills source, source position, type, keys and values; the sequencer stamps {@link #sequence} and
 * {@link #engineTimeMs}. Keys are keyed 64-bit hashes of ids, 0 means "none". See {@link SignalType} for what the values
 * mean by type.
 */
public final class Signal {
    /** Largest payload in bytes, in whole words: a command with three ids, a reason and content, with their lengths. */
    public static final int PAYLOAD_CAPACITY = 4608;

    /** Position in the journal, from 0, without holes; -1 until stamped. */
    public long sequence;
    /** Engine time in milliseconds; never falls from one signal to the next. */
    public long engineTimeMs;
    /** Milliseconds part of the stream entry id (0 for internal signals). */
    public long sourceTimeMs;
    /** Sequence part of the stream entry id. */
    public long sourceSeq;
    /** {@link SourceId}. */
    public int source;
    /** {@link SignalType}. */
    public int type;
    /** {@link SignalFlags}. */
    public int flags;
    /** Scope (event) key or 0. */
    public long scopeKey;
    /** Subject (session) key or 0. */
    public long subjectKey;
    /** Actor (user) key or 0. */
    public long actorKey;

    public long value1;
    public long value2;
    public long value3;
    public long value4;

    /** Payload bytes; only the first {@link #payloadLength} count. */
    public final UnsafeBuffer payload;
    /** Length of the payload in bytes, 0 for most types. */
    public int payloadLength;

    public Signal() {
        this(new byte[PAYLOAD_CAPACITY], 0);
    }

    /** A signal whose payload lies at {@code offset} of memory that it shares with others. */
    public Signal(byte[] payloads, int offset) {
        this.payload = new UnsafeBuffer(payloads, offset, PAYLOAD_CAPACITY);
    }

    /** Sets every field to zero (the sequence to -1), keeping the payload buffer. */
    public Signal clear() {
        sequence = -1;
        engineTimeMs = 0;
        sourceTimeMs = 0;
        sourceSeq = 0;
        source = SourceId.INTERNAL;
        type = 0;
        flags = 0;
        scopeKey = 0;
        subjectKey = 0;
        actorKey = 0;
        value1 = 0;
        value2 = 0;
        value3 = 0;
        value4 = 0;
        payloadLength = 0;
        return this;
    }

    /** Copies all fields and the payload of another signal into this one. */
    public void copyFrom(Signal other) {
        sequence = other.sequence;
        engineTimeMs = other.engineTimeMs;
        sourceTimeMs = other.sourceTimeMs;
        sourceSeq = other.sourceSeq;
        source = other.source;
        type = other.type;
        flags = other.flags;
        scopeKey = other.scopeKey;
        subjectKey = other.subjectKey;
        actorKey = other.actorKey;
        value1 = other.value1;
        value2 = other.value2;
        value3 = other.value3;
        value4 = other.value4;
        payloadLength = other.payloadLength;
        payload.putBytes(0, other.payload, 0, other.payloadLength);
    }
}
