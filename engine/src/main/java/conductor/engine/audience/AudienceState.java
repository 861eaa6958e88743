package conductor.engine.audience;

import conductor.engine.core.StateReader;
import conductor.engine.core.StateRows;
import conductor.engine.core.StateWriter;
import conductor.engine.state.RowTable;
import conductor.engine.state.WordMap;

/**
 * The state of the audience plane on its way out and in. Rows are written with the session they belong to, so slots need not be
 * the same afterwards; indexes, lists and timers are rebuilt from the rows.
 */
public final class AudienceState {
    private final AudienceScoring scoring;
    private final AudienceDetection detection;
    private final AudienceDecisioning decisioning;

    public AudienceState(AudienceScoring scoring, AudienceDetection detection, AudienceDecisioning decisioning) {
        this.scoring = scoring;
        this.detection = detection;
        this.decisioning = decisioning;
    }

    /** Writes the three sections of the plane. */
    public void write(StateWriter out) {
        out.beginSection(AudienceSections.SCORING, AudienceSections.VERSION);
        writeScoring(out);
        out.endSection();
        out.beginSection(AudienceSections.DETECTION, AudienceSections.VERSION);
        if (detection.counts == null) {
            StateRows.write(detection.scores.baselines.rows, out);
        } else {
            StateRows.write(detection.counts.table.pools, out);
            StateRows.write(detection.counts.table.rows, out);
        }
        detection.sourceWatch.write(out);
        out.endSection();
        out.beginSection(AudienceSections.DECISIONING, AudienceSections.VERSION);
        out.putLong(decisioning.timers.number);
        out.putLong(decisioning.life.lateOutcomes);
        out.putLong(decisioning.gates.doubtedMs);
        out.putLong(decisioning.refused);
        out.putLong(decisioning.texts.refused);
        out.putLong(decisioning.settings.idle.lastNumber);
        StateRows.write(decisioning.agents.rows, out);
        StateRows.write(decisioning.decisions.rows, out);
        StateRows.write(decisioning.texts.rows, out);
        StateRows.write(decisioning.limits.rows, out);
        StateRows.write(decisioning.settings.rows, out);
        StateRows.write(decisioning.settings.sessions.rows, out);
        StateRows.write(decisioning.selection.statistics.rows, out);
        decisioning.brake.write(out);
        decisioning.sources.write(out);
        decisioning.controls.commands.write(out);
        decisioning.verdicts.log.write(out);
        out.putLong(decisioning.tallies.refused);
        out.putLong(decisioning.tallies.tallies.idle.lastNumber);
        StateRows.write(decisioning.tallies.tallies.rows, out);
        StateRows.write(decisioning.tallies.sessions, out);
        if (decisioning.alarms != null) {
            StateRows.write(decisioning.alarms.rows, out);
            StateRows.write(decisioning.alarms.budget.rows, out);
        }
        out.endSection();
    }

    /** Reads the three sections into empty stages. */
    public void read(StateReader in) {
        in.beginSection(AudienceSections.SCORING, AudienceSections.VERSION);
        readScoring(in);
        in.endSection();
        in.beginSection(AudienceSections.DETECTION, AudienceSections.VERSION);
        if (detection.counts == null) {
            readBaselines(detection.scores.baselines, in);
        } else {
            readCounts(detection.counts.table, in);
        }
        detection.sourceWatch.read(in);
        in.endSection();
        in.beginSection(AudienceSections.DECISIONING, AudienceSections.VERSION);
        readDecisioning(in);
        in.endSection();
    }

    private void writeScoring(StateWriter out) {
        out.putLong(scoring.timers.number);
        out.putLong(scoring.counters.length);
        for (long counter : scoring.counters) {
            out.putLong(counter);
        }
        RowTable rows = scoring.sessions.rows;
        out.putLong(rows.size());
        for (int slot = 0; slot < rows.slotsEnd(); slot++) {
            if (rows.key(slot) != 0) {
                StateRows.writeRow(rows, slot, out);
                writePolls(slot, out);
            }
        }
        writeUsers(scoring.users, out);
        writeVoters(scoring.polls, out);
    }

    private void writePolls(int session, StateWriter out) {
        PollTable polls = scoring.polls;
        long count = 0;
        for (int poll = polls.first(session); poll != RowTable.NONE; poll = polls.next(poll)) {
            count++;
        }
        out.putLong(count);
        for (int poll = polls.first(session); poll != RowTable.NONE; poll = polls.next(poll)) {
            StateRows.writeRow(polls.rows, poll, out);
        }
    }

    /** Rows in no particular order; then the queue, whose order is state. */
    private void writeUsers(UserTable users, StateWriter out) {
        out.putLong(users.size());
        for (int row = users.map.next(WordMap.NONE); row != WordMap.NONE; row = users.map.next(row)) {
            if (users.live(row)) {
                out.putLong(users.map.keyAt(row));
                out.putLong(users.state(row));
                out.putLong(scoring.sessions.rows.key(users.session(row)));
            }
        }
        users.queue.write(out);
    }

    private static void writeVoters(PollTable polls, StateWriter out) {
        out.putLong(polls.voters());
        for (int voter = polls.voters.next(WordMap.NONE); voter != WordMap.NONE; voter = polls.voters.next(voter)) {
            int poll = polls.pollOfVoter(voter);
            if (poll != RowTable.NONE) {
                out.putLong(polls.voters.keyAt(voter));
                out.putLong(polls.rows.key(poll));
            }
        }
    }

    private void readScoring(StateReader in) {
        scoring.timers.number = in.getLong();
        long counters = in.getLong();
        for (int i = 0; i < counters; i++) {
            scoring.counters[i] = in.getLong();
        }
        for (long left = in.getLong(); left > 0; left--) {
            int session = readRow(scoring.sessions.rows, in);
            scoring.sessions.restore(session);
            for (long polls = in.getLong(); polls > 0; polls--) {
                scoring.polls.link(session, readRow(scoring.polls.rows, in));
            }
            long activePoll = scoring.sessions.activePoll(session);
            scoring.sessions.activePoll(session, activePoll, scoring.polls.slotOf(activePoll));
        }
        readUsers(scoring.users, in);
        long voters = in.getLong();
        scoring.polls.voters.reserve(voters);
        for (long left = voters; left > 0; left--) {
            long voter = in.getLong();
            if (scoring.polls.votersFull()) {
                throw tooSmall();
            }
            scoring.polls.addVoter(scoring.polls.slotOf(in.getLong()), voter);
        }
        scoring.timers.restore();
    }

    private void readUsers(UserTable users, StateReader in) {
        long rows = in.getLong();
        users.reserve(rows);
        for (long left = rows; left > 0; left--) {
            long key = in.getLong();
            long state = in.getLong();
            if (!users.hasRoomFor(key)) {
                throw tooSmall();
            }
            users.restore(sessionSlot(in.getLong()), key, state);
        }
        users.queue.read(in);
    }

    private void readBaselines(BaselineTable baselines, StateReader in) {
        readAtSessions(baselines.rows, in);
        for (int slot = 0; slot < baselines.rows.slotsEnd(); slot++) {
            if (baselines.rows.key(slot) != 0) {
                baselines.sumUp(slot);
            }
        }
    }

    private void readCounts(CountTable counts, StateReader in) {
        for (long left = in.getLong(); left > 0; left--) {
            counts.relinkPool(readRow(counts.pools, in));
        }
        readAtSessions(counts.rows, in);
        for (int slot = 0; slot < counts.rows.slotsEnd(); slot++) {
            if (counts.rows.key(slot) != 0) {
                counts.relink(slot, scoring.sessions.eventKey(slot));
            }
        }
    }

    private void readDecisioning(StateReader in) {
        decisioning.timers.number = in.getLong();
        decisioning.life.lateOutcomes = in.getLong();
        decisioning.gates.doubtedMs = in.getLong();
        decisioning.refused = in.getLong();
        decisioning.texts.refused = in.getLong();
        decisioning.settings.idle.lastNumber = in.getLong();
        readAtSessions(decisioning.agents.rows, in);
        readDecisions(in);
        for (long left = in.getLong(); left > 0; left--) {
            decisioning.limits.relink(readRow(decisioning.limits.rows, in), decisioning.timers.plain);
        }
        for (long left = in.getLong(); left > 0; left--) {
            decisioning.settings.relink(readRow(decisioning.settings.rows, in));
        }
        decisioning.settings.idle.relink();
        for (long left = in.getLong(); left > 0; left--) {
            decisioning.settings.sessions.relink(readRow(decisioning.settings.sessions.rows, in));
        }
        for (long left = in.getLong(); left > 0; left--) {
            StateRows.readWords(
                    decisioning.selection.statistics.rows, decisioning.selection.statistics.restore(in.getLong()), in);
        }
        decisioning.brake.read(in);
        decisioning.sources.read(in);
        decisioning.controls.commands.read(in);
        decisioning.verdicts.log.read(in);
        readTallies(decisioning.tallies, in);
        if (decisioning.alarms != null) {
            readAtSessions(decisioning.alarms.rows, in);
            for (long left = in.getLong(); left > 0; left--) {
                decisioning.alarms.budget.relink(readRow(decisioning.alarms.budget.rows, in));
            }
        }
    }

    private static void readTallies(EventTallies tallies, StateReader in) {
        tallies.refused = in.getLong();
        tallies.tallies.idle.lastNumber = in.getLong();
        for (long left = in.getLong(); left > 0; left--) {
            tallies.relinkTally(readRow(tallies.tallies.rows, in));
        }
        tallies.tallies.idle.relink();
        for (long left = in.getLong(); left > 0; left--) {
            tallies.relinkSession(readRow(tallies.sessions, in));
        }
    }

    private void readDecisions(StateReader in) {
        DecisionTable decisions = decisioning.decisions;
        for (long left = in.getLong(); left > 0; left--) {
            int row = readRow(decisions.rows, in);
            decisions.relink(row, sessionSlot(decisions.sessionKey(row)));
            decisioning.timers.add(decisions.dueMs(row), decisions.timerNumber(row), decisions.timerKind(row), row);
        }
        for (long left = in.getLong(); left > 0; left--) {
            decisioning.texts.relink(readRow(decisioning.texts.rows, in));
        }
    }

    private static int readRow(RowTable rows, StateReader in) {
        int slot = rows.allocate(in.getLong());
        if (slot == RowTable.NONE) {
            throw tooSmall();
        }
        StateRows.readWords(rows, slot, in);
        return slot;
    }

    private static IllegalStateException tooSmall() {
        return new IllegalStateException("the state holds more rows than the configured limit: raise the limit");
    }

    /** Rows that live at the slot of their session. */
    private void readAtSessions(RowTable rows, StateReader in) {
        for (long left = in.getLong(); left > 0; left--) {
            long key = in.getLong();
            int slot = sessionSlot(key);
            rows.claim(slot, key);
            StateRows.readWords(rows, slot, in);
        }
    }

    private int sessionSlot(long key) {
        int slot = scoring.sessions.slotOf(key);
        if (slot == RowTable.NONE) {
            throw new IllegalStateException("the state speaks of a session that it does not hold: key " + key);
        }
        return slot;
    }
}
