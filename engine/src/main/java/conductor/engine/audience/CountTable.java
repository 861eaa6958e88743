package conductor.engine.audience;

import conductor.engine.detect.SessionDetector;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;

/**
 * What detector v2 remembers: of each open session, at its slot, and of each event that has one, what its sessions teach each other. A session whose
 * event is not known has a pool to itself, under its own key. There are never more pools than sessions, so neither table is ever full before
 * that of the sessions is.
 *
 * <pre>
 *   sessions:  0 key   1.. {@link SessionDetector}'s words    local: slot of the pool
 *   pools:     0 key   1 sessions   2.. {@link SessionDetector}'s words of an event
 * </pre>
 */
final class CountTable {
    private static final int DETECTOR = 1;
    private static final int SESSIONS = 1;
    private static final int POOL = 2;
    private static final int POOL_SLOT = -1;
    private static final int SESSIONS_TABLE_ID = 16;
    private static final int POOLS_TABLE_ID = 17;

    final RowTable rows;
    final RowTable pools;
    private final KeyIndex index = new KeyIndex();

    /** The words of the session that was taken up last, and of its event. */
    final long[] session = new long[SessionDetector.WORDS];

    final long[] pool = new long[SessionDetector.POOL_WORDS];

    CountTable(int sessionsMax) {
        this.rows = new RowTable(sessionsMax, DETECTOR + SessionDetector.WORDS, 1, SESSIONS_TABLE_ID);
        this.pools = new RowTable(sessionsMax, POOL + SessionDetector.POOL_WORDS, 0, POOLS_TABLE_ID);
    }

    void open(int slot, long sessionKey, long eventKey) {
        rows.claim(slot, sessionKey);
        SessionDetector.begin(session, 0);
        rows.copyIn(slot, DETECTOR, session);
        join(slot, poolKey(sessionKey, eventKey));
    }

    /** The session is of another event than before. */
    void move(int slot, long eventKey) {
        leave(slot);
        join(slot, poolKey(rows.key(slot), eventKey));
    }

    void close(int slot) {
        leave(slot);
        rows.clear(slot);
    }

    /** Copies the words of a session and of its event into {@link #session} and {@link #pool}. */
    void takeUp(int slot) {
        rows.copyOut(slot, DETECTOR, session);
        pools.copyOut(poolSlot(slot), POOL, pool);
    }

    /** Writes them back. */
    void layDown(int slot) {
        rows.copyIn(slot, DETECTOR, session);
        pools.copyIn(poolSlot(slot), POOL, pool);
    }

    /** Reads what an evaluation needs. */
    long touch(int slot) {
        return rows.get(slot, DETECTOR) ^ pools.get(poolSlot(slot), POOL);
    }

    /** Puts a restored pool back into the index. */
    void relinkPool(int slot) {
        index.put(pools.key(slot), slot);
    }

    /** Finds the pool of a restored session. */
    void relink(int slot, long eventKey) {
        rows.setLocal(slot, POOL_SLOT, index.get(poolKey(rows.key(slot), eventKey)));
    }

    long hash() {
        return rows.hash() + pools.hash();
    }

    long recomputeHash() {
        return rows.recomputeHash() + pools.recomputeHash();
    }

    private static long poolKey(long sessionKey, long eventKey) {
        return eventKey == 0 ? sessionKey : eventKey;
    }

    private int poolSlot(int slot) {
        return (int) rows.get(slot, POOL_SLOT);
    }

    private void join(int slot, long key) {
        int found = index.get(key);
        if (found == RowTable.NONE) {
            found = pools.allocate(key);
            index.put(key, found);
            SessionDetector.beginPool(pool, 0);
            pools.copyIn(found, POOL, pool);
        }
        pools.set(found, SESSIONS, pools.get(found, SESSIONS) + 1);
        rows.setLocal(slot, POOL_SLOT, found);
    }

    private void leave(int slot) {
        int found = poolSlot(slot);
        long left = pools.get(found, SESSIONS) - 1;
        if (left > 0) {
            pools.set(found, SESSIONS, left);
        } else {
            index.remove(pools.key(found));
            pools.free(found);
        }
    }
}
