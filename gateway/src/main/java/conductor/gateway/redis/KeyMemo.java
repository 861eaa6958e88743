package conductor.gateway.redis;

import conductor.engine.core.KeyHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Keys of ids, with the ones that were asked for lately at hand: the same sessions, events and polls stand in one entry after
 * the other, and looking an id up costs a fifth of checking and hashing it. An id has one place; a different one that belongs there
 * replaces it. Only ids of up to 16 bytes are kept, compared whole. Allocates nothing; one thread.
 *
 * <pre>
 *   place:  | bytes 0..7 | bytes 8..15 | length | key |      what stands behind an id counts as zeros
 * </pre>
 */
final class KeyMemo {
    /** What there is instead of the key of bytes that are no id. */
    static final long NO_ID = 0;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final int PLACES_BITS = 14;
    private static final int LENGTH_MAX = 2 * Long.BYTES;
    private static final int WORDS = 4;

    private final KeyHash hash;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private final long[] places = new long[WORDS << PLACES_BITS];

    KeyMemo(KeyHash hash) {
        this.hash = hash;
    }

    /** The key of the id at {@code offset}, or {@link #NO_ID} if that is none. */
    long key(byte[] bytes, int offset, int length) {
        if (length > LENGTH_MAX || length < 1 || offset + LENGTH_MAX > bytes.length) {
            return made(bytes, offset, length);
        }
        long head = (long) WORD.get(bytes, offset) & mask(length);
        long tail = (long) WORD.get(bytes, offset + Long.BYTES) & mask(length - Long.BYTES);
        int at = (int) ((head ^ Long.rotateLeft(tail, 31) ^ length) * GOLDEN >>> Long.SIZE - PLACES_BITS) * WORDS;
        if (places[at] == head && places[at + 1] == tail && places[at + 2] == length) {
            return places[at + 3];
        }
        long key = made(bytes, offset, length);
        places[at] = head;
        places[at + 1] = tail;
        places[at + 2] = length;
        places[at + 3] = key;
        return key;
    }

    private long made(byte[] bytes, int offset, int length) {
        if (!IdRules.validUtf8(bytes, offset, length)) {
            return NO_ID;
        }
        view.wrap(bytes);
        return hash.hash(view, offset, length);
    }

    /** The lowest {@code size} bytes. */
    private static long mask(int size) {
        return size >= Long.BYTES ? -1 : size <= 0 ? 0 : (1L << (size << 3)) - 1;
    }
}
