package conductor.gateway.redis;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.SignalBatchDecoder;
import conductor.engine.core.Code;
import conductor.engine.core.NameKind;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.SignalType;
import conductor.gateway.batch.BatchLimits;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads an entry of {@code conductor.signals.v1} (docs/wire.md) signal by signal. An entry that is no batch is refused as a whole;
 * of a batch each signal that breaks a rule becomes a DEAD_LETTER of its own, and the others count. Every id of an entry is
 * checked and hashed once, however many signals name it. Allocates nothing but for what it refuses; one instance a thread.
 */
final class BatchParser {
    private static final int SIZE = SignalBatchDecoder.SignalsDecoder.HEADER_SIZE;
    private static final byte[] UNKNOWN = "unknown".getBytes(StandardCharsets.US_ASCII);
    private static final long NO_ID = KeyMemo.NO_ID;

    private final KeyMemo memo;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final SignalBatchDecoder decoder = new SignalBatchDecoder();
    private final long[] keys = new long[BatchLimits.TEXTS_MAX];
    private final int[] offsets = new int[BatchLimits.TEXTS_MAX];
    private final int[] lengths = new int[BatchLimits.TEXTS_MAX];
    /** {@link NameKind}s as which a text was looked at, as bits. */
    private final int[] defined = new int[BatchLimits.TEXTS_MAX];

    private SignalBatchDecoder.SignalsDecoder signals;
    private byte[] bytes;
    private int texts;
    private int count;
    private int index;
    private int type;
    private int session;
    private int event;
    private long subjectKey;
    private long scopeKey;
    private long actorKey;
    private long pollKey;
    private String badField;

    BatchParser(KeyMemo keys) {
        this.memo = keys;
    }

    /**
     * Begins with the oldest entry of {@code queue}. {@code entry} becomes what stands for it as a whole: its last signal's producer and
     * number, or the reason why it is refused.
     */
    void open(EntryQueue queue, ParsedEntry entry) {
        if (queue.headForm() != EntryQueue.DATA) {
            boolean large = queue.headForm() != EntryQueue.FLAT;
            entry.reject(large ? Code.TOO_LARGE : Code.MISSING_FIELD, large ? null : "data");
            return;
        }
        bytes = queue.bytes();
        int offset = queue.headOffset();
        int end = offset + queue.headLength();
        view.wrap(bytes);
        if (!isBatch(offset, end) || !readTexts(end) || !openSignals(end)) {
            entry.reject(Code.BAD_RECORD, null);
            return;
        }
        String wrong = wrongNumber();
        if (wrong != null) {
            entry.reject(Code.BAD_FIELD, wrong);
            return;
        }
        entry.signal.type = SignalType.NO_EFFECT;
        index = count - 1;
        number(entry.signal);
        index = -1;
    }

    private boolean isBatch(int offset, int end) {
        if (end - offset < MessageHeaderDecoder.ENCODED_LENGTH) {
            return false;
        }
        header.wrap(view, offset);
        int block = header.blockLength();
        if (header.schemaId() != SignalBatchDecoder.SCHEMA_ID
                || header.templateId() != SignalBatchDecoder.TEMPLATE_ID
                || block < SignalBatchDecoder.BLOCK_LENGTH
                || end - offset < MessageHeaderDecoder.ENCODED_LENGTH + block + SIZE) {
            return false;
        }
        decoder.wrap(view, offset + MessageHeaderDecoder.ENCODED_LENGTH, block, header.version());
        return true;
    }

    private boolean readTexts(int end) {
        SignalBatchDecoder.TextsDecoder group = decoder.texts();
        texts = group.count();
        if (texts > BatchLimits.TEXTS_MAX || group.actingBlockLength() != 0) {
            return false;
        }
        for (int i = 0; i < texts; i++) {
            int at = decoder.limit() + SignalBatchDecoder.TextsDecoder.idHeaderLength();
            if (at > end) {
                return false;
            }
            int length = view.getShort(at - Short.BYTES, ByteOrder.LITTLE_ENDIAN) & 0xffff;
            if (at + length > end) {
                return false;
            }
            decoder.limit(at + length);
            offsets[i] = at;
            lengths[i] = length;
            keys[i] = memo.key(bytes, at, length);
            defined[i] = 0;
        }
        return true;
    }

    private boolean openSignals(int end) {
        if (decoder.limit() + SIZE > end) {
            return false;
        }
        signals = decoder.signals();
        count = signals.count();
        int block = signals.actingBlockLength();
        return block >= SignalBatchDecoder.SignalsDecoder.sbeBlockLength() && decoder.limit() + count * block == end;
    }

    /** The field of the batch itself that breaks a rule, or null. */
    private String wrongNumber() {
        if (decoder.producerId() == 0) {
            return "producerId";
        }
        if (decoder.epoch() < 0) {
            return "epoch";
        }
        if (count < 1 || count > BatchLimits.SIGNALS_MAX) {
            return "signals";
        }
        return decoder.firstNumber() < 1 || decoder.firstNumber() + count - 1 < 0 ? "firstNumber" : null;
    }

    /** Goes on to the next signal; false behind the last one. */
    boolean next() {
        if (++index == count) {
            return false;
        }
        signals.next();
        type = signals.type();
        session = signals.session();
        event = BatchLimits.NONE;
        badField = null;
        subjectKey = NO_ID;
        scopeKey = NO_ID;
        actorKey = NO_ID;
        pollKey = NO_ID;
        switch (type) {
            case SignalType.CHAT -> {
                subjectKey = key(session, "session");
                actorKey = keyOrNone(signals.actor(), "actor");
                evidence();
            }
            case SignalType.JOIN -> {
                subjectKey = key(session, "session");
                actorKey = key(signals.actor(), "actor");
                evidence();
            }
            case SignalType.LEAVE, SignalType.REACTION -> {
                subjectKey = key(session, "session");
                actorKey = key(signals.actor(), "actor");
            }
            case SignalType.POLL_VOTE -> {
                subjectKey = key(session, "session");
                actorKey = keyOrNone(signals.actor(), "actor");
                pollKey = key(signals.poll(), "poll");
            }
            case SignalType.POLL_CLOSED -> {
                subjectKey = keyOrNone(session, "session");
                pollKey = key(signals.poll(), "poll");
            }
            default -> badField = "type";
        }
        return true;
    }

    /** Fills type, keys, number and flags of the signal that stands here; the place of its entry is the caller's. */
    void fill(Signal signal) {
        number(signal);
        if (badField != null) {
            signal.type = SignalType.DEAD_LETTER;
            signal.value1 = Code.BAD_FIELD;
            return;
        }
        signal.type = type;
        signal.subjectKey = subjectKey;
        signal.scopeKey = scopeKey;
        signal.actorKey = actorKey;
        signal.value1 = pollKey;
    }

    private void number(Signal signal) {
        signal.flags = index + 1 < count ? SignalFlags.NUMBERED | SignalFlags.MORE : SignalFlags.NUMBERED;
        signal.value2 = decoder.producerId();
        signal.value3 = decoder.epoch();
        signal.value4 = decoder.firstNumber() + index;
    }

    private void evidence() {
        int place = signals.event();
        long key = keyOrNone(place, "event");
        if (key != NO_ID && key != subjectKey && !isUnknown(place)) {
            scopeKey = key;
            event = place;
        }
    }

    private boolean isUnknown(int place) {
        int at = offsets[place];
        return lengths[place] == UNKNOWN.length
                && Arrays.equals(bytes, at, at + UNKNOWN.length, UNKNOWN, 0, UNKNOWN.length);
    }

    private long keyOrNone(int place, String field) {
        return place == BatchLimits.NONE ? NO_ID : key(place, field);
    }

    private long key(int place, String field) {
        if (place < texts && keys[place] != NO_ID) {
            return keys[place];
        }
        badField = badField == null ? field : badField;
        return NO_ID;
    }

    /** Whether the session's text was not looked at yet, as that of a session; {@link #text} tells it. */
    boolean bringsSubject() {
        return badField == null && subjectKey != NO_ID && brings(session, NameKind.SUBJECT);
    }

    /** The same of the event. */
    boolean bringsScope() {
        return badField == null && scopeKey != NO_ID && brings(event, NameKind.SCOPE);
    }

    private boolean brings(int place, int kind) {
        boolean first = (defined[place] & 1 << kind) == 0;
        defined[place] |= 1 << kind;
        return first;
    }

    /** Place of the session's text. */
    int session() {
        return session;
    }

    /** Place of the event's text. */
    int event() {
        return event;
    }

    /** The text at a place. */
    void text(int place, ParsedEntry.IdText to) {
        to.bytes = bytes;
        to.offset = offsets[place];
        to.length = lengths[place];
    }

    /** The key of the text at a place. */
    long key(int place) {
        return keys[place];
    }

    /** Path of the field that made the signal a dead letter. */
    String badField() {
        return "signals[" + index + "]." + badField;
    }
}
