package conductor.ops.feed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Presence for recordings that have none: a user's first action in a session is preceded by a join of the same
 * millisecond, and ten minutes without an action of theirs are a leave. Where presence was recorded too, nobody who joined
 * by record is joined again, and a recorded join or leave ends an inferred stay.
 */
final class PresenceInference {
    /** Silence after which a user is taken to have left. */
    static final long SILENCE_MS = 600_000;

    private enum Stay {
        NONE,
        INFERRED,
        RECORDED
    }

    /** What is known of one user in one session. */
    private static final class Attendee {
        private Stay stay = Stay.NONE;
        private int lastAction;
    }

    private final Rows rows;
    private final Map<Long, Attendee> attendees = new HashMap<>();
    private final List<Attendee> inOrder = new ArrayList<>();
    private final IntList leaves = new IntList();
    private final IntList others = new IntList();

    private PresenceInference(Rows rows) {
        this.rows = rows;
    }

    /**
     * Adds inferred rows for one file.
     *
     * @param order the file's rows in the order of time.
     * @return all its rows so that a stable sort by time puts, within a millisecond, leaves first and a join right before
     *     its action.
     */
    static IntList apply(Rows rows, int[] order) {
        PresenceInference inference = new PresenceInference(rows);
        for (int row : order) {
            inference.onRow(row);
        }
        for (Attendee attendee : inference.inOrder) {
            inference.leaveAfterSilence(attendee);
        }
        inference.leaves.addAll(inference.others);
        return inference.leaves;
    }

    private void onRow(int row) {
        if (rows.user(row) != TextTable.NONE) {
            Attendee attendee = attendee(row);
            if (attendee.stay == Stay.INFERRED && rows.timeMs(row) - rows.timeMs(attendee.lastAction) >= SILENCE_MS) {
                leaveAfterSilence(attendee);
            }
            update(attendee, row);
        }
        others.add(row);
    }

    private void update(Attendee attendee, int row) {
        RowKind kind = rows.kind(row);
        if (kind.isAction()) {
            if (attendee.stay == Stay.NONE) {
                others.add(rows.addInferred(RowKind.JOIN, rows.timeMs(row), row));
                attendee.stay = Stay.INFERRED;
            }
            attendee.lastAction = row;
        } else if (kind == RowKind.LEAVE) {
            attendee.stay = Stay.NONE;
        } else {
            if (attendee.stay == Stay.INFERRED) {
                leaves.add(rows.addInferred(RowKind.LEAVE, rows.timeMs(row), row));
            }
            attendee.stay = Stay.RECORDED;
        }
    }

    private void leaveAfterSilence(Attendee attendee) {
        if (attendee.stay == Stay.INFERRED) {
            long leftMs = rows.timeMs(attendee.lastAction) + SILENCE_MS;
            leaves.add(rows.addInferred(RowKind.LEAVE, leftMs, attendee.lastAction));
            attendee.stay = Stay.NONE;
        }
    }

    private Attendee attendee(int row) {
        long key = (long) rows.session(row) << 32 | rows.user(row);
        return attendees.computeIfAbsent(key, unused -> {
            Attendee attendee = new Attendee();
            inOrder.add(attendee);
            return attendee;
        });
    }
}
