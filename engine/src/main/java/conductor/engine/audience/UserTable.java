package conductor.engine.audience;

import conductor.engine.state.Hashing;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;

/**
 * Users of sessions: who is connected, who acted, who left. One row a (session, user) pair:
 *
 * <pre>
 *   0 key of the pair
 *   1 second of the last action | second of the last leave (0 = none)
 *   2 connections               | second at which the row was queued (0 = not queued)
 *   local: previous | next of the session, next in queue (slot + 1, 0 = none)
 * </pre>
 *
 * A session's rows form a list, so that closing it finds them. Those that acted or left also stand in the session's queue; an
 * evaluation takes rows from its head once a minute has passed and frees the ones with no connection and nothing in the window.
 */
final class UserTable {
    static final int MAX_CONNECTIONS = 16;

    private static final int SECONDS = 1;
    private static final int CONNECTIONS_QUEUED = 2;
    static final int HASHED_WORDS = 3;
    private static final int LIST = -1;
    private static final int QUEUE_NEXT = -2;
    private static final int TABLE_ID = 2;

    final RowTable rows;
    private final KeyIndex index = new KeyIndex();
    private final SessionTable sessions;

    UserTable(int capacity, SessionTable sessions) {
        this.rows = new RowTable(capacity, HASHED_WORDS, 2, TABLE_ID);
        this.sessions = sessions;
    }

    static long key(long sessionKey, long userKey) {
        return Hashing.pair(sessionKey, userKey);
    }

    int slotOf(long key) {
        return index.get(key);
    }

    /** Reads the place of a key in the index; see {@link AudienceScoring#lookAhead}. */
    long touchIndex(long key) {
        return index.touch(key);
    }

    /** Reads a row. */
    long touchRow(int user) {
        return rows.get(user, SECONDS) ^ rows.get(user, QUEUE_NEXT);
    }

    /** Reads what an action of the user takes back: the bucket of the last one. */
    long touchLastAction(int sessionSlot, int user) {
        return sessions.touchBucket(sessionSlot, rows.getInt(user, SECONDS, 0) & 0xffffffffL);
    }

    /** Reads the row at the head of a session's queue, if there is one. */
    long touchQueueHead(int sessionSlot) {
        int user = queueHead(sessionSlot);
        return user == RowTable.NONE ? 0 : touchRow(user);
    }

    /** Whether a row for this key exists or can be made. */
    boolean hasRoomFor(long key) {
        return !rows.full() || index.get(key) != RowTable.NONE;
    }

    /** The row of a user, made if needed; there must be room. */
    int ensure(int sessionSlot, long key) {
        int user = index.get(key);
        if (user == RowTable.NONE) {
            user = rows.allocate(key);
            index.put(key, user);
            link(sessionSlot, user);
        }
        return user;
    }

    int connections(int user) {
        return rows.getInt(user, CONNECTIONS_QUEUED, 0);
    }

    /** One more connection; returns true when it is the first. A user has at most {@link #MAX_CONNECTIONS}. */
    boolean connect(int sessionSlot, int user) {
        int connections = connections(user);
        if (connections < MAX_CONNECTIONS) {
            rows.setInt(user, CONNECTIONS_QUEUED, 0, connections + 1);
        }
        if (connections == 0) {
            sessions.addConnected(sessionSlot, 1);
            return true;
        }
        return false;
    }

    /** One connection less (there must be one); returns true when it was the last. */
    boolean disconnect(int sessionSlot, int user) {
        int connections = connections(user) - 1;
        rows.setInt(user, CONNECTIONS_QUEUED, 0, connections);
        if (connections == 0) {
            sessions.addConnected(sessionSlot, -1);
            return true;
        }
        return false;
    }

    /** Counts an action of the user at a second to which the window has been moved. */
    void act(int sessionSlot, int user, long second) {
        long last = rows.getInt(user, SECONDS, 0) & 0xffffffffL;
        if (last != second) {
            if (last > second - SessionTable.WINDOW_SEC) {
                sessions.countActive(sessionSlot, last, -1);
            }
            sessions.countActive(sessionSlot, second, 1);
            rows.setInt(user, SECONDS, 0, (int) second);
        }
        enqueue(sessionSlot, user, second);
    }

    /** Counts the user among the leavers of this second. */
    void leave(int sessionSlot, int user, long second) {
        withdrawLeave(sessionSlot, user, second);
        sessions.countLeaver(sessionSlot, second, 1);
        rows.setInt(user, SECONDS, 1, (int) second);
        enqueue(sessionSlot, user, second);
    }

    /** Takes back a leave that is still inside the window: who is back has not left. */
    void withdrawLeave(int sessionSlot, int user, long second) {
        long left = rows.getInt(user, SECONDS, 1) & 0xffffffffL;
        if (left != 0) {
            if (left > second - SessionTable.WINDOW_SEC) {
                sessions.countLeaver(sessionSlot, left, -1);
            }
            rows.setInt(user, SECONDS, 1, 0);
        }
    }

    /** Frees the rows of a session that have no connection and nothing inside the window at this second. */
    void reclaim(int sessionSlot, long second) {
        long windowStart = second - SessionTable.WINDOW_SEC;
        int user = queueHead(sessionSlot);
        while (user != RowTable.NONE && queuedAt(user) <= windowStart) {
            popQueue(sessionSlot, user);
            if (lastTouch(user) > windowStart) {
                enqueue(sessionSlot, user, second);
            } else if (connections(user) == 0) {
                free(sessionSlot, user);
            }
            user = queueHead(sessionSlot);
        }
    }

    /** After a session closed: frees the users who are not connected and forgets what the others did. */
    void keepConnected(int sessionSlot) {
        clearQueue(sessionSlot);
        int user = listHead(sessionSlot);
        while (user != RowTable.NONE) {
            int next = rows.getInt(user, LIST, 1) - 1;
            rows.setInt(user, CONNECTIONS_QUEUED, 1, 0);
            rows.set(user, SECONDS, 0);
            if (connections(user) == 0) {
                free(sessionSlot, user);
            }
            user = next;
        }
    }

    /** Frees every row of a session. */
    void freeAll(int sessionSlot) {
        clearQueue(sessionSlot);
        int user = listHead(sessionSlot);
        while (user != RowTable.NONE) {
            int next = rows.getInt(user, LIST, 1) - 1;
            free(sessionSlot, user);
            user = next;
        }
    }

    void free(int sessionSlot, int user) {
        int previous = rows.getInt(user, LIST, 0) - 1;
        int next = rows.getInt(user, LIST, 1) - 1;
        if (previous == RowTable.NONE) {
            sessions.rows.setLocalInt(sessionSlot, SessionTable.USERS_HEAD_QUEUE_HEAD, 0, next + 1);
        } else {
            rows.setLocalInt(previous, LIST, 1, next + 1);
        }
        if (next != RowTable.NONE) {
            rows.setLocalInt(next, LIST, 0, previous + 1);
        }
        index.remove(rows.key(user));
        rows.free(user);
    }

    int listHead(int sessionSlot) {
        return sessions.rows.getInt(sessionSlot, SessionTable.USERS_HEAD_QUEUE_HEAD, 0) - 1;
    }

    int listNext(int user) {
        return rows.getInt(user, LIST, 1) - 1;
    }

    int queueHead(int sessionSlot) {
        return sessions.rows.getInt(sessionSlot, SessionTable.USERS_HEAD_QUEUE_HEAD, 1) - 1;
    }

    int queueNext(int user) {
        return (int) rows.get(user, QUEUE_NEXT) - 1;
    }

    boolean queued(int user) {
        return rows.getInt(user, CONNECTIONS_QUEUED, 1) != 0;
    }

    /** Puts a restored row back: into the index, the session's list and, when it says so, the queue. */
    void relink(int sessionSlot, int user) {
        index.put(rows.key(user), user);
        link(sessionSlot, user);
        if (queued(user)) {
            appendToQueue(sessionSlot, user);
        }
    }

    private void link(int sessionSlot, int user) {
        int head = listHead(sessionSlot);
        rows.setLocalInt(user, LIST, 1, head + 1);
        if (head != RowTable.NONE) {
            rows.setLocalInt(head, LIST, 0, user + 1);
        }
        sessions.rows.setLocalInt(sessionSlot, SessionTable.USERS_HEAD_QUEUE_HEAD, 0, user + 1);
    }

    private void enqueue(int sessionSlot, int user, long second) {
        if (!queued(user)) {
            rows.setInt(user, CONNECTIONS_QUEUED, 1, (int) second);
            appendToQueue(sessionSlot, user);
        }
    }

    private void appendToQueue(int sessionSlot, int user) {
        int tail = sessions.rows.getInt(sessionSlot, SessionTable.QUEUE_TAIL_POLLS_HEAD, 0) - 1;
        if (tail == RowTable.NONE) {
            sessions.rows.setLocalInt(sessionSlot, SessionTable.USERS_HEAD_QUEUE_HEAD, 1, user + 1);
        } else {
            rows.setLocal(tail, QUEUE_NEXT, user + 1);
        }
        sessions.rows.setLocalInt(sessionSlot, SessionTable.QUEUE_TAIL_POLLS_HEAD, 0, user + 1);
    }

    private void popQueue(int sessionSlot, int user) {
        int next = queueNext(user);
        sessions.rows.setLocalInt(sessionSlot, SessionTable.USERS_HEAD_QUEUE_HEAD, 1, next + 1);
        if (next == RowTable.NONE) {
            sessions.rows.setLocalInt(sessionSlot, SessionTable.QUEUE_TAIL_POLLS_HEAD, 0, 0);
        }
        rows.setLocal(user, QUEUE_NEXT, 0);
        rows.setInt(user, CONNECTIONS_QUEUED, 1, 0);
    }

    private void clearQueue(int sessionSlot) {
        int user = queueHead(sessionSlot);
        while (user != RowTable.NONE) {
            popQueue(sessionSlot, user);
            user = queueHead(sessionSlot);
        }
    }

    private long queuedAt(int user) {
        return rows.getInt(user, CONNECTIONS_QUEUED, 1) & 0xffffffffL;
    }

    private long lastTouch(int user) {
        long seconds = rows.get(user, SECONDS);
        return Math.max(seconds & 0xffffffffL, seconds >>> 32);
    }
}
