package conductor.engine.audience;

import conductor.engine.core.TimerKind;
import conductor.engine.state.TimerHeap;

/**
 * The timers of decisioning. <i>Plain</i> ones fire wherever time has come to them. A <i>look</i> needs the score that its session has
 * at exactly that time: the host puts it into a tick, scoring scores the session, and then the look is answered
 * ({@link AudienceDecisioning#prepareTick}).
 */
final class DecisionTimers {
    /** At the slot of a decision, or of an event's limits ({@link TimerKind#EVENT_EXPIRY}). */
    final TimerHeap plain = new TimerHeap();
    /** At the slot of a decision. */
    final TimerHeap looks = new TimerHeap();
    /** Of the timer that was made last. */
    long number;

    static boolean isLook(int kind) {
        return switch (kind) {
            case TimerKind.VETO_END, TimerKind.CONTENT_WAIT, TimerKind.MEASUREMENT, TimerKind.PUBLICATION -> true;
            default -> false;
        };
    }

    /** Due time of the earliest timer of either kind, {@code Long.MAX_VALUE} when there is none. */
    long nextDueMs() {
        return Math.min(plain.nextDueMs(), looks.nextDueMs());
    }

    /** Adds a timer of a decision under a number that it was given before. */
    void add(long dueMs, long timerNumber, int kind, int slot) {
        (isLook(kind) ? looks : plain).add(dueMs, timerNumber, kind, slot);
    }

    /** Takes timers of decisions that are over from the heads of the heaps: a restored engine does not have them. */
    void dropVoid(DecisionTable decisions, EventLimits limits) {
        dropVoid(plain, decisions, limits);
        dropVoid(looks, decisions, limits);
    }

    private static void dropVoid(TimerHeap heap, DecisionTable decisions, EventLimits limits) {
        while (heap.size() > 0 && !counts(heap, decisions, limits)) {
            heap.removeFirst();
        }
    }

    private static boolean counts(TimerHeap heap, DecisionTable decisions, EventLimits limits) {
        int slot = heap.nextSlot();
        if (heap.nextKind() == TimerKind.EVENT_EXPIRY) {
            return limits.expiresBy(slot, heap.nextNumber());
        }
        return decisions.holds(slot) && decisions.timerNumber(slot) == heap.nextNumber();
    }
}
