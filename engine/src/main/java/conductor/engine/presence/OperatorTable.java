package conductor.engine.presence;

import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;
import conductor.engine.state.RowText;

/**
 * Accounts of operators, each with its newest session (presence.md 2). Times are milliseconds of engine time, 0 = never.
 *
 * <pre>
 *    0 key of (scope, agent)   1 scope key   2 flags | most items at a time   3 active | reserved items   4 number of the session, 0 = none yet
 *    5 login   6 idle since   7 last activity   8 last heartbeat   9 last heartbeat's number   10 talk time   11 items completed
 *   12 number of the heartbeat timer, 0 = none   13 when it is due   14 and 15 the same of the abandon timer
 *   16..31 keys of skills, rising   32 skills | length of the id   33..64 the id   65..72 keys of items that are offered or connected, 0 = none
 *   local: -1 place at the desk + 1
 * </pre>
 */
final class OperatorTable {
    static final int FLAGS_MAX = 2;
    static final int LOAD = 3;
    static final int SESSION = 4;
    static final int LOGIN_MS = 5;
    static final int IDLE_MS = 6;
    static final int ACTIVITY_MS = 7;
    static final int HEARTBEAT_MS = 8;
    static final int HEARTBEAT_SEQ = 9;
    static final int TALK_MS = 10;
    static final int COMPLETED = 11;
    static final int HEARTBEAT_TIMER = 12;
    static final int HEARTBEAT_DUE = 13;
    static final int ABANDON_TIMER = 14;
    static final int ABANDON_DUE = 15;
    static final int SKILLS = 16;
    static final int SKILLS_LENGTH = SKILLS + SkillSet.MAX;
    static final int TEXT = SKILLS_LENGTH + 1;
    static final int ITEMS = TEXT + RowText.WORDS;
    /** Items that an operator can have at a time. */
    static final int ITEMS_MAX = 8;

    /** Flags. */
    static final int ACCOUNT_ACTIVE = 1;

    static final int OPEN = 2;
    static final int ON_BREAK = 4;
    static final int FRESH = 8;
    static final int CONNECTED = 16;
    static final int LOST = 32;
    /** An account of role agent; supervisors and admins are not counted as agents. */
    static final int ROLE_AGENT = 64;

    private static final int SCOPE = 1;
    private static final int TABLE_ID = 40;
    private static final int ROUTABLE = ACCOUNT_ACTIVE | OPEN | FRESH | CONNECTED;

    final RowTable rows;
    final KeyIndex index = new KeyIndex();

    OperatorTable(int capacity) {
        this.rows = new RowTable(capacity, ITEMS + ITEMS_MAX, 1, TABLE_ID);
    }

    /** The slot of an account, {@link RowTable#NONE} for one that is not known. */
    int slotOf(long key) {
        return index.get(key);
    }

    /** A new account, {@link RowTable#NONE} when there is no room. */
    int create(long key, long scopeKey) {
        int slot = rows.allocate(key);
        if (slot != RowTable.NONE) {
            index.put(key, slot);
            rows.set(slot, SCOPE, scopeKey);
        }
        return slot;
    }

    long scopeKey(int slot) {
        return rows.get(slot, SCOPE);
    }

    boolean has(int slot, int flag) {
        return (rows.getInt(slot, FLAGS_MAX, 0) & flag) != 0;
    }

    void flag(int slot, int flag, boolean on) {
        int flags = rows.getInt(slot, FLAGS_MAX, 0);
        rows.setInt(slot, FLAGS_MAX, 0, on ? flags | flag : flags & ~flag);
    }

    /** Most items at a time. */
    int max(int slot) {
        return rows.getInt(slot, FLAGS_MAX, 1);
    }

    void max(int slot, int max) {
        rows.setInt(slot, FLAGS_MAX, 1, max);
    }

    /** Items that are connected. */
    int active(int slot) {
        return rows.getInt(slot, LOAD, 0);
    }

    void active(int slot, int active) {
        rows.setInt(slot, LOAD, 0, active);
    }

    /** Offers that are open. */
    int reserved(int slot) {
        return rows.getInt(slot, LOAD, 1);
    }

    void reserved(int slot, int reserved) {
        rows.setInt(slot, LOAD, 1, reserved);
    }

    int load(int slot) {
        return active(slot) + reserved(slot);
    }

    boolean isOpen(int slot) {
        return has(slot, OPEN);
    }

    /** Whether an item may be offered to the operator (presence.md 2). */
    boolean isRoutable(int slot) {
        int flags = rows.getInt(slot, FLAGS_MAX, 0);
        return (flags & (ROUTABLE | ON_BREAK)) == ROUTABLE && load(slot) < max(slot);
    }

    boolean isReachable(int slot) {
        return has(slot, FRESH) && has(slot, CONNECTED);
    }

    /** {@link AgentDisplay}. */
    int display(int slot) {
        if (!isOpen(slot)) {
            return AgentDisplay.OFFLINE;
        }
        if (active(slot) > 0) {
            return AgentDisplay.ON_CALL;
        }
        if (has(slot, LOST)) {
            return AgentDisplay.OFFLINE_CONNECTION_LOST;
        }
        if (reserved(slot) > 0) {
            return AgentDisplay.RESERVED;
        }
        if (has(slot, ON_BREAK)) {
            return AgentDisplay.BREAK;
        }
        return isReachable(slot) ? AgentDisplay.AVAILABLE : AgentDisplay.UNREACHABLE;
    }

    int skills(int slot) {
        return rows.getInt(slot, SKILLS_LENGTH, 0);
    }

    int textLength(int slot) {
        return rows.getInt(slot, SKILLS_LENGTH, 1);
    }

    /** Who is offered an item first: the least busy, of those who has been idle longest, of those the smallest id. */
    int compare(int a, int b) {
        int order = Integer.compare(load(a), load(b));
        if (order == 0) {
            order = Long.compare(rows.get(a, IDLE_MS), rows.get(b, IDLE_MS));
        }
        return order == 0 ? RowText.compare(rows, a, b, TEXT) : order;
    }

    /** Puts the key {@code to} (0 = none) of an item where {@code from} (0 = the first free place) is. */
    void replaceItem(int slot, long from, long to) {
        int word = ITEMS;
        while (rows.get(slot, word) != from) {
            word++;
        }
        rows.set(slot, word, to);
    }

    /** Place among the members of its desk, from 0. */
    int place(int slot) {
        return (int) rows.get(slot, -1) - 1;
    }

    void place(int slot, int place) {
        rows.setLocal(slot, -1, place + 1L);
    }
}
