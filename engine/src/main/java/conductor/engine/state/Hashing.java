package conductor.engine.state;

import org.agrona.DirectBuffer;

/** The mixing functions behind keys and the state hash. Fixed for ever: changing one changes every hash on record. */
public final class Hashing {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long C1 = 0xBF58476D1CE4E5B9L;
    private static final long C2 = 0x94D049BB133111EBL;

    private Hashing() {}

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection that spreads every bit. */
    public static long mix(long value) {
        long x = (value ^ (value >>> 30)) * C1;
        x = (x ^ (x >>> 27)) * C2;
        return x ^ (x >>> 31);
    }

    /**
     * A key for a pair of keys, never 0. Both halves are keyed hashes, so outsiders cannot aim at a collision; among 16.7
     * million pairs the chance that any two are taken for one is 8e-6.
     */
    public static long pair(long a, long b) {
        long key = mix(a * GOLDEN + Long.rotateLeft(b, 29) * C1);
        return key == 0 ? 1 : key;
    }

    /** Odd numbers by which the words of a table's rows are multiplied in its hash, one a word. */
    static long[] weights(int tableId, int words) {
        long[] weights = new long[words];
        for (int word = 0; word < words; word++) {
            weights[word] = mix(tableId * C2 + (word + 1) * GOLDEN) | 1;
        }
        return weights;
    }

    /** A hash of some bytes (FNV-1a, then mixed), 0 for none. */
    public static long bytes(DirectBuffer bytes) {
        if (bytes.capacity() == 0) {
            return 0;
        }
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < bytes.capacity(); i++) {
            hash = (hash ^ bytes.getByte(i) & 0xff) * 0x100000001b3L;
        }
        return mix(hash);
    }

    /**
     * What one word of state adds to the state hash: 0 for a zero word, so that a cleared row adds nothing. Sums of these
     * are independent of order.
     */
    public static long contribution(long rowSeed, int word, long value) {
        return value == 0 ? 0 : mix((value * GOLDEN) ^ (rowSeed + word * C2));
    }
}
