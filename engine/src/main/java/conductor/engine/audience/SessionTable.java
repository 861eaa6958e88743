package conductor.engine.audience;

import conductor.engine.state.RowTable;
import conductor.engine.state.WordMap;
import java.util.Arrays;

/**
 * Sessions as scoring sees them: life cycle, event, timers and the sliding minute. One row of words a session, those close together that every
 * input and every evaluation needs:
 *
 * <pre>
 *   0 key                             4 key of the active poll    8 opened ms     12 lapse due
 *   1 last input ms                   5 event key                 9 event rank    13 lapse number
 *   2 second of window                6 evaluation due           10 idle due
 *   3 connected users | open polls    7 evaluation number        11 idle number
 *   far: 14..73 buckets: chat, reactions, leavers, active users (16 bits each; {@link Buckets})
 *   local: polls head (row + 1, 0 = none) | rows of users, hash of those, sums: chat | reactions, leavers | active users,
 *          row of the active poll | block of high bytes of buckets (both + 1, 0 = none)
 * </pre>
 *
 * The window reaches up to its second. Of the buckets a session without inputs needs none. A bucket counts up to {@value Buckets#MAX}; what does
 * not fit is counted as such and nowhere else.
 *
 * <p>A row that waits for no evaluation is a shell: the session is closed and only its connected users are kept.
 */
final class SessionTable {
    static final int WINDOW_SEC = 60;

    static final int LAST_INPUT_MS = 1;
    static final int WINDOW_AT = 2;
    static final int USERS_POLLS = 3;
    static final int ACTIVE_POLL = 4;
    static final int EVENT_KEY = 5;
    static final int EVALUATION_DUE = 6;
    static final int EVALUATION_NUMBER = 7;
    static final int OPENED_MS = 8;
    static final int EVENT_RANK = 9;
    static final int IDLE_DUE = 10;
    static final int IDLE_NUMBER = 11;
    static final int LAPSE_DUE = 12;
    static final int LAPSE_NUMBER = 13;
    static final int BUCKETS = 14;
    static final int HASHED_WORDS = BUCKETS + WINDOW_SEC;

    /** What is counted, by its place in a bucket. */
    static final int CHAT = 0;

    static final int REACTIONS = 1;
    static final int LEAVERS = 2;
    static final int ACTIVE = 3;
    static final int FIELDS = 4;

    private static final int POLLS_HEAD_USER_ROWS = -1;
    private static final int USERS_HASH = -2;
    private static final int CHAT_REACTIONS = -3;
    private static final int LEAVERS_ACTIVE = -4;
    private static final int POLL_ROW_HIGH_BLOCK = -5;
    private static final int LOCAL_WORDS = 5;
    private static final int FIELD_BITS = 4;
    private static final int HALF_BITS = 5;
    /** An evaluation usually moves the window by this much, the default period. */
    private static final int EVALUATED_SEC = 5;
    /** A generation in which no row is: while those of all others are swept out. */
    private static final byte NO_GENERATION = -1;

    private static final int GUESSES = 1_024;
    private static final int TABLE_ID = 1;

    final RowTable rows;
    final Buckets buckets;
    private final WordMap index = new WordMap();
    /** Slots where sessions were found, by the end of their key: a guess that the row confirms. No state. */
    private final int[] guesses = new int[GUESSES];

    private final byte[] generations;
    private final long[] counters;

    /** @param counters where counts that found no room are counted, {@link AudienceCounters#COUNTS_SATURATED}. */
    SessionTable(int capacity, long[] counters) {
        this.rows = new RowTable(capacity, HASHED_WORDS, BUCKETS, LOCAL_WORDS, TABLE_ID);
        this.buckets = Buckets.of(rows, POLL_ROW_HIGH_BLOCK, 1);
        this.generations = new byte[capacity];
        this.counters = counters;
    }

    int slotOf(long key) {
        int guess = guesses[(int) key & GUESSES - 1];
        if (rows.key(guess) == key && key != 0) {
            return guess;
        }
        int slot = (int) index.word(key, RowTable.NONE);
        if (slot != RowTable.NONE) {
            guesses[(int) key & GUESSES - 1] = slot;
        }
        return slot;
    }

    /** Reads the place of a key in the index; see {@link AudienceScoring#lookAhead}. */
    long touchIndex(long key) {
        return index.touch(key);
    }

    /** Reads the lines of a row that an input of this second needs. */
    long touchRow(int slot, long second) {
        return rows.get(slot, POLL_ROW_HIGH_BLOCK) ^ rows.get(slot, EVALUATION_NUMBER) ^ touchBucket(slot, second);
    }

    /** Reads the bucket of a second. */
    long touchBucket(int slot, long second) {
        return buckets.touch(slot, bucket(second));
    }

    /** Reads the lines of a row that every evaluation needs. */
    long touchForEvaluation(int slot) {
        return rows.get(slot, POLL_ROW_HIGH_BLOCK) ^ rows.get(slot, EVALUATION_NUMBER);
    }

    /** Reads the buckets that leave the window when it is moved to this second, if there is anything in it; the row is near. */
    long touchLeaving(int slot, long second) {
        return empty(slot) ? 0 : touchBucket(slot, second) ^ touchBucket(slot, second + WINDOW_SEC - EVALUATED_SEC);
    }

    private static int bucket(long second) {
        return BUCKETS + (int) (second % WINDOW_SEC);
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
        index.remove(index.find(rows.key(slot)));
        rows.free(slot);
    }

    boolean open(int slot) {
        return rows.get(slot, EVALUATION_NUMBER) != 0;
    }

    long eventKey(int slot) {
        return rows.get(slot, EVENT_KEY);
    }

    /** What is in the window of {@link #CHAT}, {@link #REACTIONS}, {@link #LEAVERS} or {@link #ACTIVE} users. */
    int count(int slot, int field) {
        return rows.getInt(slot, sum(field), field & 1);
    }

    private static int sum(int field) {
        return CHAT_REACTIONS - (field >> 1);
    }

    int connectedUsers(int slot) {
        return rows.getInt(slot, USERS_POLLS, 0);
    }

    void addConnected(int slot, int change) {
        rows.setInt(slot, USERS_POLLS, 0, connectedUsers(slot) + change);
    }

    /** Counts an action, and with it the user who was not among the active ones of this second (0 or 1). */
    void addAction(int slot, long second, int field, int active) {
        if (buckets.add(slot, bucket(second), field, ACTIVE, active)) {
            addToSum(slot, field, 1);
            addToSum(slot, ACTIVE, active);
        } else {
            add(slot, second, field, 1);
            add(slot, second, ACTIVE, active);
        }
    }

    /** Changes what is counted of a second. */
    void add(int slot, long second, int field, int change) {
        int word = bucket(second);
        long bucket = buckets.get(slot, word);
        int count = in(bucket, field) + change;
        if (count < 0 || count > Buckets.MAX) {
            counters[AudienceCounters.COUNTS_SATURATED]++;
            return;
        }
        buckets.set(slot, word, bucket + ((long) change << (field << FIELD_BITS)));
        addToSum(slot, field, change);
    }

    /** The other half of the word is a count that includes all buckets, so nothing is borrowed from it. */
    private void addToSum(int slot, int field, int change) {
        int word = sum(field);
        rows.setLocal(slot, word, rows.get(slot, word) + ((long) change << ((field & 1) << HALF_BITS)));
    }

    private static int in(long bucket, int field) {
        return (int) (bucket >>> (field << FIELD_BITS)) & Buckets.MAX;
    }

    /** Moves the window so that it covers (second - 60, second]. */
    void moveWindow(int slot, long second) {
        long at = rows.get(slot, WINDOW_AT);
        if (second <= at) {
            return;
        }
        if (!empty(slot)) {
            for (long s = Math.max(at + 1, second - WINDOW_SEC + 1); s <= second; s++) {
                expire(slot, bucket(s));
            }
        }
        rows.set(slot, WINDOW_AT, second);
    }

    private void expire(int slot, int word) {
        long bucket = buckets.take(slot, word);
        if (bucket != 0) {
            addToSums(slot, bucket, -1);
        }
    }

    private void addToSums(int slot, long bucket, int sign) {
        rows.setLocal(slot, CHAT_REACTIONS, rows.get(slot, CHAT_REACTIONS) + sign * halves((int) bucket));
        rows.setLocal(
                slot, LEAVERS_ACTIVE, rows.get(slot, LEAVERS_ACTIVE) + sign * halves((int) (bucket >>> Integer.SIZE)));
    }

    /** Two counts of 16 bits as the two halves of a word. */
    private static long halves(int counts) {
        return counts & Buckets.MAX | (long) (counts >>> Short.SIZE) << Integer.SIZE;
    }

    /**
     * What a count will be when the window is moved to a second, without moving it.
     *
     * @param field {@link #CHAT}, {@link #REACTIONS}, {@link #LEAVERS} or {@link #ACTIVE}.
     */
    int inWindow(int slot, long second, int field) {
        long at = rows.get(slot, WINDOW_AT);
        int count = 0;
        for (long s = Math.max(at, second) - WINDOW_SEC + 1; s <= at; s++) {
            count += in(buckets.get(slot, bucket(s)), field);
        }
        return count;
    }

    /**
     * Adds up what was counted in whole seconds, before the window is moved on to the last of them.
     *
     * @param fromSecond the first, at most {@value #WINDOW_SEC} before {@code toSecond}.
     * @param toSecond the first that does not count.
     * @param counts receives a sum each of {@link #CHAT}, {@link #REACTIONS}, {@link #LEAVERS} and {@link #ACTIVE} at its number.
     */
    void countSeconds(int slot, long fromSecond, long toSecond, int[] counts) {
        Arrays.fill(counts, 0);
        if (empty(slot)) {
            return;
        }
        long at = rows.get(slot, WINDOW_AT);
        for (long s = Math.max(fromSecond, at - WINDOW_SEC + 1); s < toSecond && s <= at; s++) {
            long bucket = buckets.get(slot, bucket(s));
            for (int field = 0; field < counts.length; field++) {
                counts[field] += in(bucket, field);
            }
        }
    }

    /** Makes an open session a shell: every word but the key and the connected users is zero. */
    void makeShell(int slot) {
        int connected = connectedUsers(slot);
        for (int word = 1; word < BUCKETS; word++) {
            rows.set(slot, word, 0);
        }
        buckets.clear(slot);
        rows.setLocal(slot, CHAT_REACTIONS, 0);
        rows.setLocal(slot, LEAVERS_ACTIVE, 0);
        rows.setLocal(slot, POLL_ROW_HIGH_BLOCK, 0);
        rows.setInt(slot, USERS_POLLS, 0, connected);
    }

    /** Key of the active poll, 0 = none. */
    long activePoll(int slot) {
        return rows.get(slot, ACTIVE_POLL);
    }

    /** Row of the active poll, {@link RowTable#NONE} = none. */
    int activePollRow(int slot) {
        return rows.getInt(slot, POLL_ROW_HIGH_BLOCK, 0) - 1;
    }

    /** Makes a poll the active one; key 0 and {@link RowTable#NONE} for none. */
    void activePoll(int slot, long key, int poll) {
        rows.set(slot, ACTIVE_POLL, key);
        rows.setLocalInt(slot, POLL_ROW_HIGH_BLOCK, 0, poll + 1);
    }

    /** First of the session's polls (slot + 1, 0 = none). */
    int pollsHead(int slot) {
        return rows.getInt(slot, POLLS_HEAD_USER_ROWS, 0);
    }

    void pollsHead(int slot, int head) {
        rows.setLocalInt(slot, POLLS_HEAD_USER_ROWS, 0, head);
    }

    /** Rows of users that belong to the session. */
    int userRows(int slot) {
        return rows.getInt(slot, POLLS_HEAD_USER_ROWS, 1);
    }

    void countUserRow(int slot, int change) {
        rows.setLocalInt(slot, POLLS_HEAD_USER_ROWS, 1, userRows(slot) + change);
    }

    /** What the rows of its users add to the hash. */
    long usersHash(int slot) {
        return rows.get(slot, USERS_HASH);
    }

    void addUsersHash(int slot, long change) {
        rows.setLocal(slot, USERS_HASH, rows.get(slot, USERS_HASH) + change);
    }

    /** Which of the sessions that had this slot one after the other this is, in a circle. */
    int generation(int slot) {
        return generations[slot] & 0xff;
    }

    /** Makes all rows of the session's users strangers to it; true if the circle is closed: {@link #firstGeneration} must follow. */
    boolean disownUsers(int slot) {
        rows.setLocal(slot, USERS_HASH, 0);
        countUserRow(slot, -userRows(slot));
        return ++generations[slot] == NO_GENERATION;
    }

    /** Begins the circle of generations again, when no row of an older one is left. */
    void firstGeneration(int slot) {
        generations[slot] = 0;
    }

    /** Puts a restored row back: into the index, with its sums. */
    void restore(int slot) {
        index.put(rows.key(slot), slot);
        for (int word = BUCKETS; word < HASHED_WORDS; word++) {
            addToSums(slot, buckets.get(slot, word), 1);
        }
    }
}
