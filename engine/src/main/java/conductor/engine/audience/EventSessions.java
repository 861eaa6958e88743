package conductor.engine.audience;

import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;

/**
 * Events that have an open session: how many, and whether the event's settings found no room. There are never more of them than open
 * sessions, so a table of that size is never full.
 *
 * <pre>
 *   0 key   1 open sessions   2 settings refused (0 or 1)
 * </pre>
 */
final class EventSessions {
    private static final int SESSIONS = 1;
    private static final int REFUSED = 2;
    private static final int HASHED_WORDS = 3;
    private static final int TABLE_ID = 10;

    final RowTable rows;
    private final KeyIndex index = new KeyIndex();

    EventSessions(int sessionsMax) {
        this.rows = new RowTable(sessionsMax, HASHED_WORDS, 0, TABLE_ID);
    }

    /** Whether an event has an open session. */
    boolean any(long eventKey) {
        return index.get(eventKey) != RowTable.NONE;
    }

    /** Counts an open session of an event. */
    void add(long eventKey) {
        int slot = index.get(eventKey);
        if (slot == RowTable.NONE) {
            slot = rows.allocate(eventKey);
            index.put(eventKey, slot);
        }
        rows.set(slot, SESSIONS, rows.get(slot, SESSIONS) + 1);
    }

    /** Takes back one {@link #add}; with the last session everything about the event is forgotten. */
    void remove(long eventKey) {
        int slot = index.get(eventKey);
        long left = rows.get(slot, SESSIONS) - 1;
        if (left > 0) {
            rows.set(slot, SESSIONS, left);
        } else {
            index.remove(eventKey);
            rows.free(slot);
        }
    }

    /** Whether the settings of an event with an open session found no room. */
    boolean settingsRefused(long eventKey) {
        int slot = index.get(eventKey);
        return slot != RowTable.NONE && rows.get(slot, REFUSED) != 0;
    }

    /** Notes whether they did; nothing where no session is open: whoever opens one sends them again. */
    void settingsRefused(long eventKey, boolean refused) {
        int slot = index.get(eventKey);
        if (slot != RowTable.NONE) {
            rows.set(slot, REFUSED, refused ? 1 : 0);
        }
    }

    /** Puts a restored row back into the index. */
    void relink(int slot) {
        index.put(rows.key(slot), slot);
    }
}
