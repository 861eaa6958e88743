package conductor.engine.audience;

import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.SummaryRecordEncoder;
import conductor.engine.core.Decision;
import conductor.engine.learn.Group;
import conductor.engine.state.RowTable;

/**
 * What was counted and added up in events, a row an event:
 *
 * <pre>
 *   0 key   1 number among idle rows   2 first open ms   3 last close ms   4 sum of scores   5 scores   6 users reached   7 cost
 *   8..11 treated and 12..15 controls: sum and squares of deltas, users before, users after   16..44 counts, two a word
 *   local: neighbours among idle rows
 * </pre>
 */
final class TallyRows {
    static final int FIRST_OPEN_MS = 2;
    static final int LAST_CLOSE_MS = 3;
    static final int SCORE_SUM = 4;
    static final int SCORES = 5;
    static final int USERS_REACHED = 6;
    static final int COST_MICROS = 7;

    /** Counts: open sessions, the people in them now and at most, and what became of decisions. */
    static final int SESSIONS = 0;

    static final int OPEN = 1;
    static final int USERS = 2;
    static final int PEAK_USERS = 3;
    static final int AUTO_EXECUTED = 4;
    static final int APPROVED_EXECUTED = 5;
    static final int MEASURED = 6;
    static final int HELPED = 7;
    /** First of 16 by {@link conductor.engine.core.DecisionState}. */
    static final int STATES = 10;
    /** First of 16 by {@link conductor.engine.core.SkipReason}. */
    static final int SKIPPED = STATES + 16;
    /** First of 8, two for each class: warnings and criticals. */
    static final int ANOMALIES = SKIPPED + 16;
    /** First of 8 by {@link conductor.engine.core.Arm}. */
    static final int ARMS = ANOMALIES + 8;

    private static final int TREATED = 8;
    private static final int CONTROLS = 9;
    private static final int COUNT = ARMS + 8;

    private static final int IDLE_NUMBER = 1;
    private static final int TREATED_SUM = 8;
    private static final int CONTROL_SUM = 12;
    private static final int SQUARES = 1;
    private static final int BEFORE = 2;
    private static final int AFTER = 3;
    private static final int COUNTS = 16;
    private static final int HASHED_WORDS = COUNTS + COUNT / 2;
    private static final int IDLE_LINK = -1;
    private static final int TABLE_ID = 14;

    final RowTable rows;
    final IdleRows idle;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final SummaryRecordEncoder summary = new SummaryRecordEncoder();

    TallyRows(int capacity) {
        this.rows = new RowTable(capacity, HASHED_WORDS, 1, TABLE_ID);
        this.idle = new IdleRows(rows, IDLE_NUMBER, IDLE_LINK);
    }

    int count(int slot, int counter) {
        return rows.getInt(slot, COUNTS + (counter >> 1), counter & 1);
    }

    /** Adds to a count and returns what it is now. */
    int add(int slot, int counter, int more) {
        int now = count(slot, counter) + more;
        rows.setInt(slot, COUNTS + (counter >> 1), counter & 1, now);
        return now;
    }

    /** Adds to a sum. */
    void sum(int slot, int word, long more) {
        rows.set(slot, word, rows.get(slot, word) + more);
    }

    /** Takes in people who came or went. */
    void users(int slot, int more) {
        int now = add(slot, USERS, more);
        int above = now - count(slot, PEAK_USERS);
        if (above > 0) {
            add(slot, PEAK_USERS, above);
        }
    }

    /** Takes in a measurement that counts for the uplift. */
    void measurement(int slot, boolean treated, int deltaPpm, int usersBefore, int usersAfter) {
        add(slot, treated ? TREATED : CONTROLS, 1);
        int group = treated ? TREATED_SUM : CONTROL_SUM;
        sum(slot, group, deltaPpm);
        sum(slot, group + SQUARES, Group.square(deltaPpm));
        sum(slot, group + BEFORE, usersBefore);
        sum(slot, group + AFTER, usersAfter);
    }

    /** Writes a row as the payload of a record. */
    void encode(int slot, Decision d) {
        boolean over = count(slot, OPEN) == 0 && rows.get(slot, LAST_CLOSE_MS) != 0;
        summary.wrapAndApplyHeader(d.payload, 0, header)
                .firstOpenMs(rows.get(slot, FIRST_OPEN_MS))
                .lastMs(over ? rows.get(slot, LAST_CLOSE_MS) : d.engineTimeMs)
                .scoreSumPpm(rows.get(slot, SCORE_SUM))
                .scores(rows.get(slot, SCORES))
                .usersReached(rows.get(slot, USERS_REACHED))
                .costMicros(rows.get(slot, COST_MICROS))
                .treatedSumPpm(rows.get(slot, TREATED_SUM))
                .treatedSquares(rows.get(slot, TREATED_SUM + SQUARES))
                .treatedBefore(rows.get(slot, TREATED_SUM + BEFORE))
                .treatedAfter(rows.get(slot, TREATED_SUM + AFTER))
                .controlSumPpm(rows.get(slot, CONTROL_SUM))
                .controlSquares(rows.get(slot, CONTROL_SUM + SQUARES))
                .controlBefore(rows.get(slot, CONTROL_SUM + BEFORE))
                .controlAfter(rows.get(slot, CONTROL_SUM + AFTER))
                .sessions(count(slot, SESSIONS))
                .openSessions(count(slot, OPEN))
                .peakUsers(count(slot, PEAK_USERS))
                .autoExecuted(count(slot, AUTO_EXECUTED))
                .approvedExecuted(count(slot, APPROVED_EXECUTED))
                .measured(count(slot, MEASURED))
                .helped(count(slot, HELPED))
                .treated(count(slot, TREATED))
                .controls(count(slot, CONTROLS))
                .reserved(0);
        encodeCounts(slot);
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + SummaryRecordEncoder.BLOCK_LENGTH;
    }

    private void encodeCounts(int slot) {
        for (int i = 0; i < SummaryRecordEncoder.statesLength(); i++) {
            summary.states(i, count(slot, STATES + i));
        }
        for (int i = 0; i < SummaryRecordEncoder.skippedLength(); i++) {
            summary.skipped(i, count(slot, SKIPPED + i));
        }
        for (int i = 0; i < SummaryRecordEncoder.anomaliesLength(); i++) {
            summary.anomalies(i, count(slot, ANOMALIES + i));
        }
        for (int i = 0; i < SummaryRecordEncoder.armsLength(); i++) {
            summary.arms(i, count(slot, ARMS + i));
        }
    }
}
