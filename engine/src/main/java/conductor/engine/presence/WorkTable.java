package conductor.engine.presence;

import conductor.engine.state.KeyIndex;
import conductor.engine.state.RowTable;
import conductor.engine.state.RowText;

/**
 * Work items (presence.md 2), live ones and those that are over and still known. Times are milliseconds of engine time, 0 = never.
 *
 * <pre>
 *    0 key   1 scope key   2 kind | state | priority | call-back offered, a byte each; attempts | offers, 16 bits each   3 entered   4 arrival number
 *    5 key of the agent it is offered or connected to, 0 = none   6 connected   7 waited ms   8 longest wait ms   9 since when that counts
 *   10 due time of the timer of its state   11 number of that timer, 0 = none   12 number of the timer of its wait   13 until when it is paused
 *   14 number of the timer of its pause   15..22 (agent key, until when it is excluded) four times, newest anywhere   23..26 numbers of their timers
 *   27 journal sequence of its origin   28 time and 29 seq of the entry   30 source | skills   31..46 keys of skills
 *   47 lengths of the texts: id | caller | origin's message, 16 bits each          texts, 32 words each: 48 id   80 caller   112 origin's message
 *  144 number of the decision or anomaly that it is of, 0 = none
 * </pre>
 */
final class WorkTable {
    static final int ENTERED_MS = 3;
    static final int ARRIVAL = 4;
    static final int AGENT = 5;
    static final int CONNECTED_MS = 6;
    static final int WAIT_MS = 7;
    static final int LONGEST_WAIT_MS = 8;
    static final int WAIT_FROM_MS = 9;
    static final int DUE_MS = 10;
    static final int TIMER = 11;
    static final int WAIT_TIMER = 12;
    static final int PAUSED_UNTIL_MS = 13;
    static final int PAUSE_TIMER = 14;
    static final int EXCLUSIONS = 15;
    static final int EXCLUSION_TIMERS = 23;
    static final int ORIGIN_SEQUENCE = 27;
    static final int ORIGIN_TIME_MS = 28;
    static final int ORIGIN_SEQ = 29;
    static final int SOURCE_SKILLS = 30;
    static final int SKILLS = 31;
    static final int ID = 48;
    static final int CALLER = ID + RowText.WORDS;
    static final int ORIGIN_MESSAGE = CALLER + RowText.WORDS;
    static final int OF_RECORD = ORIGIN_MESSAGE + RowText.WORDS;

    /** Agents that an item is not offered to for a while, at most. */
    static final int EXCLUSIONS_MAX = 4;

    private static final int SCOPE = 1;
    private static final int PACKED = 2;
    private static final int LENGTHS = 47;
    private static final int TABLE_ID = 41;
    /** Room for 50,000 items and more in the segments of the index before any of them grows: their keys are new ones all the time. */
    private static final int SEGMENT_ENTRIES = 128;

    private static final int STATE_SHIFT = 8;
    private static final int PRIORITY_SHIFT = 16;
    private static final int CALLBACK_SHIFT = 24;
    private static final int ATTEMPTS_SHIFT = 32;
    private static final int OFFERS_SHIFT = 48;
    private static final long BYTE = 0xff;
    private static final long SHORT = 0xffff;

    final RowTable rows;
    final KeyIndex index = new KeyIndex(SEGMENT_ENTRIES);

    WorkTable(int capacity) {
        this.rows = new RowTable(capacity, OF_RECORD + 1, 0, TABLE_ID);
    }

    int slotOf(long key) {
        return index.get(key);
    }

    /** A new item, {@link RowTable#NONE} when there is no room. */
    int create(long key, long scopeKey) {
        int slot = rows.allocate(key);
        if (slot != RowTable.NONE) {
            index.put(key, slot);
            rows.set(slot, SCOPE, scopeKey);
        }
        return slot;
    }

    void forget(int slot) {
        index.remove(rows.key(slot));
        rows.free(slot);
    }

    long scopeKey(int slot) {
        return rows.get(slot, SCOPE);
    }

    private long part(int slot, int shift, long mask) {
        return rows.get(slot, PACKED) >>> shift & mask;
    }

    private void part(int slot, int shift, long mask, long value) {
        rows.set(slot, PACKED, rows.get(slot, PACKED) & ~(mask << shift) | (value & mask) << shift);
    }

    /** {@link WorkKind}. */
    int kind(int slot) {
        return (int) part(slot, 0, BYTE);
    }

    void kind(int slot, int kind) {
        part(slot, 0, BYTE, kind);
    }

    /** {@link WorkState}. */
    int state(int slot) {
        return (int) part(slot, STATE_SHIFT, BYTE);
    }

    void state(int slot, int state) {
        part(slot, STATE_SHIFT, BYTE, state);
    }

    int priority(int slot) {
        return (int) part(slot, PRIORITY_SHIFT, BYTE);
    }

    void priority(int slot, int priority) {
        part(slot, PRIORITY_SHIFT, BYTE, priority);
    }

    boolean callbackOffered(int slot) {
        return part(slot, CALLBACK_SHIFT, BYTE) != 0;
    }

    void offerCallback(int slot) {
        part(slot, CALLBACK_SHIFT, BYTE, 1);
    }

    int attempts(int slot) {
        return (int) part(slot, ATTEMPTS_SHIFT, SHORT);
    }

    void attempts(int slot, int attempts) {
        part(slot, ATTEMPTS_SHIFT, SHORT, Math.min(attempts, SHORT));
    }

    /** Number of the last offer, from 1. */
    int offers(int slot) {
        return (int) part(slot, OFFERS_SHIFT, SHORT);
    }

    void offers(int slot, int offers) {
        part(slot, OFFERS_SHIFT, SHORT, Math.min(offers, SHORT));
    }

    int skills(int slot) {
        return rows.getInt(slot, SOURCE_SKILLS, 1);
    }

    /** Length of the text whose words begin at {@link #ID}, {@link #CALLER} or {@link #ORIGIN_MESSAGE}. */
    int length(int slot, int textWord) {
        return (int) (rows.get(slot, LENGTHS) >>> shift(textWord) & SHORT);
    }

    void length(int slot, int textWord, int length) {
        int shift = shift(textWord);
        rows.set(slot, LENGTHS, rows.get(slot, LENGTHS) & ~(SHORT << shift) | (long) length << shift);
    }

    private static int shift(int textWord) {
        return (textWord - ID) / RowText.WORDS * 16;
    }

    boolean isPaused(int slot) {
        return rows.get(slot, PAUSE_TIMER) != 0;
    }

    boolean isExcluded(int slot, long agentKey) {
        for (int i = 0; i < EXCLUSIONS_MAX; i++) {
            if (rows.get(slot, EXCLUSIONS + 2 * i) == agentKey) {
                return true;
            }
        }
        return false;
    }

    /** Where a new exclusion goes: in place of one of the same agent, a free one, or the one that ends first. */
    int placeOfExclusion(int slot, long agentKey) {
        int place = 0;
        for (int i = 0; i < EXCLUSIONS_MAX; i++) {
            long key = rows.get(slot, EXCLUSIONS + 2 * i);
            if (key == agentKey) {
                return i;
            }
            if (rows.get(slot, EXCLUSIONS + 2 * i + 1) < rows.get(slot, EXCLUSIONS + 2 * place + 1)) {
                place = i;
            }
        }
        return place;
    }

    /** When an item has waited for longer than it may. */
    long waitEndsMs(int slot) {
        return rows.get(slot, WAIT_FROM_MS) + rows.get(slot, LONGEST_WAIT_MS) + 1;
    }

    /** Who is served first: the higher priority, of those the earlier entry, of those the earlier arrival. */
    int compare(int a, int b) {
        int order = Integer.compare(priority(b), priority(a));
        if (order == 0) {
            order = Long.compare(rows.get(a, ENTERED_MS), rows.get(b, ENTERED_MS));
        }
        return order == 0 ? Long.compare(rows.get(a, ARRIVAL), rows.get(b, ARRIVAL)) : order;
    }
}
