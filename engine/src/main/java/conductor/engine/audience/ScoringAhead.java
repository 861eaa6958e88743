package conductor.engine.audience;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.state.TimerQueue;

/** Brings near what scoring will need, all of it at once, so that the waits for memory overlap instead of adding up. Changes nothing. */
public final class ScoringAhead {
    /** Most signals of a batch that are looked at ahead. */
    public static final int MAX = 1024;

    private final SessionTable sessions;
    private final UserTable users;
    private final PollTable polls;
    /** Slots of the signals of a batch, 0 where there is no row. */
    private final int[] sessionAhead = new int[MAX];

    /** What was read ahead; without meaning, kept so that the reads are not optimised away. */
    private long touched;

    ScoringAhead(SessionTable sessions, UserTable users, PollTable polls) {
        this.sessions = sessions;
        this.users = users;
        this.polls = polls;
    }

    /**
     * Reads, for all signals of a batch, first the places in the indexes, then the rows. The loads of one loop do not depend on each other,
     * so many are on their way at once; without them every signal would wait for its own, one after the other. Changes nothing.
     */
    void ofBatch(Signal[] batch, int count) {
        long sum = count == 0
                ? 0
                : users.touchQueued(batch[count - 1].sourceTimeMs / 1000, count * UserTable.RECLAIMED_BY_SIGNAL);
        for (int i = 0; i < count; i++) {
            sum ^= touchIndexes(batch[i]);
        }
        if (sessions.rows.slotsEnd() > 0) {
            sum ^= touchRows(batch, count);
        }
        touched = sum;
    }

    private long touchIndexes(Signal signal) {
        long sum =
                sessions.touchIndex(signal.subjectKey) ^ users.touch(UserTable.key(signal.subjectKey, signal.actorKey));
        return signal.type == SignalType.POLL_VOTE
                ? sum ^ polls.touchIndexes(PollTable.key(signal.subjectKey, signal.value1), signal.actorKey)
                : sum;
    }

    /** Looking up is a loop of its own: its branches depend on the data, and a wrong guess would throw loads away. */
    private long touchRows(Signal[] batch, int count) {
        for (int i = 0; i < count; i++) {
            sessionAhead[i] = Math.max(0, sessions.slotOf(batch[i].subjectKey));
        }
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum ^= sessions.touchRow(sessionAhead[i], batch[i].sourceTimeMs / 1000);
            if (batch[i].type == SignalType.POLL_VOTE) {
                sum ^= polls.touchRow(PollTable.key(batch[i].subjectKey, batch[i].value1));
            }
        }
        return sum;
    }

    /** Brings near what the evaluations that are due will need: rows of sessions, then heads of their queues and polls. */
    void ofEvaluations(TimerQueue evaluations, long nowMs, int most) {
        int due = evaluations.due(nowMs, most);
        long sum = 0;
        for (int i = 0; i < due; i++) {
            sum ^= sessions.touchForEvaluation(evaluations.slot(i));
        }
        for (int i = 0; i < due; i++) {
            int slot = evaluations.slot(i);
            sum ^= sessions.touchLeaving(slot, nowMs / 1000) ^ polls.touchRow(sessions.activePollRow(slot));
        }
        touched = sum;
    }
}
