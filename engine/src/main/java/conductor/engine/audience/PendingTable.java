package conductor.engine.audience;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.TimerKind;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;

/**
 * The one decision of a session that is not finished, at the session's slot: what it is, what it waits for, and everything
 * that its later records repeat.
 *
 * <pre>
 *   0 key   1 decision number   2 anomaly number   3 state | failure seen   4 due ms   5 timer number   6 armed ms
 *   7 intervention number   8 class, rule, severity, category, arm, context (a byte each)   9 score | expected   10 A | chat
 *   11 reactions | active   12 total | leavers   13 participation   14 leave rate   15 explanation length
 *   16..44 explanation bytes
 * </pre>
 */
final class PendingTable {
    private static final int DECISION = 1;
    private static final int ANOMALY = 2;
    private static final int STATE_FAILURE = 3;
    private static final int DUE = 4;
    private static final int NUMBER = 5;
    private static final int ARMED = 6;
    private static final int INTERVENTION = 7;
    private static final int LABELS = 8;
    private static final int FIGURES = 9;
    private static final int PAYLOAD_LENGTH = 15;
    private static final int PAYLOAD = 16;
    private static final int PAYLOAD_WORDS = 29;
    static final int HASHED_WORDS = PAYLOAD + PAYLOAD_WORDS;
    private static final int TABLE_ID = 7;

    final RowTable rows;
    private final KeyIndex byIntervention = new KeyIndex();

    PendingTable(int capacity) {
        this.rows = new RowTable(capacity, HASHED_WORDS, 0, TABLE_ID);
    }

    boolean pending(int slot) {
        return rows.key(slot) != 0;
    }

    /** Keeps what a record says as the pending decision of its session. */
    void keep(int slot, Decision d, int context) {
        rows.claim(slot, d.subjectKey);
        rows.set(slot, DECISION, d.decisionSeq);
        rows.set(slot, ANOMALY, d.anomalySeq);
        rows.set(
                slot,
                LABELS,
                d.anomalyClass
                        | (long) d.rule << 8
                        | (long) d.severity << 16
                        | (long) d.category << 24
                        | (long) d.arm << 32
                        | (long) context << 40);
        rows.set(slot, FIGURES, pack(d.scorePpm, d.expectedPpm));
        rows.set(slot, FIGURES + 1, pack(d.anomalyScorePpm, d.chatCount));
        rows.set(slot, FIGURES + 2, pack(d.reactionCount, d.activeUsers));
        rows.set(slot, FIGURES + 3, pack(d.totalUsers, d.leavers));
        rows.set(slot, FIGURES + 4, d.participationPpm);
        rows.set(slot, FIGURES + 5, d.leaveRatePpm);
        keepPayload(slot, d);
        update(slot, d.state, 0);
    }

    private void keepPayload(int slot, Decision d) {
        rows.set(slot, PAYLOAD_LENGTH, d.payloadLength);
        for (int i = 0; i < PAYLOAD_WORDS; i++) {
            rows.set(slot, PAYLOAD + i, d.payload.getLong(i * Long.BYTES));
        }
    }

    /** Keeps a payload that was changed since. */
    void update(int slot, Decision d) {
        keepPayload(slot, d);
        update(slot, d.state, 0);
    }

    private void update(int slot, int state, int failureSeen) {
        rows.set(slot, STATE_FAILURE, pack(state, failureSeen));
    }

    /** Fills a record with what is kept. */
    void recall(int slot, Decision d) {
        d.decisionSeq = rows.get(slot, DECISION);
        d.anomalySeq = rows.get(slot, ANOMALY);
        long labels = rows.get(slot, LABELS);
        d.anomalyClass = (int) labels & 0xff;
        d.rule = (int) (labels >>> 8) & 0xff;
        d.severity = (int) (labels >>> 16) & 0xff;
        d.category = (int) (labels >>> 24) & 0xff;
        d.arm = (int) (labels >>> 32) & 0xff;
        d.scorePpm = rows.getInt(slot, FIGURES, 0);
        d.expectedPpm = rows.getInt(slot, FIGURES, 1);
        d.anomalyScorePpm = rows.getInt(slot, FIGURES + 1, 0);
        d.chatCount = rows.getInt(slot, FIGURES + 1, 1);
        d.reactionCount = rows.getInt(slot, FIGURES + 2, 0);
        d.activeUsers = rows.getInt(slot, FIGURES + 2, 1);
        d.totalUsers = rows.getInt(slot, FIGURES + 3, 0);
        d.leavers = rows.getInt(slot, FIGURES + 3, 1);
        d.participationPpm = (int) rows.get(slot, FIGURES + 4);
        d.leaveRatePpm = rows.get(slot, FIGURES + 5);
        d.previous = state(slot);
        d.payloadLength = (int) rows.get(slot, PAYLOAD_LENGTH);
        for (int i = 0; i < PAYLOAD_WORDS; i++) {
            d.payload.putLong(i * Long.BYTES, rows.get(slot, PAYLOAD + i));
        }
    }

    /** The context in which the arm was chosen. */
    int context(int slot) {
        return (int) (rows.get(slot, LABELS) >>> 40) & 0xff;
    }

    int arm(int slot) {
        return (int) (rows.get(slot, LABELS) >>> 32) & 0xff;
    }

    int state(int slot) {
        return rows.getInt(slot, STATE_FAILURE, 0);
    }

    boolean failureSeen(int slot) {
        return rows.getInt(slot, STATE_FAILURE, 1) != 0;
    }

    void noteFailure(int slot) {
        rows.setInt(slot, STATE_FAILURE, 1, 1);
    }

    long decisionSeq(int slot) {
        return rows.get(slot, DECISION);
    }

    void timer(int slot, long dueMs, long number, long armedMs) {
        rows.set(slot, DUE, dueMs);
        rows.set(slot, NUMBER, number);
        rows.set(slot, ARMED, armedMs);
    }

    long dueMs(int slot) {
        return rows.get(slot, DUE);
    }

    long timerNumber(int slot) {
        return rows.get(slot, NUMBER);
    }

    /** What the timer is: a proposal waits for a verdict, a publication for outcomes. */
    int timerKind(int slot) {
        return state(slot) == DecisionState.PROPOSED ? TimerKind.APPROVAL_DEADLINE : TimerKind.OUTCOME_WINDOW;
    }

    long armedMs(int slot) {
        return rows.get(slot, ARMED);
    }

    void intervention(int slot, long interventionSeq) {
        rows.set(slot, INTERVENTION, interventionSeq);
        byIntervention.put(interventionSeq, slot);
    }

    /** The session whose pending decision was published under this number, or {@link RowTable#NONE}. */
    int slotOfIntervention(long interventionSeq) {
        return interventionSeq == 0 ? RowTable.NONE : byIntervention.get(interventionSeq);
    }

    void clear(int slot) {
        long interventionSeq = rows.get(slot, INTERVENTION);
        if (interventionSeq != 0) {
            byIntervention.remove(interventionSeq);
        }
        rows.clear(slot);
    }

    /** Puts a restored row back into the index. */
    void relink(int slot) {
        long interventionSeq = rows.get(slot, INTERVENTION);
        if (interventionSeq != 0) {
            byIntervention.put(interventionSeq, slot);
        }
    }

    private static long pack(int low, int high) {
        return (low & 0xffffffffL) | ((long) high << 32);
    }
}
