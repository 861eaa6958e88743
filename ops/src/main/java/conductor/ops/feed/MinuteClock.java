package conductor.ops.feed;

import java.nio.charset.StandardCharsets;

/**
 * Files whose source wrote whole minutes only, recognised by all their times being multiples of 60,000 ms. Left alone,
 * all rows of a minute would fall into one millisecond, so each is moved within its minute by a hash of its id: always by
 * the same amount, whatever else is fed.
 */
final class MinuteClock {
    static final long MINUTE_MS = 60_000;

    private MinuteClock() {}

    /** Whether rows {@code from..to-1}, at least one, all lie on whole minutes. */
    static boolean isKept(Rows rows, int from, int to) {
        for (int row = from; row < to; row++) {
            if (rows.timeMs(row) % MINUTE_MS != 0) {
                return false;
            }
        }
        return to > from;
    }

    static void spread(Rows rows, int from, int to) {
        for (int row = from; row < to; row++) {
            rows.moveTo(row, rows.timeMs(row) + offsetMs(rows.id(row)));
        }
    }

    /** 0..59,999: the id's bytes through FNV-1a and the finalizer of SplitMix64, which evens out ids that merely count up. */
    static long offsetMs(String id) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        hash ^= hash >>> 31;
        return Long.remainderUnsigned(hash, MINUTE_MS);
    }
}
