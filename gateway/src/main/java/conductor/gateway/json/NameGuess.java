package conductor.gateway.json;

import java.util.Arrays;

/**
 * Which names the messages of one kind have, in the order in which they stand. A sender writes the same members in the same order every
 * time, so the n-th name of the next message is most likely that of the last one, and comparing it costs less than looking for its end. A
 * guess that fails costs the comparison and is replaced.
 *
 * <pre>
 *   name and closing quote, 2 to 16 bytes:   head  bytes 0..7    tail  bytes 8..15    (masked; what stands behind does not count)
 * </pre>
 */
final class NameGuess {
    private static final int NAMES = 64;
    /** Bytes that are looked at: from a name's first one on so many must be there. */
    private static final int LOOKED_AT = 2 * Long.BYTES;

    /** For this kind of messages. */
    final JsonFields fields;

    private final long[] head = new long[NAMES];
    private final long[] headMask = new long[NAMES];
    private final long[] tail = new long[NAMES];
    private final long[] tailMask = new long[NAMES];
    private final int[] length = new int[NAMES];
    private final int[] node = new int[NAMES];
    private final int[] child = new int[NAMES];

    NameGuess(JsonFields fields) {
        this.fields = fields;
        // Nothing masked by nothing is one.
        Arrays.fill(head, 1);
    }

    /** Whether the n-th name, in an object that is {@code parent}, is the one of the last message. */
    boolean holds(int nth, int parent, byte[] bytes, int at, int end) {
        return nth < NAMES
                && at + LOOKED_AT <= end
                && ((long) Utf8.WORD.get(bytes, at) & headMask[nth]) == head[nth]
                && ((long) Utf8.WORD.get(bytes, at + Long.BYTES) & tailMask[nth]) == tail[nth]
                && node[nth] == parent;
    }

    /** Length of the n-th name. */
    int length(int nth) {
        return length[nth];
    }

    /** The wanted field that it is, or {@link JsonFields#NONE}. */
    int child(int nth) {
        return child[nth];
    }

    /** Notes what the n-th name is this time; it stands at {@code at}, has no escapes, and a quote behind it. */
    void note(int nth, int parent, byte[] bytes, int at, int end, int nameLength, int field) {
        int size = nameLength + 1;
        if (nth >= NAMES || size > LOOKED_AT || at + LOOKED_AT > end) {
            return;
        }
        headMask[nth] = mask(size);
        tailMask[nth] = mask(size - Long.BYTES);
        head[nth] = (long) Utf8.WORD.get(bytes, at) & headMask[nth];
        tail[nth] = (long) Utf8.WORD.get(bytes, at + Long.BYTES) & tailMask[nth];
        length[nth] = nameLength;
        node[nth] = parent;
        child[nth] = field;
    }

    /** The lowest {@code size} bytes. */
    private static long mask(int size) {
        return size >= Long.BYTES ? -1 : size <= 0 ? 0 : (1L << (size << 3)) - 1;
    }
}
