package conductor.gateway.redis;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Entries of one stream in one byte arena with index arrays. Of the two that a stream has, one is filled by the connection's thread
 * while a read is under way, the other holds what was read and not yet released, for the ingest thread alone.
 *
 * <pre>
 *   arena  | entry 0 .......... | entry 1 .......... | ... | used
 *            start[0] offset[0]   start[1] offset[1]
 * </pre>
 *
 * An entry with a field {@code data} is that field's value ({@link #DATA}); any other is all its fields ({@link #FLAT},
 * see {@link FlatFields}). Arrays grow to the largest round that ever came and stay. Of an entry above {@link
 * #ENTRY_MAX} bytes only the beginning is kept ({@link #LARGE_DATA}, {@link #LARGE_FLAT}), and of a read only what begins within
 * {@link #HELD_MAX} bytes; the rest of it is read again later. So memory is bounded whatever is in the streams.
 */
public final class EntryQueue {
    /** The bytes are the value of the field {@code data}. */
    static final byte DATA = 0;
    /** The bytes are all fields of the entry. */
    static final byte FLAT = 1;
    /** As {@link #DATA}, but only the beginning: the value is too large. */
    static final byte LARGE_DATA = 2;
    /** As {@link #FLAT}, but only the beginning: the fields are too large. */
    static final byte LARGE_FLAT = 3;

    /** Largest entry in bytes that is kept whole; of a flat one, what the fields take here counts. */
    static final int ENTRY_MAX = 65_536;
    /** Bytes kept of a larger one. */
    static final int KEPT_OF_LARGE = 2_048;

    /** No entry is added when more than so many bytes are held already. */
    static final int HELD_MAX = 8 << 20;

    private static final int NO_DATA = -1;

    private final FlatFields headFields = new FlatFields();
    private byte[] arena = new byte[64 * 1024];
    private long[] idMs = new long[512];
    private long[] idSeq = new long[512];
    private int[] start = new int[512];
    private int[] offset = new int[512];
    private int[] length = new int[512];
    private byte[] form = new byte[512];
    private int head;
    private int tail;
    private int used;
    private boolean full;

    private boolean fieldIsData;
    private boolean fieldIsDropped;
    private int valueAt;
    private int dataAt;
    private int dataOffset;
    private int dataLength;
    private int dataSize;
    private long flatSize;

    /** Forgets everything. */
    void clear() {
        head = 0;
        tail = 0;
        used = 0;
        full = false;
    }

    /** Takes over everything that {@code other} has, which must not have given any away, behind what is here. */
    void append(EntryQueue other) {
        if (isEmpty()) {
            clear();
        } else if (head > tail / 2) {
            moveToFront();
        }
        while (tail + other.tail > idMs.length) {
            growIndex();
        }
        room(other.used);
        System.arraycopy(other.arena, 0, arena, used, other.used);
        System.arraycopy(other.idMs, 0, idMs, tail, other.tail);
        System.arraycopy(other.idSeq, 0, idSeq, tail, other.tail);
        System.arraycopy(other.form, 0, form, tail, other.tail);
        System.arraycopy(other.length, 0, length, tail, other.tail);
        for (int i = 0; i < other.tail; i++) {
            start[tail + i] = other.start[i] + used;
            offset[tail + i] = other.offset[i] + used;
        }
        tail += other.tail;
        used += other.used;
        other.clear();
    }

    /** Whether {@code count} entries and half of the bytes that may be held are not reached, so that reading is worth its while. */
    boolean hasRoom(int count) {
        return isEmpty() || size() < count && used - start[head] <= HELD_MAX / 2;
    }

    /** Whether entries were left out since {@link #clear()}, because enough is held. */
    boolean isFull() {
        return full;
    }

    /** Begins an entry; one that is left out takes its fields all the same, and so does every one behind it. */
    void beginEntry(long ms, long seq) {
        full |= used > HELD_MAX;
        if (full) {
            return;
        }
        if (tail == idMs.length) {
            growIndex();
        }
        idMs[tail] = ms;
        idSeq[tail] = seq;
        start[tail] = used;
        dataSize = NO_DATA;
        flatSize = 0;
    }

    /** Adds a field's name; its value follows. */
    void name(ByteBuffer name) {
        if (full) {
            return;
        }
        fieldIsData = isData(name);
        if (fieldIsData && dataSize != NO_DATA) {
            // Of several the last counts; keeping the others would let one entry take any amount of memory.
            used = dataAt;
        }
        if (fieldIsData) {
            dataAt = used;
        }
        fieldIsDropped = flatSize > ENTRY_MAX && !fieldIsData;
        flatSize += FlatFields.HEADER + name.remaining();
        if (!fieldIsDropped) {
            int kept = kept(name.remaining(), flatSize);
            room(FlatFields.HEADER + kept);
            FlatFields.INT.set(arena, used, kept);
            name.get(arena, used + FlatFields.HEADER, kept);
            valueAt = used + FlatFields.HEADER + kept;
        }
    }

    /** Adds the value of the last name. */
    void value(ByteBuffer value) {
        int size = value.remaining();
        flatSize += size;
        if (full || fieldIsDropped) {
            return;
        }
        int kept = kept(size, fieldIsData ? size : flatSize);
        room(valueAt - used + kept);
        FlatFields.INT.set(arena, used + Integer.BYTES, kept);
        value.get(arena, valueAt, kept);
        used = valueAt + kept;
        if (fieldIsData) {
            dataSize = size;
            dataOffset = valueAt;
            dataLength = kept;
        }
    }

    void endEntry() {
        if (full) {
            return;
        }
        if (dataSize != NO_DATA) {
            offset[tail] = dataOffset;
            length[tail] = dataLength;
            form[tail] = dataSize > ENTRY_MAX ? LARGE_DATA : DATA;
        } else {
            offset[tail] = start[tail];
            length[tail] = used - start[tail];
            form[tail] = flatSize > ENTRY_MAX ? LARGE_FLAT : FLAT;
        }
        tail++;
    }

    int size() {
        return tail - head;
    }

    boolean isEmpty() {
        return head == tail;
    }

    long headMs() {
        return idMs[head];
    }

    long headSeq() {
        return idSeq[head];
    }

    byte headForm() {
        return form[head];
    }

    int headOffset() {
        return offset[head];
    }

    int headLength() {
        return length[head];
    }

    /** The fields of the oldest entry, which must be {@link #FLAT}. */
    FlatFields headFields() {
        return headFields.over(arena, offset[head], length[head]);
    }

    byte[] bytes() {
        return arena;
    }

    void removeHead() {
        head++;
    }

    long lastMs() {
        return idMs[tail - 1];
    }

    long lastSeq() {
        return idSeq[tail - 1];
    }

    /** Whether the newest entries of both say the same; neither must be empty. */
    boolean endsLike(EntryQueue other) {
        int here = tail - 1;
        int there = other.tail - 1;
        return form[here] == other.form[there]
                && Arrays.equals(
                        arena,
                        offset[here],
                        offset[here] + length[here],
                        other.arena,
                        other.offset[there],
                        other.offset[there] + other.length[there]);
    }

    private static boolean isData(ByteBuffer name) {
        int at = name.position();
        return name.remaining() == 4
                && name.get(at) == 'd'
                && name.get(at + 1) == 'a'
                && name.get(at + 2) == 't'
                && name.get(at + 3) == 'a';
    }

    private static int kept(int size, long total) {
        return total <= ENTRY_MAX ? size : Math.min(size, KEPT_OF_LARGE);
    }

    private void room(int wanted) {
        if (used + wanted > arena.length) {
            arena = Arrays.copyOf(arena, Math.max(arena.length * 2, used + wanted));
        }
    }

    private void growIndex() {
        int capacity = idMs.length * 2;
        idMs = Arrays.copyOf(idMs, capacity);
        idSeq = Arrays.copyOf(idSeq, capacity);
        start = Arrays.copyOf(start, capacity);
        offset = Arrays.copyOf(offset, capacity);
        length = Arrays.copyOf(length, capacity);
        form = Arrays.copyOf(form, capacity);
    }

    private void moveToFront() {
        int count = tail - head;
        int from = start[head];
        System.arraycopy(arena, from, arena, 0, used - from);
        System.arraycopy(idMs, head, idMs, 0, count);
        System.arraycopy(idSeq, head, idSeq, 0, count);
        System.arraycopy(form, head, form, 0, count);
        System.arraycopy(length, head, length, 0, count);
        for (int i = 0; i < count; i++) {
            start[i] = start[head + i] - from;
            offset[i] = offset[head + i] - from;
        }
        head = 0;
        tail = count;
        used -= from;
    }
}
