package conductor.engine.audience;

import conductor.engine.state.Hashing;
import conductor.engine.state.RowTable;
import conductor.engine.state.WordMap;

/**
 * Users of sessions: who is connected, who acted, who left. One word a (session, user) pair, in the place of its key, so that a signal
 * waits for one cache line:
 *
 * <pre>
 *   bits  0.. 4 connections    6..18 stamp of the last action    32..55 slot of the session
 *         5     queued        19..31 stamp of the last leave     56..63 generation of the slot
 * </pre>
 *
 * The low half is state, the high half is where the row belongs. A stamp is a second in a circle of {@value #CIRCLE_SEC}, 0 = none, long enough for a
 * row's time to be told: what is older than the window is taken out a few seconds later.
 *
 * <p>Rows that acted or left wait in a queue over all sessions. Once a minute has passed they lose their stamps, and those without a
 * connection are freed: two with every signal, so that no event takes long, and where signals are too few, by timers.
 *
 * <p>A session that goes takes its rows along in one step: they are of an older generation of its slot then, count no more, and make room when
 * their part of the table grows.
 */
final class UserTable {
    static final int MAX_CONNECTIONS = 16;
    /** Rows that a signal takes out of the queue: one more than it may put there. */
    static final int RECLAIMED_BY_SIGNAL = 2;
    /** Rows that one timer takes out of the queue. */
    static final int RECLAIMED_BY_TIMER = 8;

    /** Signals have this long to reclaim what is due before timers do. */
    private static final int PATIENCE_SEC = 5;

    private static final long CONNECTIONS = 0x1f;
    private static final long QUEUED = 0x20;
    private static final int ACTION_SHIFT = 6;
    private static final int LEAVE_SHIFT = 19;
    private static final long STAMP = 0x1fff;
    private static final int CIRCLE_SEC = 8190;
    /** So long after a row came into the queue its stamps can be told for certain: nobody acts while rows wait to be reclaimed. */
    private static final int TOLD_SEC = CIRCLE_SEC / 2;

    private static final int SLOT_SHIFT = 32;
    private static final int SLOT_MASK = (1 << 24) - 1;
    private static final int GENERATION_SHIFT = 56;
    private static final long STATE = 0xffffffffL;

    final WordMap map = new WordMap(word -> !live(word));
    final UserQueue queue = new UserQueue();
    private final SessionTable sessions;
    private final int capacity;
    private int size;
    private long hash;

    UserTable(int capacity, SessionTable sessions) {
        this.capacity = capacity;
        this.sessions = sessions;
    }

    static long key(long sessionKey, long userKey) {
        return Hashing.pair(sessionKey, userKey);
    }

    /** Reads the place of a key; see {@link AudienceScoring#lookAhead}. */
    long touch(long key) {
        return map.touch(key);
    }

    /** Whether a row for this key exists or can be made. */
    boolean hasRoomFor(long key) {
        return size < capacity || find(key) != RowTable.NONE;
    }

    /** Where the row of a user is, good until the next change of rows, or {@link RowTable#NONE}. */
    int find(long key) {
        int row = map.find(key);
        return row == WordMap.NONE || !live(map.wordAt(row)) ? RowTable.NONE : row;
    }

    /** The row of a user, made if needed; there must be room. */
    int ensure(int session, long key) {
        int row = map.find(key);
        if (row != WordMap.NONE && live(map.wordAt(row))) {
            return row;
        }
        return add(session, key, row);
    }

    private int add(int session, long key, int deadRow) {
        long word = (long) sessions.generation(session) << GENERATION_SHIFT | (long) session << SLOT_SHIFT;
        size++;
        sessions.countUserRow(session, 1);
        if (deadRow == WordMap.NONE) {
            return map.put(key, word);
        }
        map.setWordAt(deadRow, word);
        return deadRow;
    }

    int connections(int row) {
        return (int) (map.wordAt(row) & CONNECTIONS);
    }

    /** One more connection; returns true when it is the first. A user has at most {@link #MAX_CONNECTIONS}. */
    boolean connect(int session, int row) {
        int connections = connections(row);
        if (connections < MAX_CONNECTIONS) {
            set(session, row, map.wordAt(row) + 1);
        }
        if (connections == 0) {
            sessions.addConnected(session, 1);
            return true;
        }
        return false;
    }

    /** One connection less (there must be one); returns true when it was the last. */
    boolean disconnect(int session, int row) {
        set(session, row, map.wordAt(row) - 1);
        if (connections(row) == 0) {
            sessions.addConnected(session, -1);
            return true;
        }
        return false;
    }

    /** Notes an action of the user at a second to which the window has been moved; returns 1 if it is the first in this second, else 0. */
    int act(int session, int row, long second) {
        long word = map.wordAt(row);
        long last = word >>> ACTION_SHIFT & STAMP;
        long stamp = stamp(second);
        if (last == stamp) {
            return 0;
        }
        if (last != 0) {
            int age = age(last, stamp);
            if (age < SessionTable.WINDOW_SEC) {
                sessions.add(session, second - age, SessionTable.ACTIVE, -1);
            }
        }
        put(session, row, word & ~(STAMP << ACTION_SHIFT) | stamp << ACTION_SHIFT, second);
        return 1;
    }

    /** Counts the user among the leavers of this second. */
    void leave(int session, int row, long second) {
        withdrawLeave(session, row, second);
        sessions.add(session, second, SessionTable.LEAVERS, 1);
        put(session, row, map.wordAt(row) | stamp(second) << LEAVE_SHIFT, second);
    }

    /** Takes back a leave that is still inside the window: who is back has not left. */
    void withdrawLeave(int session, int row, long second) {
        long left = map.wordAt(row) >>> LEAVE_SHIFT & STAMP;
        if (left != 0) {
            int age = age(left, stamp(second));
            if (age < SessionTable.WINDOW_SEC) {
                sessions.add(session, second - age, SessionTable.LEAVERS, -1);
            }
            set(session, row, map.wordAt(row) & ~(STAMP << LEAVE_SHIFT));
        }
    }

    /** Frees a row. */
    void free(int session, int row) {
        set(session, row, map.wordAt(row) & ~STATE);
        map.remove(row);
        size--;
        sessions.countUserRow(session, -1);
    }

    /** Frees every row of a session, none of which is queued, in one step. */
    void freeAll(int session) {
        int rows = sessions.userRows(session);
        if (rows == 0) {
            return;
        }
        size -= rows;
        hash -= sessions.usersHash(session);
        if (sessions.disownUsers(session)) {
            map.sweep();
            sessions.firstGeneration(session);
        }
    }

    /** When timers have to take rows out of the queue, milliseconds; {@code Long.MAX_VALUE} if there are none in it. */
    long nextDueMs() {
        long second = queue.firstSecond();
        return second == UserQueue.NEVER ? Long.MAX_VALUE : (second + SessionTable.WINDOW_SEC + PATIENCE_SEC) * 1000;
    }

    /**
     * Takes rows out of the queue whose minute has passed at this second. That may be hours later, as a checkpoint may come between the ticks
     * that end a long silence: stamps would then have gone round the circle.
     */
    void reclaim(long second, int most) {
        for (int i = 0; i < most && queue.firstSecond() <= second - SessionTable.WINDOW_SEC; i++) {
            long key = queue.key(0);
            long told = Math.min(second, queue.firstSecond() + TOLD_SEC);
            queue.removeFirst();
            int row = find(key);
            if (row != RowTable.NONE) {
                forget(key, row, told);
            }
        }
    }

    /** Reads the places of the rows that are the next to be reclaimed, if it is time. */
    long touchQueued(long second, int most) {
        if (queue.firstSecond() > second - SessionTable.WINDOW_SEC) {
            return 0;
        }
        long sum = 0;
        long end = Math.min(most, queue.size());
        for (int i = 0; i < end; i++) {
            sum ^= map.touch(queue.key(i));
        }
        return sum;
    }

    private void forget(long key, int row, long second) {
        long word = map.wordAt(row);
        int session = session(row);
        long now = stamp(second);
        if (age(word >>> ACTION_SHIFT & STAMP, now) >= SessionTable.WINDOW_SEC) {
            word &= ~(STAMP << ACTION_SHIFT);
        }
        if (age(word >>> LEAVE_SHIFT & STAMP, now) >= SessionTable.WINDOW_SEC) {
            word &= ~(STAMP << LEAVE_SHIFT);
        }
        if ((word & (STAMP << ACTION_SHIFT | STAMP << LEAVE_SHIFT)) != 0) {
            set(session, row, word);
            queue.add(key, second);
        } else if ((word & CONNECTIONS) != 0) {
            set(session, row, word & ~QUEUED);
        } else {
            free(session, row);
        }
    }

    /** The slot of the session that a row belongs to. */
    int session(int row) {
        return (int) (map.wordAt(row) >>> SLOT_SHIFT) & SLOT_MASK;
    }

    /** What is state of a row. */
    long state(int row) {
        return map.wordAt(row) & STATE;
    }

    boolean live(int row) {
        return live(map.wordAt(row));
    }

    /** Makes room for rows that are to be restored. */
    void reserve(long rows) {
        map.reserve(rows);
    }

    /** Puts a restored row back; the queue is restored by itself. */
    void restore(int session, long key, long state) {
        int row = ensure(session, key);
        set(session, row, map.wordAt(row) | state);
    }

    int size() {
        return size;
    }

    /** Hash of all rows, see {@link RowTable#hash}: keys have no pattern, so they are the factors themselves. */
    long hash() {
        return hash + queue.hash();
    }

    long recomputeHash() {
        long sum = 0;
        for (int row = map.next(WordMap.NONE); row != WordMap.NONE; row = map.next(row)) {
            sum += live(row) ? factor(map.keyAt(row)) * state(row) : 0;
        }
        return sum + queue.recomputeHash();
    }

    private void put(int session, int row, long word, long second) {
        if ((word & QUEUED) == 0) {
            queue.add(map.keyAt(row), second);
        }
        set(session, row, word | QUEUED);
    }

    private void set(int session, int row, long word) {
        long change = factor(map.keyAt(row)) * ((word & STATE) - (map.wordAt(row) & STATE));
        hash += change;
        sessions.addUsersHash(session, change);
        map.setWordAt(row, word);
    }

    private static long factor(long key) {
        return key | 1;
    }

    private boolean live(long word) {
        return sessions.generation((int) (word >>> SLOT_SHIFT) & SLOT_MASK) == (int) (word >>> GENERATION_SHIFT);
    }

    private static long stamp(long second) {
        return 1 + second % CIRCLE_SEC;
    }

    /** Seconds from a stamp to a later one. */
    private static int age(long stamp, long now) {
        int age = (int) (now - stamp);
        return age < 0 ? age + CIRCLE_SEC : age;
    }
}
