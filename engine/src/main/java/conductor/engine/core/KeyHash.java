package conductor.engine.core;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Keyed 64-bit hash of ids: SipHash-2-4 (Aumasson, Bernstein, "SipHash: a fast short-input PRF", 2012). Ids that outsiders
 * choose become keys of tables through it, so nobody without the key can aim at a collision. Never returns 0, which means
 * "none" everywhere. Stateless apart from the key, safe to share.
 */
public final class KeyHash {
    /** Length of the secret key in bytes. */
    public static final int KEY_LENGTH = 16;

    private final long k0;
    private final long k1;

    /** @param k0 first and @param k1 second half of the secret key, little-endian. */
    public KeyHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /** The hash of {@code length} bytes at {@code offset}; 1 where the hash would be 0. */
    public long hash(DirectBuffer buffer, int offset, int length) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int words = length >> 3;
        // One pass a word, one for what is left with the length in it, and two more to finish; two rounds each.
        for (int pass = 0; pass < words + 3; pass++) {
            int at = offset + (pass << 3);
            long m = pass < words ? word(buffer, at) : pass == words ? lastWord(buffer, at, length) : 0;
            v3 ^= m;
            v2 ^= pass == words + 1 ? 0xff : 0;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v1;
                v0 += v3;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= m;
        }
        long hash = v0 ^ v1 ^ v2 ^ v3;
        return hash == 0 ? 1 : hash;
    }

    private static long word(DirectBuffer buffer, int at) {
        return buffer.getLong(at, ByteOrder.LITTLE_ENDIAN);
    }

    /** What is left behind whole words, and the length in the highest byte. */
    private static long lastWord(DirectBuffer buffer, int at, int length) {
        int left = length & 7;
        if (at + Long.BYTES <= buffer.capacity()) {
            return (long) length << 56 | word(buffer, at) & (1L << (left << 3)) - 1;
        }
        long word = (long) length << 56;
        for (int i = left - 1; i >= 0; i--) {
            word |= (buffer.getByte(at + i) & 0xffL) << (i << 3);
        }
        return word;
    }
}
