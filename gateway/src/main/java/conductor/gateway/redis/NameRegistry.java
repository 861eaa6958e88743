package conductor.gateway.redis;

import org.agrona.BitUtil;

/**
 * Remembers which keys were defined and when, so that a DEFINE goes out only when the engine may not know a name.
 * Bounded: open addressing within {@value #WINDOW} slots, and when those are taken the key that was defined longest ago
 * is forgotten (of equals the first). Forgetting costs one more DEFINE, nothing else. Allocates nothing; one thread.
 */
public final class NameRegistry {
    /** A definition is repeated after this time; the engine forgets a name 30 min after its last use. */
    public static final long REPEAT_MS = 15 * 60_000L;

    private static final int WINDOW = 8;

    private final long[] keys;
    private final long[] definedMs;
    private final int mask;

    /** @param capacity keys held at most, a power of two from 8. */
    public NameRegistry(int capacity) {
        if (!BitUtil.isPowerOfTwo(capacity) || capacity < WINDOW) {
            throw new IllegalArgumentException("names-max must be a power of two from 8, was " + capacity);
        }
        keys = new long[capacity];
        definedMs = new long[capacity];
        mask = capacity - 1;
    }

    /** Whether {@code key} must be defined before a use at {@code nowMs}. */
    public boolean isDue(long key, long nowMs) {
        int slot = find(key);
        return slot < 0 || nowMs - definedMs[slot] >= REPEAT_MS;
    }

    /** Notes that {@code key}, never 0, was defined at {@code nowMs}. */
    public void defined(long key, long nowMs) {
        int slot = find(key);
        if (slot < 0) {
            slot = victim(key);
        }
        keys[slot] = key;
        definedMs[slot] = nowMs;
    }

    private int find(long key) {
        for (int i = 0; i < WINDOW; i++) {
            int slot = (int) (key + i) & mask;
            if (keys[slot] == key) {
                return slot;
            }
        }
        return -1;
    }

    /** A free slot of the key's window, else the one defined longest ago. */
    private int victim(long key) {
        int oldest = (int) key & mask;
        for (int i = 0; i < WINDOW; i++) {
            int slot = (int) (key + i) & mask;
            if (keys[slot] == 0) {
                return slot;
            }
            if (definedMs[slot] < definedMs[oldest]) {
                oldest = slot;
            }
        }
        return oldest;
    }
}
