package conductor.engine.audience;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.state.RowTable;
import conductor.engine.state.SparseWords;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What decisioning remembers of an open session, at the slot that scoring gave it:
 *
 * <pre>
 *   0 key   1 event key   2 agent status | anomalies so far   3 publications so far
 *   far, and only where one of them is needed:
 *   4..8    times of the last 5 publications (ring)            9..12 last publication of each arm
 *   13      template draws, one byte a set (below)            14 mode of its own + 1, 0 = none
 *   15      number of the pending decision                    16..19 numbers of decisions that wait to be measured
 * </pre>
 */
final class AgentTable {
    /** Publications whose times are kept: as many as the burst limit counts. */
    static final int TIMES = 5;

    private static final int EVENT_KEY = 1;
    private static final int STATUS_ANOMALIES = 2;
    private static final int PUBLICATIONS = 3;
    private static final int TIME = 4;
    private static final int ARM_TIME = 9;
    private static final int DRAWS = 13;
    private static final int OWN_MODE = 14;
    private static final int PENDING = 15;
    private static final int MEASURED = 16;
    /** A publication is measured within 70 s and the next may come after 30: three at once, one to spare. */
    static final int MEASURED_MAX = 4;

    static final int HASHED_WORDS = MEASURED + MEASURED_MAX;
    private static final int BLOCK = -1;
    private static final int LOCAL_WORDS = 1;
    private static final int TABLE_ID = 6;
    /** Sets 1 to 3 are the polls (by class, see {@link #pollSet}), the broadcasts of class 1 to 4 follow. */
    private static final int BROADCAST_SETS = 3;

    /** Multiple of every set size (3 and 4), so that a wrapped counter draws on in turn. */
    private static final int DRAW_MODULUS = 240;

    final RowTable rows;
    private final SparseWords far;

    AgentTable(int capacity) {
        this.rows = new RowTable(capacity, HASHED_WORDS, TIME, LOCAL_WORDS, TABLE_ID);
        this.far = SparseWords.of(rows, BLOCK);
    }

    /** Slots of all sessions in the order of their keys: that of the slots depends on what was opened and restored before, and decides nothing. */
    int[] slotsByKey() {
        return IntStream.range(0, rows.slotsEnd())
                .filter(slot -> rows.key(slot) != 0)
                .boxed()
                .sorted(Comparator.comparingLong(rows::key))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    long eventKey(int slot) {
        return rows.get(slot, EVENT_KEY);
    }

    void eventKey(int slot, long key) {
        rows.set(slot, EVENT_KEY, key);
    }

    int status(int slot) {
        return rows.getInt(slot, STATUS_ANOMALIES, 0);
    }

    void status(int slot, int status) {
        rows.setInt(slot, STATUS_ANOMALIES, 0, status);
    }

    /** Mode of the session alone + 1, 0 = that of its event. */
    int ownMode(int slot) {
        return (int) far.get(slot, OWN_MODE);
    }

    void ownMode(int slot, int modePlusOne) {
        far.set(slot, OWN_MODE, modePlusOne);
    }

    /** Number of the decision that is proposed, approved or published, 0 = none. */
    long pending(int slot) {
        return far.get(slot, PENDING);
    }

    void pending(int slot, long decisionSeq) {
        far.set(slot, PENDING, decisionSeq);
    }

    /** Number of a decision that waits to be measured, 0 = none at this place. */
    long measured(int slot, int place) {
        return far.get(slot, MEASURED + place);
    }

    /** Puts the number {@code to} (0 = none) where {@code from} (0 = the first free place) is. */
    void replaceMeasured(int slot, long from, long to) {
        int place = 0;
        while (far.get(slot, MEASURED + place) != from) {
            if (++place == MEASURED_MAX) {
                throw new IllegalStateException("no place for decision " + to + " in place of " + from);
            }
        }
        far.set(slot, MEASURED + place, to);
    }

    /** Counts an anomaly of the session. */
    void countAnomaly(int slot) {
        rows.setInt(slot, STATUS_ANOMALIES, 1, rows.getInt(slot, STATUS_ANOMALIES, 1) + 1);
    }

    /** Number of the session's last anomaly, from 1. */
    int anomalies(int slot) {
        return rows.getInt(slot, STATUS_ANOMALIES, 1);
    }

    /** Publications of the session younger than {@code windowMs}, at most {@link #TIMES}. */
    int published(int slot, long nowMs, long windowMs) {
        long publications = rows.get(slot, PUBLICATIONS);
        int count = 0;
        for (int i = 0; i < Math.min(publications, TIMES); i++) {
            if (nowMs - far.get(slot, TIME + i) < windowMs) {
                count++;
            }
        }
        return count;
    }

    /** Time of the {@code nth} last publication, from 1 to {@link #TIMES}; there must be that many. */
    long publishedMs(int slot, int nth) {
        return far.get(slot, TIME + (int) ((rows.get(slot, PUBLICATIONS) - nth) % TIMES));
    }

    /** When an arm was last published, 0 = never. */
    long armPublishedMs(int slot, int arm) {
        return far.get(slot, ARM_TIME + arm - 1);
    }

    void publish(int slot, int arm, long nowMs) {
        long publications = rows.get(slot, PUBLICATIONS);
        far.set(slot, TIME + (int) (publications % TIMES), nowMs);
        rows.set(slot, PUBLICATIONS, publications + 1);
        far.set(slot, ARM_TIME + arm - 1, nowMs);
    }

    /** The next draw from the template set of an arm and class, counted from 0. */
    int drawTemplate(int slot, int arm, int anomalyClass) {
        if (arm != Arm.POLL && arm != Arm.BROADCAST) {
            return 0;
        }
        int set = arm == Arm.POLL ? pollSet(anomalyClass) : BROADCAST_SETS + anomalyClass;
        long draws = far.get(slot, DRAWS);
        int draw = (int) (draws >>> (set * 8)) & 0xff;
        long next = (draw + 1) % DRAW_MODULUS;
        far.set(slot, DRAWS, (draws & ~(0xffL << (set * 8))) | next << (set * 8));
        return draw;
    }

    /** Sudden drop and mass exit draw from the same set of polls (audience.md 7.1): 1 to 3. */
    private static int pollSet(int anomalyClass) {
        return (anomalyClass == AnomalyClass.MASS_EXIT ? AnomalyClass.SUDDEN_DROP : anomalyClass) - 1;
    }
}
