package conductor.engine.presence;

import conductor.engine.core.TimerKind;
import conductor.engine.state.RowTable;
import conductor.engine.state.SlotTimers;

/**
 * The timers of operators and work items. The row keeps the number of each, 0 = it does not run, and when it is due; the heaps are made of that.
 *
 * <pre>
 *   place of an operator's timer:  2 * slot + 0 heartbeat, 1 abandon
 *   place of an item's timer:      8 * slot + 0 of its state, 1 wait, 2 pause, 3..6 exclusions
 * </pre>
 */
final class PresenceTimers {
    static final int HEARTBEAT = 0;
    static final int ABANDON = 1;

    static final int OF_STATE = 0;
    static final int WAIT = 1;
    static final int PAUSE = 2;
    static final int EXCLUSION = 3;

    private static final int OPERATOR_TIMERS = 2;
    private static final int WORK_TIMERS = 8;

    private final OperatorTable operators;
    private final WorkTable work;
    private final SlotTimers ofOperators = new SlotTimers();
    private final SlotTimers ofWork = new SlotTimers();
    /** Number of the timer that was started last. */
    long number;

    PresenceTimers(OperatorTable operators, WorkTable work) {
        this.operators = operators;
        this.work = work;
    }

    /** Due time of the first timer, {@code Long.MAX_VALUE} when there is none. */
    long nextDueMs() {
        return Math.min(ofOperators.nextDueMs(), ofWork.nextDueMs());
    }

    /** Whether the first timer is an operator's; of those due at the same time the one that was started first. */
    boolean nextIsOfOperator() {
        return ofOperators.nextDueMs() < ofWork.nextDueMs()
                || ofOperators.nextDueMs() == ofWork.nextDueMs() && ofOperators.nextNumber() < ofWork.nextNumber();
    }

    /** Slot of the operator or item whose timer is the first. */
    int nextSlot() {
        return nextIsOfOperator() ? ofOperators.nextPlace() / OPERATOR_TIMERS : ofWork.nextPlace() / WORK_TIMERS;
    }

    /** Which of its timers it is. */
    int nextWhich() {
        return nextIsOfOperator() ? ofOperators.nextPlace() % OPERATOR_TIMERS : ofWork.nextPlace() % WORK_TIMERS;
    }

    /** {@link TimerKind} of the first timer. */
    int nextKind() {
        if (nextIsOfOperator()) {
            return nextWhich() == HEARTBEAT ? TimerKind.HEARTBEAT_TIMEOUT : TimerKind.SESSION_ABANDON;
        }
        return switch (nextWhich()) {
            case OF_STATE -> kindOf(work.state(nextSlot()));
            case WAIT -> TimerKind.MAX_WAIT;
            case PAUSE -> TimerKind.RETRY_PAUSE;
            default -> TimerKind.EXCLUSION_END;
        };
    }

    private static int kindOf(int workState) {
        return switch (workState) {
            case WorkState.OFFERED -> TimerKind.OFFER_DEADLINE;
            case WorkState.CONNECTED -> TimerKind.CALL_LEASE;
            case WorkState.CALLBACK_OFFERED -> TimerKind.CALLBACK_ANSWER;
            default -> TimerKind.RETENTION_END;
        };
    }

    void startOperator(int slot, int which, long dueMs) {
        operators.rows.set(slot, operatorWord(which), ++number);
        operators.rows.set(slot, operatorWord(which) + 1, dueMs);
        ofOperators.set(OPERATOR_TIMERS * slot + which, dueMs, number);
    }

    void stopOperator(int slot, int which) {
        operators.rows.set(slot, operatorWord(which), 0);
        ofOperators.cancel(OPERATOR_TIMERS * slot + which);
    }

    private static int operatorWord(int which) {
        return which == HEARTBEAT ? OperatorTable.HEARTBEAT_TIMER : OperatorTable.ABANDON_TIMER;
    }

    void startWork(int slot, int which, long dueMs) {
        work.rows.set(slot, workWord(which), ++number);
        if (which != WAIT) {
            work.rows.set(slot, dueWord(which), dueMs);
        }
        ofWork.set(WORK_TIMERS * slot + which, dueMs, number);
    }

    void stopWork(int slot, int which) {
        if (work.rows.get(slot, workWord(which)) != 0) {
            work.rows.set(slot, workWord(which), 0);
            ofWork.cancel(WORK_TIMERS * slot + which);
        }
    }

    private static int workWord(int which) {
        return switch (which) {
            case OF_STATE -> WorkTable.TIMER;
            case WAIT -> WorkTable.WAIT_TIMER;
            case PAUSE -> WorkTable.PAUSE_TIMER;
            default -> WorkTable.EXCLUSION_TIMERS + which - EXCLUSION;
        };
    }

    private static int dueWord(int which) {
        return switch (which) {
            case OF_STATE -> WorkTable.DUE_MS;
            case PAUSE -> WorkTable.PAUSED_UNTIL_MS;
            default -> WorkTable.EXCLUSIONS + 2 * (which - EXCLUSION) + 1;
        };
    }

    /** Sets the timers of an operator that was read back. */
    void restoreOperator(int slot) {
        for (int which = 0; which < OPERATOR_TIMERS; which++) {
            restore(
                    ofOperators,
                    OPERATOR_TIMERS * slot + which,
                    operators.rows.get(slot, operatorWord(which)),
                    operators.rows.get(slot, operatorWord(which) + 1));
        }
    }

    /** The same of a work item. */
    void restoreWork(int slot) {
        RowTable rows = work.rows;
        for (int which = 0; which < EXCLUSION + WorkTable.EXCLUSIONS_MAX; which++) {
            long dueMs = which == WAIT ? work.waitEndsMs(slot) : rows.get(slot, dueWord(which));
            restore(ofWork, WORK_TIMERS * slot + which, rows.get(slot, workWord(which)), dueMs);
        }
    }

    private static void restore(SlotTimers timers, int place, long timerNumber, long dueMs) {
        if (timerNumber != 0) {
            timers.set(place, dueMs, timerNumber);
        }
    }
}
