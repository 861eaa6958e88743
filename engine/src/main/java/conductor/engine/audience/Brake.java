package conductor.engine.audience;

import conductor.engine.core.StateReader;
import conductor.engine.core.StateWriter;
import conductor.engine.core.TimerKind;
import conductor.engine.state.Hashing;
import conductor.engine.state.RowTable;
import conductor.engine.state.TimerHeap;

/**
 * The brake (audience.md 6.2): whether automatic action is paused, for all events or for one. The two do not touch each other: an
 * event that was paused by itself stays so when the pause of all ends.
 */
final class Brake {
    /** A pause that only a command ends. */
    static final long UNTIL_RESUMED = Long.MAX_VALUE;

    private static final int HASH_FROM = 3;

    private final EventSettings settings;
    /** In place of a slot: the timer is that of all events. */
    private final int allSlot;
    /** When pauses end: one timer a scope that is paused for a time. */
    final TimerHeap ends = new TimerHeap();

    private long allUntilMs;
    private long allNumber;

    Brake(EventSettings settings, int eventsMax) {
        this.settings = settings;
        this.allSlot = eventsMax;
    }

    /** Whether automatic action for an event (0 = unknown) is paused. */
    boolean pauses(long eventKey) {
        return allUntilMs != 0 || eventKey != 0 && settings.pausedUntilMs(eventKey) != 0;
    }

    /** Until when a scope (0 = all) is paused by itself, 0 = it is not. */
    long pausedUntilMs(long scopeKey) {
        return scopeKey == 0 ? allUntilMs : settings.pausedUntilMs(scopeKey);
    }

    /** Pauses a scope (0 = all) with a timer of the given number, in place of the one it may have; false when there is no room. */
    boolean pause(long scopeKey, long untilMs, long timerNumber) {
        int slot = allSlot;
        if (scopeKey == 0) {
            allUntilMs = untilMs;
            allNumber = timerNumber;
        } else {
            slot = settings.pause(scopeKey, untilMs, timerNumber);
        }
        if (slot == RowTable.NONE) {
            return false;
        }
        ends.remove(slot);
        arm(untilMs, timerNumber, slot);
        return true;
    }

    /** Ends the pause of a scope that is paused. */
    void resume(long scopeKey) {
        if (scopeKey == 0) {
            ends.remove(allSlot);
            allUntilMs = 0;
            allNumber = 0;
        } else {
            ends.remove(settings.slotOf(scopeKey));
            settings.resume(scopeKey);
        }
    }

    /** When the next pause ends by itself, {@code Long.MAX_VALUE} when none does. */
    long nextEndMs() {
        return ends.nextDueMs();
    }

    /** The scope whose pause that is; there must be one. */
    long nextEndScope() {
        return ends.nextSlot() == allSlot ? 0 : settings.rows.key(ends.nextSlot());
    }

    long hash() {
        return Hashing.contribution(AudienceSections.DECISIONING, HASH_FROM, allUntilMs)
                + Hashing.contribution(AudienceSections.DECISIONING, HASH_FROM + 1, allNumber);
    }

    void write(StateWriter out) {
        out.putLong(allUntilMs);
        out.putLong(allNumber);
    }

    /** Reads what was written; the events' own pauses are in their rows, which must be there already. */
    void read(StateReader in) {
        allUntilMs = in.getLong();
        allNumber = in.getLong();
        arm(allUntilMs, allNumber, allSlot);
        for (int slot = 0; slot < settings.rows.slotsEnd(); slot++) {
            if (settings.rows.key(slot) != 0) {
                arm(settings.pausedUntilMs(settings.rows.key(slot)), settings.pauseNumber(slot), slot);
            }
        }
    }

    private void arm(long untilMs, long number, int slot) {
        if (untilMs != 0 && untilMs != UNTIL_RESUMED) {
            ends.add(untilMs, number, TimerKind.PAUSE_END, slot);
        }
    }
}
