package conductor.engine.presence;

import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;
import conductor.engine.state.RowText;

/**
 * Scopes (tenants) that have accounts or work items.
 *
 * <pre>
 *   0 key   1 accounts | work items   2 open sessions | active accounts of role agent   3 queued calls | queued approvals   4 queued escalations | length of the id
 *   5 handling times noted   6 their sum, of the last 64   7..70 these, ms, as a ring   71..102 the id
 * </pre>
 */
final class ScopeTable {
    static final int ACCOUNTS_ITEMS = 1;
    static final int OPEN_AGENTS = 2;
    static final int TEXT = 71;

    private static final int CALLS_APPROVALS = 3;
    private static final int ESCALATIONS_LENGTH = 4;
    private static final int HANDLED = 5;
    private static final int HANDLE_SUM_MS = 6;
    private static final int HANDLE_MS = 7;
    /** Handling times that the mean is made of. */
    private static final int SAMPLE = 64;

    private static final int TABLE_ID = 42;

    final RowTable rows;
    final KeyIndex index = new KeyIndex();

    ScopeTable(int capacity) {
        this.rows = new RowTable(capacity, TEXT + RowText.WORDS, 0, TABLE_ID);
    }

    int slotOf(long key) {
        return index.get(key);
    }

    int create(long key) {
        int slot = rows.allocate(key);
        if (slot != RowTable.NONE) {
            index.put(key, slot);
        }
        return slot;
    }

    /** Forgets a scope of which nothing is left. */
    boolean forgetIfEmpty(int slot) {
        boolean empty = rows.get(slot, ACCOUNTS_ITEMS) == 0;
        if (empty) {
            index.remove(rows.key(slot));
            rows.free(slot);
        }
        return empty;
    }

    /** Adds to one half of a word of counts. */
    void count(int slot, int word, int half, int difference) {
        rows.setInt(slot, word, half, rows.getInt(slot, word, half) + difference);
    }

    int openSessions(int slot) {
        return rows.getInt(slot, OPEN_AGENTS, 0);
    }

    int activeAgents(int slot) {
        return rows.getInt(slot, OPEN_AGENTS, 1);
    }

    /** Items of a kind that are queued. */
    int queued(int slot, int kind) {
        return rows.getInt(slot, wordOf(kind), halfOf(kind));
    }

    void countQueued(int slot, int kind, int difference) {
        count(slot, wordOf(kind), halfOf(kind), difference);
    }

    private static int wordOf(int kind) {
        return kind == WorkKind.ESCALATION ? ESCALATIONS_LENGTH : CALLS_APPROVALS;
    }

    private static int halfOf(int kind) {
        return kind == WorkKind.APPROVAL ? 1 : 0;
    }

    int textLength(int slot) {
        return rows.getInt(slot, ESCALATIONS_LENGTH, 1);
    }

    void textLength(int slot, int length) {
        rows.setInt(slot, ESCALATIONS_LENGTH, 1, length);
    }

    /** Notes how long an item took from its connection to its end. */
    void noteHandled(int slot, long ms) {
        long handled = rows.get(slot, HANDLED);
        int word = HANDLE_MS + (int) (handled % SAMPLE);
        rows.set(slot, HANDLE_SUM_MS, rows.get(slot, HANDLE_SUM_MS) + ms - rows.get(slot, word));
        rows.set(slot, word, ms);
        rows.set(slot, HANDLED, handled + 1);
    }

    /** Mean of the last 64 of these, {@code otherwise} where there is none. */
    long meanHandledMs(int slot, long otherwise) {
        long handled = Math.min(rows.get(slot, HANDLED), SAMPLE);
        return handled == 0 ? otherwise : rows.get(slot, HANDLE_SUM_MS) / handled;
    }
}
