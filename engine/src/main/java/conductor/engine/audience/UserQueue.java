package conductor.engine.audience;

import conductor.engine.core.StateReader;
import conductor.engine.core.StateWriter;
import conductor.engine.state.WordQueue;

/**
 * Keys of users who acted or left, in the order in which they did, with the second at which each came in. Many come in the same second, so
 * a second is kept once, with the number of keys that came in it.
 */
final class UserQueue {
    /** Later than any second. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int COUNT_BITS = 32;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final WordQueue keys = new WordQueue();
    /** In the high half the second, in the low half how many keys are of it. */
    private final WordQueue seconds = new WordQueue();

    private long firstSecond = NEVER;
    private long hash;

    long size() {
        return keys.size();
    }

    /** The key at a place, 0 is the first; there must be one. */
    long key(long place) {
        return keys.get(place);
    }

    /** When the first key came in, {@link #NEVER} if there is none. */
    long firstSecond() {
        return firstSecond;
    }

    /** Adds a key behind the last, whose second may not be later. */
    void add(long key, long second) {
        keys.add(key);
        hash += contribution(key, second);
        long last = seconds.size() - 1;
        if (last >= 0 && seconds.get(last) >>> COUNT_BITS == second) {
            seconds.set(last, seconds.get(last) + 1);
        } else {
            seconds.add(second << COUNT_BITS | 1);
            firstSecond = seconds.get(0) >>> COUNT_BITS;
        }
    }

    /** Removes the first key; there must be one. */
    void removeFirst() {
        hash -= contribution(keys.get(0), firstSecond);
        keys.removeFirst();
        long left = seconds.get(0) - 1;
        if ((left & COUNT_MASK) == 0) {
            seconds.removeFirst();
            firstSecond = seconds.size() == 0 ? NEVER : seconds.get(0) >>> COUNT_BITS;
        } else {
            seconds.set(0, left);
        }
    }

    long hash() {
        return hash;
    }

    long recomputeHash() {
        long sum = 0;
        long place = 0;
        for (long i = 0; i < seconds.size(); i++) {
            long second = seconds.get(i) >>> COUNT_BITS;
            for (long left = seconds.get(i) & COUNT_MASK; left > 0; left--) {
                sum += contribution(keys.get(place++), second);
            }
        }
        return sum;
    }

    private static long contribution(long key, long second) {
        return (key | 1) * second;
    }

    void write(StateWriter out) {
        out.putLong(seconds.size());
        long place = 0;
        for (long i = 0; i < seconds.size(); i++) {
            out.putLong(seconds.get(i));
            for (long left = seconds.get(i) & COUNT_MASK; left > 0; left--) {
                out.putLong(keys.get(place++));
            }
        }
    }

    void read(StateReader in) {
        for (long left = in.getLong(); left > 0; left--) {
            long secondAndCount = in.getLong();
            for (long keysLeft = secondAndCount & COUNT_MASK; keysLeft > 0; keysLeft--) {
                add(in.getLong(), secondAndCount >>> COUNT_BITS);
            }
        }
    }
}
