package conductor.engine.audience;

import conductor.engine.core.TimerKind;
import conductor.engine.state.KeyIndex;
import conductor.engine.state.TimerHeap;
import conductor.engine.state.TimerQueue;
import java.util.Arrays;

/**
 * When sessions are evaluated, close, expire and let go of their poll. What is armed stands in the session's row with its creation number, so
 * a timer in queue or heap that has another number is void: it is dropped when it comes to the head, and never fires.
 */
final class ScoringTimers {
    final TimerQueue evaluations = new TimerQueue();
    /** All but evaluations. */
    final TimerHeap others = new TimerHeap();
    /** Creation number of the last timer or poll. */
    long number;

    private final SessionTable sessions;
    /** Whether a timer may have become void since void ones were last dropped. */
    private boolean voided;

    ScoringTimers(SessionTable sessions) {
        this.sessions = sessions;
    }

    /** Due time of the earliest, {@code Long.MAX_VALUE} when there is none. */
    long nextDueMs() {
        return Math.min(evaluations.nextDueMs(), others.nextDueMs());
    }

    void armEvaluation(int slot, long dueMs) {
        sessions.rows.set(slot, SessionTable.EVALUATION_DUE, dueMs);
        sessions.rows.set(slot, SessionTable.EVALUATION_NUMBER, ++number);
        evaluations.add(dueMs, number, slot);
    }

    /** @param kind {@link TimerKind#IDLE_CLOSE} or {@link TimerKind#SHELL_EXPIRY}; a session waits for one of them. */
    void armIdle(int slot, long dueMs, int kind) {
        sessions.rows.set(slot, SessionTable.IDLE_DUE, dueMs);
        sessions.rows.set(slot, SessionTable.IDLE_NUMBER, ++number);
        others.add(dueMs, number, kind, slot);
    }

    /** One lapse timer a session is enough: when it pops too early it is armed again. */
    void armLapse(int slot, long dueMs) {
        if (sessions.rows.get(slot, SessionTable.LAPSE_NUMBER) == 0) {
            sessions.rows.set(slot, SessionTable.LAPSE_DUE, dueMs);
            sessions.rows.set(slot, SessionTable.LAPSE_NUMBER, ++number);
            others.add(dueMs, number, TimerKind.POLL_LAPSE, slot);
        }
    }

    /** A lapse timer has fired. */
    void disarmLapse(int slot) {
        sessions.rows.set(slot, SessionTable.LAPSE_NUMBER, 0);
        sessions.rows.set(slot, SessionTable.LAPSE_DUE, 0);
    }

    /** Says that a timer may have become void without firing: {@link #dropIfVoided} must follow. */
    void mayBeVoid() {
        voided = true;
    }

    /** {@link #dropVoid} if there can be any. */
    void dropIfVoided() {
        if (voided) {
            dropVoid();
            voided = false;
        }
    }

    /**
     * Takes void timers from the heads of queue and heap, so that what is due next never depends on them: a restored engine does not
     * have them.
     */
    void dropVoid() {
        while (evaluations.size() > 0 && !evaluationCounts()) {
            evaluations.removeFirst();
        }
        while (others.size() > 0 && !otherCounts()) {
            others.removeFirst();
        }
    }

    private boolean evaluationCounts() {
        return sessions.rows.get(evaluations.nextSlot(), SessionTable.EVALUATION_NUMBER) == evaluations.nextNumber();
    }

    private boolean otherCounts() {
        int word = others.nextKind() == TimerKind.POLL_LAPSE ? SessionTable.LAPSE_NUMBER : SessionTable.IDLE_NUMBER;
        return sessions.rows.get(others.nextSlot(), word) == others.nextNumber();
    }

    /** Makes the timers of all restored rows; evaluations in the order in which they were armed. */
    void restore() {
        int end = sessions.rows.slotsEnd();
        long[] numbers = new long[end];
        KeyIndex slots = new KeyIndex();
        int open = 0;
        for (int slot = 0; slot < end; slot++) {
            if (sessions.open(slot)) {
                numbers[open] = sessions.rows.get(slot, SessionTable.EVALUATION_NUMBER);
                slots.put(numbers[open++], slot);
            }
            restoreOthers(slot);
        }
        Arrays.sort(numbers, 0, open);
        for (int i = 0; i < open; i++) {
            int slot = slots.get(numbers[i]);
            evaluations.add(sessions.rows.get(slot, SessionTable.EVALUATION_DUE), numbers[i], slot);
        }
    }

    private void restoreOthers(int slot) {
        int kind = sessions.open(slot) ? TimerKind.IDLE_CLOSE : TimerKind.SHELL_EXPIRY;
        long idleDueMs = sessions.rows.get(slot, SessionTable.IDLE_DUE);
        others.add(idleDueMs, sessions.rows.get(slot, SessionTable.IDLE_NUMBER), kind, slot);
        long lapse = sessions.rows.get(slot, SessionTable.LAPSE_NUMBER);
        if (lapse != 0) {
            others.add(sessions.rows.get(slot, SessionTable.LAPSE_DUE), lapse, TimerKind.POLL_LAPSE, slot);
        }
    }
}
