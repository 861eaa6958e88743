package conductor.engine.presence;

import conductor.engine.core.TimerKind;
import conductor.engine.state.RowTable;
import conductor.engine.state.TimerHeap;

/** Which timers count: those whose number their row still names. Of the others the heap holds only those behind the first that counts. */
final class PresenceTimers {
    private final PresenceState state;
    private final TimerHeap heap;

    PresenceTimers(PresenceState state) {
        this.state = state;
        this.heap = state.timers;
    }

    static boolean isOfOperator(int kind) {
        return kind == TimerKind.HEARTBEAT_TIMEOUT || kind == TimerKind.SESSION_ABANDON;
    }

    /** Takes timers that do not count any more from the head of the heap, which a restored engine does not have. */
    void dropVoid() {
        while (heap.size() > 0 && !counts(heap.nextKind(), heap.nextSlot(), heap.nextNumber())) {
            heap.removeFirst();
        }
    }

    private boolean counts(int kind, int slot, long number) {
        RowTable rows = isOfOperator(kind) ? state.operators.rows : state.work.rows;
        if (rows.key(slot) == 0) {
            return false;
        }
        if (kind == TimerKind.EXCLUSION_END) {
            for (int i = 0; i < WorkTable.EXCLUSIONS_MAX; i++) {
                if (rows.get(slot, WorkTable.EXCLUSION_TIMERS + i) == number) {
                    return true;
                }
            }
            return false;
        }
        return rows.get(slot, wordOf(kind)) == number;
    }

    private static int wordOf(int kind) {
        return switch (kind) {
            case TimerKind.HEARTBEAT_TIMEOUT -> OperatorTable.HEARTBEAT_TIMER;
            case TimerKind.SESSION_ABANDON -> OperatorTable.ABANDON_TIMER;
            case TimerKind.MAX_WAIT -> WorkTable.WAIT_TIMER;
            case TimerKind.RETRY_PAUSE -> WorkTable.PAUSE_TIMER;
            default -> WorkTable.TIMER;
        };
    }

    /** Puts the timers of an operator that was read back into the heap. */
    void restoreOperator(int slot) {
        RowTable rows = state.operators.rows;
        restore(TimerKind.HEARTBEAT_TIMEOUT, slot, rows, OperatorTable.HEARTBEAT_TIMER, OperatorTable.HEARTBEAT_DUE);
        restore(TimerKind.SESSION_ABANDON, slot, rows, OperatorTable.ABANDON_TIMER, OperatorTable.ABANDON_DUE);
    }

    /** The same of a work item. */
    void restoreWork(int slot) {
        RowTable rows = state.work.rows;
        restore(kindOf(state.work.state(slot)), slot, rows, WorkTable.TIMER, WorkTable.DUE_MS);
        restore(TimerKind.RETRY_PAUSE, slot, rows, WorkTable.PAUSE_TIMER, WorkTable.PAUSED_UNTIL_MS);
        for (int i = 0; i < WorkTable.EXCLUSIONS_MAX; i++) {
            restore(
                    TimerKind.EXCLUSION_END,
                    slot,
                    rows,
                    WorkTable.EXCLUSION_TIMERS + i,
                    WorkTable.EXCLUSIONS + 2 * i + 1);
        }
        long number = rows.get(slot, WorkTable.WAIT_TIMER);
        if (number != 0) {
            long dueMs = rows.get(slot, WorkTable.WAIT_FROM_MS) + rows.get(slot, WorkTable.LONGEST_WAIT_MS) + 1;
            heap.add(dueMs, number, TimerKind.MAX_WAIT, slot);
        }
    }

    private void restore(int kind, int slot, RowTable rows, int numberWord, int dueWord) {
        long number = rows.get(slot, numberWord);
        if (number != 0) {
            heap.add(rows.get(slot, dueWord), number, kind, slot);
        }
    }

    private static int kindOf(int workState) {
        return switch (workState) {
            case WorkState.OFFERED -> TimerKind.OFFER_DEADLINE;
            case WorkState.CONNECTED -> TimerKind.CALL_LEASE;
            case WorkState.CALLBACK_OFFERED -> TimerKind.CALLBACK_ANSWER;
            default -> TimerKind.RETENTION_END;
        };
    }
}
