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
 *   sessions:  0 key   1 evaluations so far | what {@link SourceWatch} notes   2 which scores were HIGH, a bit each, the last one lowest
 *              3 how rare the last evaluation was | the score that was expected of it   4.. {@link SessionDetector}'s words
 *              local: slot of the pool
 *   pools:     0 key   1 sessions   2.. {@link SessionDetector}'s words of an event
 * </pre>
 */
final class CountTable {
    private static final int EVALUATIONS = 1;
    private static final int HIGHS = 2;
    private static final int LAST = 3;
    private static final int DETECTOR = 4;
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

    /** Reads what an evaluation needs of a session. */
    long touch(int slot) {
        return rows.get(slot, POOL_SLOT) ^ rows.get(slot, DETECTOR + SessionDetector.WORDS / 2);
    }

    /** Reads what it needs of its event; the session's row is near. */
    long touchPool(int slot) {
        return pools.get(poolSlot(slot), POOL);
    }

    /** Notes an evaluation: its score, the expected one, and how rare what was counted is, all in millionths. */
    void evaluated(int slot, int scorePpm, int expectedPpm, int rarityPpm) {
        rows.set(slot, HIGHS, rows.get(slot, HIGHS) << 1 | (scorePpm >= ScoreV1.HIGH_PPM ? 1 : 0));
        rows.set(slot, LAST, rarityPpm | (long) expectedPpm << 32);
        rows.setInt(slot, EVALUATIONS, 0, evaluations(slot) + 1);
    }

    /** Evaluations of the session so far. */
    int evaluations(int slot) {
        return rows.getInt(slot, EVALUATIONS, 0);
    }

    /** How rare the last evaluation was, in millionths of {@link SessionDetector#severity}. */
    int rarityPpm(int slot) {
        return rows.getInt(slot, LAST, 0);
    }

    /** The score that was expected of the last evaluation. */
    int expectedPpm(int slot) {
        return rows.getInt(slot, LAST, 1);
    }

    int watched(int slot) {
        return rows.getInt(slot, EVALUATIONS, 1);
    }

    void watched(int slot, int note) {
        rows.setInt(slot, EVALUATIONS, 1, note);
    }

    boolean highAgo(int slot, int ago) {
        return (rows.get(slot, HIGHS) >>> (ago - 1) & 1) != 0;
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
