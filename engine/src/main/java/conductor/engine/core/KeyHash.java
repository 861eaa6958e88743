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
        int end = offset + (length & ~7);
        // One pass a word, the last one with the length in it, and one more to finish.
        for (int at = offset; at <= end + 8; at += 8) {
            boolean finish = at > end;
            long m = finish ? 0 : at < end ? word(buffer, at) : lastWord(buffer, at, length);
            v3 ^= m;
            v2 ^= finish ? 0xff : 0;
            for (int rounds = finish ? 4 : 2; rounds > 0; rounds--) {
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

    private static long lastWord(DirectBuffer buffer, int at, int length) {
        long word = (long) length << 56;
        for (int i = (length & 7) - 1; i >= 0; i--) {
            word |= (buffer.getByte(at + i) & 0xffL) << (i << 3);
        }
        return word;
    }
}
