package conductor.engine.audience;

import conductor.engine.detect.AlarmLevel;
import conductor.engine.detect.FalseShare;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;

/**
 * Keeps the share of false alarms small that the organiser of an event sees over all of its sessions ({@link FalseShare}): each session has its
 * own wanted rate, but a thousand sessions at a tenth an hour would be a hundred false alarms an hour. A row for each event that has an open
 * session; a session whose event is not known has its own rate alone.
 *
 * <pre>
 *   0 key   1 sessions   2 alarms, decayed (double)   3 until when they are   4 alarms that were withheld
 * </pre>
 */
final class AlarmBudget {
    private static final int SESSIONS = 1;
    private static final int ALARMS = 2;
    private static final int AT = 3;
    private static final int WITHHELD = 4;
    private static final int HASHED_WORDS = 5;
    private static final int TABLE_ID = 19;
    private static final double MILLION = 1e6;

    /** Never more rows than there are sessions, so it is never full. */
    final RowTable rows;

    private final KeyIndex index = new KeyIndex();
    private final double share;

    AlarmBudget(int sessionsMax, int falseSharePpm) {
        this.rows = new RowTable(sessionsMax, HASHED_WORDS, 0, TABLE_ID);
        this.share = falseSharePpm / MILLION;
    }

    /** A session more; 0 = its event is not known. */
    void join(long eventKey) {
        if (eventKey == 0) {
            return;
        }
        int slot = index.get(eventKey);
        if (slot == RowTable.NONE) {
            slot = rows.allocate(eventKey);
            index.put(eventKey, slot);
        }
        rows.set(slot, SESSIONS, rows.get(slot, SESSIONS) + 1);
    }

    /** A session less; what is known of the event goes with the last one. */
    void leave(long eventKey) {
        if (eventKey == 0) {
            return;
        }
        int slot = index.get(eventKey);
        long left = rows.get(slot, SESSIONS) - 1;
        if (left > 0) {
            rows.set(slot, SESSIONS, left);
        } else {
            index.remove(eventKey);
            rows.free(slot);
        }
    }

    /**
     * Begins an alarm of a session if it is rare enough for that.
     *
     * @param ratePpm the rate that each session of the event may have by itself, in millionths.
     * @param rarityPpm how rare it is; at least as rare as that rate asks for.
     * @return whether there is an alarm.
     */
    boolean spend(long eventKey, long nowMs, int ratePpm, int rarityPpm) {
        int slot = index.get(eventKey);
        if (slot == RowTable.NONE) {
            return true;
        }
        if (rarityPpm < levelPpm(slot, nowMs, ratePpm)) {
            return false;
        }
        rows.set(slot, ALARMS, Double.doubleToRawLongBits(alarms(slot, nowMs) + 1));
        rows.set(slot, AT, nowMs);
        return true;
    }

    /** The rarity at which an alarm of one of the event's sessions begins now, in millionths. */
    int levelPpm(long eventKey, long nowMs, int ratePpm) {
        int slot = index.get(eventKey);
        return slot == RowTable.NONE ? AlarmLevel.ppm(ratePpm / MILLION) : levelPpm(slot, nowMs, ratePpm);
    }

    private int levelPpm(int slot, long nowMs, int ratePpm) {
        double own = ratePpm / MILLION;
        double room = FalseShare.falseAlarmsPerHour(share, own, alarms(slot, nowMs)) / rows.get(slot, SESSIONS);
        return AlarmLevel.ppm(share < 1 && room < own ? room : own);
    }

    private double alarms(int slot, long nowMs) {
        return FalseShare.remembered(Double.longBitsToDouble(rows.get(slot, ALARMS)), nowMs - rows.get(slot, AT));
    }

    void countWithheld(long eventKey) {
        int slot = index.get(eventKey);
        rows.set(slot, WITHHELD, rows.get(slot, WITHHELD) + 1);
    }

    /** Alarms of an event that were withheld since its first open session opened. */
    long withheld(long eventKey) {
        int slot = index.get(eventKey);
        return slot == RowTable.NONE ? 0 : rows.get(slot, WITHHELD);
    }

    /** Puts a restored row back into the index. */
    void relink(int slot) {
        index.put(rows.key(slot), slot);
    }
}
