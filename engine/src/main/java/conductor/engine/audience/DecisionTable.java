package conductor.engine.audience;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;

/**
 * The decisions that are open, from their proposal until they are measured: what each is, what it waits for, and everything that its
 * later records repeat. A row is made with the decision and freed at its end.
 *
 * <pre>
 *   0 key: decision number   1 anomaly number   2 session key   3 state | flags   4 due ms   5 timer number   6 armed ms
 *   7 intervention number    8 class, rule, severity, category, arm, context, timer kind (a byte each)
 *   9 score | expected  10 A | chat  11 reactions | active  12 total | leavers  13 participation  14 leave rate
 *   15 decided ms  16 published ms  17 executed ms  18 score | users at publication  19 cost in micro-dollars
 *   20..49 explanation bytes          local: slot of the session
 * </pre>
 */
final class DecisionTable {
    /** The platform said that it failed; a success may still come. */
    static final int FAILURE_SEEN = 1;
    /** Another intervention of the session fell into the time of this one. */
    static final int OVERLAP = 1 << 1;
    /** It could have been withheld as a control. */
    static final int COULD_BE_WITHHELD = 1 << 2;
    /** Nobody said that it was carried out. */
    static final int ASSUMED = 1 << 3;
    /** A person asked for it. */
    static final int MANUAL = 1 << 4;
    /** It is withheld as a control. */
    static final int CONTROL = 1 << 5;
    /** It was approved by rule or confidence, not by a person. */
    static final int AUTOMATIC = 1 << 6;
    /** Whoever makes content has answered. */
    static final int CONTENT_ANSWERED = 1 << 7;

    private static final int ANOMALY = 1;
    private static final int SESSION = 2;
    private static final int STATE_FLAGS = 3;
    private static final int DUE = 4;
    private static final int NUMBER = 5;
    private static final int ARMED = 6;
    private static final int INTERVENTION = 7;
    private static final int LABELS = 8;
    private static final int FIGURES = 9;
    private static final int DECIDED = 15;
    private static final int PUBLISHED = 16;
    private static final int EXECUTED = 17;
    private static final int BEFORE = 18;
    private static final int COST = 19;
    private static final int PAYLOAD = 20;
    private static final int PAYLOAD_WORDS = Explanation.LENGTH / Long.BYTES;
    private static final int HASHED_WORDS = PAYLOAD + PAYLOAD_WORDS;
    private static final int SESSION_SLOT = -1;
    private static final int TABLE_ID = 7;
    private static final int SEGMENT_ENTRIES = 16;
    private static final int CONTEXT_SHIFT = 40;
    private static final int KIND_SHIFT = 48;

    final RowTable rows;
    private final KeyIndex byNumber = new KeyIndex(SEGMENT_ENTRIES);
    private final KeyIndex byIntervention = new KeyIndex(SEGMENT_ENTRIES);

    DecisionTable(int capacity) {
        this.rows = new RowTable(capacity, HASHED_WORDS, 1, TABLE_ID);
    }

    boolean full() {
        return rows.full();
    }

    /** The row of a decision by its number, or {@link RowTable#NONE}. */
    int slotOf(long decisionSeq) {
        return decisionSeq == 0 ? RowTable.NONE : byNumber.get(decisionSeq);
    }

    /** The row of the decision that was published under this number, or {@link RowTable#NONE}. */
    int slotOfIntervention(long interventionSeq) {
        return interventionSeq == 0 ? RowTable.NONE : byIntervention.get(interventionSeq);
    }

    /** Whether a slot holds a decision. */
    boolean holds(int slot) {
        return rows.key(slot) != 0;
    }

    /** Keeps what a record says as a decision of a session; there must be room. */
    int keep(int sessionSlot, Decision d, int context) {
        int slot = rows.allocate(d.decisionSeq);
        byNumber.put(d.decisionSeq, slot);
        rows.setLocal(slot, SESSION_SLOT, sessionSlot);
        rows.set(slot, ANOMALY, d.anomalySeq);
        rows.set(slot, SESSION, d.subjectKey);
        rows.set(slot, DECIDED, d.engineTimeMs);
        rows.set(
                slot,
                LABELS,
                d.anomalyClass
                        | (long) d.rule << 8
                        | (long) d.severity << 16
                        | (long) d.category << 24
                        | (long) d.arm << 32
                        | (long) context << CONTEXT_SHIFT);
        rows.set(slot, FIGURES, pack(d.scorePpm, d.expectedPpm));
        rows.set(slot, FIGURES + 1, pack(d.anomalyScorePpm, d.chatCount));
        rows.set(slot, FIGURES + 2, pack(d.reactionCount, d.activeUsers));
        rows.set(slot, FIGURES + 3, pack(d.totalUsers, d.leavers));
        rows.set(slot, FIGURES + 4, d.participationPpm);
        rows.set(slot, FIGURES + 5, d.leaveRatePpm);
        explanation(slot, d);
        rows.setInt(slot, STATE_FLAGS, 0, d.state);
        return slot;
    }

    /** Keeps the explanation of a record, which was changed since. */
    void explanation(int slot, Decision d) {
        for (int i = 0; i < PAYLOAD_WORDS; i++) {
            rows.set(slot, PAYLOAD + i, d.payload.getLong(i * Long.BYTES));
        }
    }

    /** Fills a record with what is kept; its previous state is the one kept. */
    void recall(int slot, Decision d) {
        d.decisionSeq = rows.key(slot);
        d.anomalySeq = rows.get(slot, ANOMALY);
        long labels = rows.get(slot, LABELS);
        d.anomalyClass = (int) labels & 0xff;
        d.rule = (int) (labels >>> 8) & 0xff;
        d.severity = (int) (labels >>> 16) & 0xff;
        d.category = (int) (labels >>> 24) & 0xff;
        d.arm = arm(slot);
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
        recallExplanation(slot, d);
    }

    /** Fills the payload of a record with the explanation that is kept. */
    void recallExplanation(int slot, Decision d) {
        for (int i = 0; i < PAYLOAD_WORDS; i++) {
            d.payload.putLong(i * Long.BYTES, rows.get(slot, PAYLOAD + i));
        }
        d.payloadLength = Explanation.length(d);
    }

    int sessionSlot(int slot) {
        return (int) rows.get(slot, SESSION_SLOT);
    }

    long sessionKey(int slot) {
        return rows.get(slot, SESSION);
    }

    long number(int slot) {
        return rows.key(slot);
    }

    /** {@link DecisionState}. */
    int state(int slot) {
        return rows.getInt(slot, STATE_FLAGS, 0);
    }

    void state(int slot, int state) {
        rows.setInt(slot, STATE_FLAGS, 0, state);
    }

    boolean has(int slot, int flag) {
        return (rows.getInt(slot, STATE_FLAGS, 1) & flag) != 0;
    }

    void set(int slot, int flag) {
        rows.setInt(slot, STATE_FLAGS, 1, rows.getInt(slot, STATE_FLAGS, 1) | flag);
    }

    void unset(int slot, int flag) {
        rows.setInt(slot, STATE_FLAGS, 1, rows.getInt(slot, STATE_FLAGS, 1) & ~flag);
    }

    int arm(int slot) {
        return (int) (rows.get(slot, LABELS) >>> 32) & 0xff;
    }

    int anomalyClass(int slot) {
        return (int) rows.get(slot, LABELS) & 0xff;
    }

    /** The context in which the arm was chosen. */
    int context(int slot) {
        return (int) (rows.get(slot, LABELS) >>> CONTEXT_SHIFT) & 0xff;
    }

    /** Notes the one timer that the decision waits for. */
    void timer(int slot, long dueMs, long number, long armedMs, int kind) {
        rows.set(slot, DUE, dueMs);
        rows.set(slot, NUMBER, number);
        rows.set(slot, ARMED, armedMs);
        long labels = rows.get(slot, LABELS);
        rows.set(slot, LABELS, (labels & ~(0xffL << KIND_SHIFT)) | (long) kind << KIND_SHIFT);
    }

    long dueMs(int slot) {
        return rows.get(slot, DUE);
    }

    long timerNumber(int slot) {
        return rows.get(slot, NUMBER);
    }

    long armedMs(int slot) {
        return rows.get(slot, ARMED);
    }

    int timerKind(int slot) {
        return (int) (rows.get(slot, LABELS) >>> KIND_SHIFT) & 0xff;
    }

    /** Notes a publication. */
    void published(int slot, long interventionSeq, long nowMs) {
        rows.set(slot, INTERVENTION, interventionSeq);
        byIntervention.put(interventionSeq, slot);
        rows.set(slot, PUBLISHED, nowMs);
    }

    long interventionSeq(int slot) {
        return rows.get(slot, INTERVENTION);
    }

    long decidedMs(int slot) {
        return rows.get(slot, DECIDED);
    }

    long publishedMs(int slot) {
        return rows.get(slot, PUBLISHED);
    }

    void executed(int slot, long executedMs) {
        rows.set(slot, EXECUTED, executedMs);
    }

    /** When it was carried out; of a control, when it was decided. */
    long executedMs(int slot) {
        return rows.get(slot, EXECUTED);
    }

    /** Notes what the session was like when the intervention began, or did not. */
    void before(int slot, int scorePpm, int users) {
        rows.set(slot, BEFORE, pack(scorePpm, users));
    }

    int prePpm(int slot) {
        return rows.getInt(slot, BEFORE, 0);
    }

    int usersBefore(int slot) {
        return rows.getInt(slot, BEFORE, 1);
    }

    void cost(int slot, long micros) {
        rows.set(slot, COST, rows.get(slot, COST) + micros);
    }

    long cost(int slot) {
        return rows.get(slot, COST);
    }

    void free(int slot) {
        long interventionSeq = rows.get(slot, INTERVENTION);
        if (interventionSeq != 0) {
            byIntervention.remove(interventionSeq);
        }
        byNumber.remove(rows.key(slot));
        rows.free(slot);
    }

    /** Puts a restored row back into the indexes. */
    void relink(int slot, int sessionSlot) {
        rows.setLocal(slot, SESSION_SLOT, sessionSlot);
        byNumber.put(rows.key(slot), slot);
        long interventionSeq = rows.get(slot, INTERVENTION);
        if (interventionSeq != 0) {
            byIntervention.put(interventionSeq, slot);
        }
    }

    private static long pack(int low, int high) {
        return (low & 0xffffffffL) | ((long) high << 32);
    }
}
