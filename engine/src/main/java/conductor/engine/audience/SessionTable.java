package conductor.engine.audience;

import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;

/**
 * Sessions as scoring sees them: life cycle, event, timers and the sliding minute. One row of words a session:
 *
 * <pre>
 *   0 key                       5 sums: leavers | active users    10 evaluation due     13 idle number
 *   1 opened ms                 6 connected users | open polls    11 evaluation number  14 lapse due
 *   2 last input ms             7 key of the active poll          12 idle due           15 lapse number
 *   3 second of the window      8 event key
 *   4 sums: chat | reactions    9 event rank
 *   far: 16.. 60 buckets of two words: chat | reactions, leavers | active
 *   local: users head | queue head, queue tail | polls head (slot + 1, 0 = none)
 * </pre>
 *
 * The window reaches up to its second. Of the buckets a session without inputs needs none.
 *
 * <p>A row with "opened" 0 is a shell: the session is closed and only its connected users are kept.
 */
final class SessionTable {
    static final int WINDOW_SEC = 60;

    static final int OPENED_MS = 1;
    static final int LAST_INPUT_MS = 2;
    static final int WINDOW_AT = 3;
    static final int CHAT_REACTIONS = 4;
    static final int LEAVERS_ACTIVE = 5;
    static final int USERS_POLLS = 6;
    static final int ACTIVE_POLL = 7;
    static final int EVENT_KEY = 8;
    static final int EVENT_RANK = 9;
    static final int EVALUATION_DUE = 10;
    static final int EVALUATION_NUMBER = 11;
    static final int IDLE_DUE = 12;
    static final int IDLE_NUMBER = 13;
    static final int LAPSE_DUE = 14;
    static final int LAPSE_NUMBER = 15;
    static final int BUCKETS = 16;
    static final int HASHED_WORDS = BUCKETS + 2 * WINDOW_SEC;

    static final int USERS_HEAD_QUEUE_HEAD = -1;
    static final int QUEUE_TAIL_POLLS_HEAD = -2;
    private static final int LOCAL_WORDS = 2;
    /** An evaluation usually moves the window by this much, the default period. */
    private static final int EVALUATED_SEC = 5;

    private static final int TABLE_ID = 1;

    final RowTable rows;
    private final KeyIndex index = new KeyIndex();

    SessionTable(int capacity) {
        this.rows = new RowTable(capacity, HASHED_WORDS, BUCKETS, LOCAL_WORDS, TABLE_ID);
    }

    int slotOf(long key) {
        return index.get(key);
    }

    /** Reads the place of a key in the index; see {@link AudienceScoring#lookAhead}. */
    long touchIndex(long key) {
        return index.touch(key);
    }

    /** Reads the lines of a row that an input of this second needs. */
    long touchRow(int slot, long second) {
        return rows.get(slot, OPENED_MS) ^ rows.get(slot, EVENT_RANK) ^ touchBucket(slot, second);
    }

    /** Reads the bucket of a second. */
    long touchBucket(int slot, long second) {
        return rows.getFar(slot, BUCKETS + 2 * (int) (second % WINDOW_SEC));
    }

    /** Reads the lines of a row that every evaluation needs. */
    long touchForEvaluation(int slot) {
        return rows.get(slot, QUEUE_TAIL_POLLS_HEAD) ^ rows.get(slot, ACTIVE_POLL) ^ rows.get(slot, LAPSE_NUMBER);
    }

    /** Reads the buckets that leave the window when it is moved to this second, if there is anything in it; the row is near. */
    long touchLeaving(int slot, long second) {
        return empty(slot) ? 0 : touchBucket(slot, second) ^ touchBucket(slot, second + WINDOW_SEC - EVALUATED_SEC);
    }

    private boolean empty(int slot) {
        return (rows.get(slot, CHAT_REACTIONS) | rows.get(slot, LEAVERS_ACTIVE)) == 0;
    }

    /** A new row that is not open yet, or {@link RowTable#NONE} when the table is full. */
    int allocate(long key) {
        int slot = rows.allocate(key);
        if (slot != RowTable.NONE) {
            index.put(key, slot);
        }
        return slot;
    }

    void free(int slot) {
        index.remove(rows.key(slot));
        rows.free(slot);
    }

    boolean open(int slot) {
        return rows.get(slot, OPENED_MS) != 0;
    }

    long eventKey(int slot) {
        return rows.get(slot, EVENT_KEY);
    }

    int chatCount(int slot) {
        return rows.getInt(slot, CHAT_REACTIONS, 0);
    }

    int reactionCount(int slot) {
        return rows.getInt(slot, CHAT_REACTIONS, 1);
    }

    int leavers(int slot) {
        return rows.getInt(slot, LEAVERS_ACTIVE, 0);
    }

    int activeUsers(int slot) {
        return rows.getInt(slot, LEAVERS_ACTIVE, 1);
    }

    int connectedUsers(int slot) {
        return rows.getInt(slot, USERS_POLLS, 0);
    }

    void addConnected(int slot, int change) {
        rows.setInt(slot, USERS_POLLS, 0, connectedUsers(slot) + change);
    }

    void countChat(int slot, long second) {
        add(slot, second, 0, 0, 1);
    }

    void countReaction(int slot, long second) {
        add(slot, second, 0, 1, 1);
    }

    void countLeaver(int slot, long second, int change) {
        add(slot, second, 1, 0, change);
    }

    void countActive(int slot, long second, int change) {
        add(slot, second, 1, 1, change);
    }

    private void add(int slot, long second, int pair, int half, int change) {
        int bucket = BUCKETS + 2 * (int) (second % WINDOW_SEC) + pair;
        int sum = CHAT_REACTIONS + pair;
        rows.setFarInt(slot, bucket, half, rows.getFarInt(slot, bucket, half) + change);
        rows.setInt(slot, sum, half, rows.getInt(slot, sum, half) + change);
    }

    /** Moves the window so that it covers (second - 60, second]. */
    void moveWindow(int slot, long second) {
        long at = rows.get(slot, WINDOW_AT);
        if (second <= at) {
            return;
        }
        if (!empty(slot)) {
            long first = Math.max(at + 1, second - WINDOW_SEC + 1);
            for (long s = first; s <= second; s++) {
                int bucket = BUCKETS + 2 * (int) (s % WINDOW_SEC);
                expire(slot, bucket, CHAT_REACTIONS);
                expire(slot, bucket + 1, LEAVERS_ACTIVE);
            }
        }
        rows.set(slot, WINDOW_AT, second);
    }

    /**
     * What a sum will be when the window is moved to a second, without moving it.
     *
     * @param sum {@link #CHAT_REACTIONS} or {@link #LEAVERS_ACTIVE}.
     * @param half 0 or 1.
     */
    int inWindow(int slot, long second, int sum, int half) {
        int pair = sum - CHAT_REACTIONS;
        long at = rows.get(slot, WINDOW_AT);
        int count = 0;
        for (long s = Math.max(at, second) - WINDOW_SEC + 1; s <= at; s++) {
            count += rows.getFarInt(slot, BUCKETS + 2 * (int) (s % WINDOW_SEC) + pair, half);
        }
        return count;
    }

    private void expire(int slot, int bucket, int sum) {
        long counts = rows.getFar(slot, bucket);
        if (counts != 0) {
            // Both halves are counts and the sums include them: no half can borrow from the other.
            rows.set(slot, sum, rows.get(slot, sum) - counts);
            rows.setFar(slot, bucket, 0);
        }
    }

    /** Makes an open session a shell: every word but the key and the connected users is zero. */
    void makeShell(int slot) {
        int connected = connectedUsers(slot);
        for (int word = 1; word < HASHED_WORDS; word++) {
            rows.setWord(slot, word, 0);
        }
        rows.setInt(slot, USERS_POLLS, 0, connected);
    }

    /** Rebuilds the index after rows were restored. */
    void reindex(int slot) {
        index.put(rows.key(slot), slot);
    }
}
