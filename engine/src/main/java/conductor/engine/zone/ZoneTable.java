package conductor.engine.zone;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.ZoneRecordDecoder;
import conductor.engine.core.Signal;
import conductor.engine.core.StateReader;
import conductor.engine.core.StateRows;
import conductor.engine.core.StateWriter;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The time zones that were used, as their ZONE records have them: nothing else is known of zones here, so a node with newer zone data replays an old journal to
 * the same local times.
 *
 * <pre>
 *   0 key of the name   1 transitions   2..511 transitions: second since 1970 &lt;&lt; 18 | offset in seconds from then on + 65,536; rising
 * </pre>
 */
public final class ZoneTable {
    /** Most transitions of a zone. */
    public static final int TRANSITIONS_MAX = 510;

    private static final int COUNT = 1;
    private static final int TRANSITIONS = 2;
    private static final int TABLE_ID = 46;
    private static final int OFFSET_BITS = 18;
    private static final int OFFSET_BIAS = 1 << 16;
    private static final long OFFSET_MASK = (1 << OFFSET_BITS) - 1;
    private static final long SECOND_MS = 1_000;
    private static final int NAME_MAX = 255;

    private final RowTable rows;
    private final KeyIndex index = new KeyIndex();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ZoneRecordDecoder record = new ZoneRecordDecoder();
    private final UnsafeBuffer transitions = new UnsafeBuffer(0, 0);

    public ZoneTable(int capacity) {
        this.rows = new RowTable(capacity, TRANSITIONS + TRANSITIONS_MAX, 0, TABLE_ID);
    }

    /** A transition as a word: from this second on the local time is ahead of UTC by so many seconds. */
    public static long transition(long epochSecond, int offsetSeconds) {
        return epochSecond << OFFSET_BITS | offsetSeconds + OFFSET_BIAS;
    }

    /** Whether a payload is a ZoneRecord with rising transitions. */
    public static boolean isValid(Signal signal) {
        int at = lengthAt(signal, MessageHeaderDecoder.ENCODED_LENGTH, Short.BYTES, NAME_MAX);
        at = lengthAt(signal, at, Short.BYTES, NAME_MAX);
        int end = lengthAt(signal, at, Integer.BYTES, TRANSITIONS_MAX * Long.BYTES);
        int bytes = end - at - Integer.BYTES;
        if (end != signal.payloadLength
                || bytes < Long.BYTES
                || bytes % Long.BYTES != 0
                || signal.payload.getShort(MessageHeaderDecoder.templateIdEncodingOffset(), ByteOrder.LITTLE_ENDIAN)
                        != ZoneRecordDecoder.TEMPLATE_ID) {
            return false;
        }
        for (int i = at + Integer.BYTES + Long.BYTES; i < end; i += Long.BYTES) {
            if (word(signal, i) >> OFFSET_BITS <= word(signal, i - Long.BYTES) >> OFFSET_BITS) {
                return false;
            }
        }
        return true;
    }

    private static long word(Signal signal, int at) {
        return signal.payload.getLong(at, ByteOrder.LITTLE_ENDIAN);
    }

    /** Where a text that begins at {@code at} ends; the end of the payload plus 1 where it cannot. */
    private static int lengthAt(Signal signal, int at, int lengthBytes, int most) {
        int broken = signal.payloadLength + 1;
        if (at + lengthBytes > signal.payloadLength) {
            return broken;
        }
        int length = lengthBytes == Short.BYTES
                ? signal.payload.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xffff
                : signal.payload.getInt(at, ByteOrder.LITTLE_ENDIAN);
        return length < 0 || length > most || at + lengthBytes + length > signal.payloadLength
                ? broken
                : at + lengthBytes + length;
    }

    /** Takes a zone's transitions instead of those that were known; false when there is no room for a new zone. */
    public boolean apply(Signal signal) {
        int slot = index.get(signal.subjectKey);
        if (slot == RowTable.NONE) {
            slot = rows.allocate(signal.subjectKey);
            if (slot == RowTable.NONE) {
                return false;
            }
            index.put(signal.subjectKey, slot);
        }
        record.wrapAndApplyHeader(signal.payload, 0, header);
        record.skipZone();
        record.skipVersion();
        record.wrapTransitions(transitions);
        int count = transitions.capacity() / Long.BYTES;
        rows.set(slot, COUNT, count);
        for (int i = 0; i < TRANSITIONS_MAX; i++) {
            rows.set(
                    slot,
                    TRANSITIONS + i,
                    i < count ? transitions.getLong(i * Long.BYTES, ByteOrder.LITTLE_ENDIAN) : 0);
        }
        return true;
    }

    /** Whether a zone is known. */
    public boolean knows(long zoneKey) {
        return index.get(zoneKey) != RowTable.NONE;
    }

    /** Local time of a known zone as milliseconds since 1970 on its own clock. */
    public long localMs(long zoneKey, long epochMs) {
        int slot = index.get(zoneKey);
        long second = Math.floorDiv(epochMs, SECOND_MS);
        int low = 0;
        int high = (int) rows.get(slot, COUNT) - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (rows.get(slot, TRANSITIONS + middle) >> OFFSET_BITS <= second) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        long offsetSeconds = (rows.get(slot, TRANSITIONS + low) & OFFSET_MASK) - OFFSET_BIAS;
        return epochMs + offsetSeconds * SECOND_MS;
    }

    /** Hash of all state. */
    public long hash() {
        return rows.hash();
    }

    /** The same computed anew. */
    public long recomputeHash() {
        return rows.recomputeHash();
    }

    /** Writes all zones. */
    public void write(StateWriter out) {
        StateRows.write(rows, out);
    }

    /** Reads into an empty table. */
    public void read(StateReader in) {
        for (long left = in.getLong(); left > 0; left--) {
            long key = in.getLong();
            int slot = rows.allocate(key);
            index.put(key, slot);
            StateRows.readWords(rows, slot, in);
        }
    }
}
