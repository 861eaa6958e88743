package conductor.engine.audience;

import conductor.engine.core.Code;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.Steps;
import conductor.engine.core.TimerKind;
import conductor.engine.state.Hashing;
import conductor.engine.state.Ppm;
import conductor.engine.state.RowTable;
import conductor.engine.state.TimerHeap;
import conductor.engine.state.TimerQueue;

/**
 * First stage of the audience plane (audience.md 3 and 4): keeps sessions, users and polls, fires their timers and scores every
 * open session once a period. Writes steps, decides nothing.
 */
public final class AudienceScoring {
    /** A session closes after this long without an input. */
    static final long IDLE_MS = 1_800_000;
    /**
     * A closed session forgets its connected users after this long. One that opens again leaves a void timer behind; it can
     * do so once in half an hour, so a slot has at most 24.
     */
    static final long SHELL_MS = 43_200_000;
    /** The active poll is released this long after its last vote. */
    static final long LAPSE_MS = 120_000;

    private static final int RANK_CHAT = 3;
    private static final int RANK_JOIN = 4;

    private final EngineConfig config;
    private final ScoreV1 score = new ScoreV1();
    /** Whether detection wants to know what is new at an evaluation, and a sum each of it. */
    private final boolean countNew;

    private final int[] newCounts = new int[SessionTable.FIELDS];
    final long[] counters = new long[AudienceCounters.COUNT];
    final SessionTable sessions;
    final UserTable users;
    final PollTable polls;
    final ScoringTimers timers;
    private final ScoringAhead ahead;

    public AudienceScoring(EngineConfig config) {
        this.config = config;
        this.countNew = config.detection().version() == DetectionConfig.V2;
        this.sessions = new SessionTable(config.sessionsMax(), counters);
        this.users = new UserTable(config.usersMax(), sessions);
        this.polls = new PollTable(config.votersMax(), sessions);
        this.timers = new ScoringTimers(sessions);
        this.ahead = new ScoringAhead(sessions, users, polls);
    }

    /** Applies one signal at its engine time. */
    public void onSignal(Signal signal, Steps steps) {
        apply(signal, steps);
        if (signal.type != SignalType.TICK) {
            users.reclaim(signal.engineTimeMs / 1000, UserTable.RECLAIMED_BY_SIGNAL);
        }
        timers.dropIfVoided();
    }

    private void apply(Signal signal, Steps steps) {
        switch (signal.type) {
            case SignalType.TICK -> onTick(signal, steps);
            case SignalType.CHAT -> onAction(signal, steps, RANK_CHAT);
            case SignalType.REACTION -> onAction(signal, steps, 0);
            case SignalType.POLL_VOTE -> onVote(signal, steps);
            case SignalType.POLL_CLOSED -> onPollClosed(signal, steps);
            case SignalType.JOIN -> onJoin(signal, steps);
            case SignalType.LEAVE -> onLeave(signal);
            case SignalType.EVENT_EVIDENCE -> onEvidence(signal, steps);
            case SignalType.SET_MODE, SignalType.TRIGGER ->
                look(signal.subjectKey, signal.engineTimeMs, signal.engineTimeMs, steps);
            default -> {
                // Nothing of the audience plane.
            }
        }
    }

    /** Brings near what the signals of a batch will need ({@link ScoringAhead}); changes nothing. */
    public void lookAhead(Signal[] batch, int count) {
        ahead.ofBatch(batch, count);
    }

    /** Due time of the earliest timer, {@code Long.MAX_VALUE} when there is none. */
    public long nextDueMs() {
        return Math.min(timers.nextDueMs(), users.nextDueMs());
    }

    /** Sessions that are open or kept for their connected users. */
    public int sessionRows() {
        return sessions.rows.size();
    }

    /** A counter of {@link AudienceCounters}. */
    public long counter(int counter) {
        return counters[counter];
    }

    /** Hash of all state of this stage. */
    public long hash() {
        return sessions.rows.hash() + users.hash() + polls.rows.hash() + polls.votersHash() + headerHash();
    }

    /** The same computed anew from every row. */
    public long recomputeHash() {
        return sessions.rows.recomputeHash()
                + users.recomputeHash()
                + polls.rows.recomputeHash()
                + polls.recomputeVotersHash()
                + headerHash();
    }

    private long headerHash() {
        long hash = Hashing.contribution(AudienceSections.SCORING, 0, timers.number);
        for (int i = 0; i < counters.length; i++) {
            hash += Hashing.contribution(AudienceSections.SCORING, i + 1, counters[i]);
        }
        return hash;
    }

    private void onAction(Signal signal, Steps steps, int evidenceRank) {
        long nowMs = signal.engineTimeMs;
        long userKey = signal.actorKey == 0 ? 0 : UserTable.key(signal.subjectKey, signal.actorKey);
        int slot = admit(signal, userKey, steps);
        if (slot == RowTable.NONE) {
            return;
        }
        long second = nowMs / 1000;
        int field = signal.type == SignalType.CHAT ? SessionTable.CHAT : SessionTable.REACTIONS;
        sessions.addAction(slot, second, field, act(slot, userKey, second));
        resolve(slot, signal.scopeKey, evidenceRank, nowMs, steps);
    }

    private void onJoin(Signal signal, Steps steps) {
        long userKey = UserTable.key(signal.subjectKey, signal.actorKey);
        int slot = admit(signal, userKey, steps);
        if (slot == RowTable.NONE) {
            return;
        }
        int user = users.ensure(slot, userKey);
        if (users.connect(slot, user)) {
            users.withdrawLeave(slot, user, signal.engineTimeMs / 1000);
        }
        resolve(slot, signal.scopeKey, RANK_JOIN, signal.engineTimeMs, steps);
    }

    private void onLeave(Signal signal) {
        int slot = sessions.slotOf(signal.subjectKey);
        int user =
                slot == RowTable.NONE ? RowTable.NONE : users.find(UserTable.key(signal.subjectKey, signal.actorKey));
        if (user == RowTable.NONE || users.connections(user) == 0) {
            counters[AudienceCounters.LEAVES_IGNORED]++;
            return;
        }
        boolean gone = users.disconnect(slot, user);
        if (sessions.open(slot)) {
            touch(slot, signal.engineTimeMs);
            if (gone) {
                users.leave(slot, user, signal.engineTimeMs / 1000);
            }
        } else if (gone) {
            users.free(slot, user);
            if (sessions.connectedUsers(slot) == 0) {
                sessions.free(slot);
                timers.mayBeVoid();
            }
        }
    }

    private void onVote(Signal signal, Steps steps) {
        long pollKey = PollTable.key(signal.subjectKey, signal.value1);
        long voterKey = PollTable.voterKey(pollKey, signal.actorKey);
        int poll = polls.slotOf(pollKey);
        if (!polls.hasRoomFor(poll, voterKey)) {
            refuse(signal, Code.VOTER_TABLE_FULL, steps);
            return;
        }
        long userKey = signal.actorKey == 0 ? 0 : UserTable.key(signal.subjectKey, signal.actorKey);
        int slot = admit(signal, userKey, steps);
        if (slot == RowTable.NONE) {
            return;
        }
        long second = signal.engineTimeMs / 1000;
        sessions.add(slot, second, SessionTable.ACTIVE, act(slot, userKey, second));
        if (poll == RowTable.NONE) {
            poll = openPoll(slot, signal, pollKey, steps);
        } else if (!polls.open(poll)) {
            counters[AudienceCounters.VOTES_ON_ENDED_POLLS]++;
            return;
        } else if (polls.hasVoted(voterKey)) {
            counters[AudienceCounters.VOTES_REPEATED]++;
            return;
        }
        polls.vote(poll, voterKey, signal.engineTimeMs);
        if (sessions.activePoll(slot) == 0) {
            sessions.activePoll(slot, pollKey, poll);
        }
        if (sessions.activePoll(slot) == pollKey) {
            timers.armLapse(slot, signal.engineTimeMs + LAPSE_MS);
        }
    }

    /** First vote of a poll: it becomes the active one, an older active one is released. */
    private int openPoll(int slot, Signal signal, long pollKey, Steps steps) {
        long nowMs = signal.engineTimeMs;
        if (polls.openPolls(slot) == PollTable.MAX_OPEN) {
            int oldest = polls.oldestOpen(slot);
            if (sessions.activePoll(slot) == polls.rows.key(oldest)) {
                release(slot, nowMs, steps);
            }
            int step = steps.add(Steps.POLL_DROPPED, slot, signal.subjectKey, sessions.eventKey(slot), nowMs);
            steps.arg[step] = polls.pollKey(oldest);
            polls.end(oldest);
        }
        if (sessions.activePoll(slot) != 0) {
            release(slot, nowMs, steps);
        }
        int eligible = Math.max(1, sessions.connectedUsers(slot));
        return polls.create(slot, pollKey, signal.value1, eligible, ++timers.number);
    }

    private void onPollClosed(Signal signal, Steps steps) {
        int poll = signal.subjectKey == 0
                ? polls.openByPollId(signal.value1)
                : polls.slotOf(PollTable.key(signal.subjectKey, signal.value1));
        if (poll == RowTable.NONE || !polls.open(poll)) {
            counters[AudienceCounters.CLOSES_WITHOUT_EFFECT]++;
            return;
        }
        int slot = polls.sessionOf(poll);
        touch(slot, signal.engineTimeMs);
        polls.end(poll);
        if (sessions.activePoll(slot) == polls.rows.key(poll)) {
            release(slot, signal.engineTimeMs, steps);
        }
    }

    private void onEvidence(Signal signal, Steps steps) {
        int slot = sessions.slotOf(signal.subjectKey);
        if (slot != RowTable.NONE && sessions.open(slot)) {
            resolve(slot, signal.scopeKey, (int) signal.value1, signal.engineTimeMs, steps);
        }
    }

    /**
     * The open session of a signal, opened if need be, with its window moved to now and room for the user; or
     * {@link RowTable#NONE} after the signal was refused.
     */
    private int admit(Signal signal, long userKey, Steps steps) {
        if (userKey != 0 && !users.hasRoomFor(userKey)) {
            refuse(signal, Code.USER_TABLE_FULL, steps);
            return RowTable.NONE;
        }
        int slot = sessions.slotOf(signal.subjectKey);
        if (slot == RowTable.NONE) {
            slot = sessions.allocate(signal.subjectKey);
            if (slot == RowTable.NONE) {
                refuse(signal, Code.SESSION_TABLE_FULL, steps);
                return RowTable.NONE;
            }
        }
        if (!sessions.open(slot)) {
            open(slot, signal.subjectKey, signal.engineTimeMs, steps);
        }
        touch(slot, signal.engineTimeMs);
        return slot;
    }

    private void open(int slot, long sessionKey, long nowMs, Steps steps) {
        timers.mayBeVoid(); // a shell waited to expire
        sessions.rows.set(slot, SessionTable.OPENED_MS, nowMs);
        sessions.rows.set(slot, SessionTable.WINDOW_AT, nowMs / 1000);
        timers.armEvaluation(slot, nowMs + config.evaluationPeriodMs());
        timers.armIdle(slot, nowMs + IDLE_MS, TimerKind.IDLE_CLOSE);
        counters[AudienceCounters.SESSIONS_OPENED]++;
        steps.add(Steps.OPENED, slot, sessionKey, 0, nowMs);
    }

    private void touch(int slot, long nowMs) {
        sessions.rows.set(slot, SessionTable.LAST_INPUT_MS, nowMs);
        sessions.moveWindow(slot, nowMs / 1000);
    }

    /** Notes that a user acted; returns 1 if that makes one more active user of this second, else 0. */
    private int act(int slot, long userKey, long second) {
        if (userKey == 0) {
            return 0;
        }
        int user = users.ensure(slot, userKey);
        if (users.connections(user) == 0) {
            counters[AudienceCounters.PRESENCE_GAP]++;
        }
        return users.act(slot, user, second);
    }

    private void refuse(Signal signal, int code, Steps steps) {
        counters[AudienceCounters.REFUSED]++;
        steps.refuse(signal.subjectKey, signal.scopeKey, signal.engineTimeMs, code);
    }

    /** Better evidence replaces weaker, whenever it comes; among equals the first stays (audience.md 1.4). */
    private void resolve(int slot, long eventKey, int rank, long nowMs, Steps steps) {
        if (eventKey == 0) {
            return;
        }
        long known = sessions.eventKey(slot);
        int knownRank = (int) sessions.rows.get(slot, SessionTable.EVENT_RANK);
        if (rank <= knownRank) {
            if (rank == knownRank && known != eventKey) {
                counters[AudienceCounters.EVIDENCE_CONFLICTS]++;
            }
            return;
        }
        sessions.rows.set(slot, SessionTable.EVENT_RANK, rank);
        if (known != eventKey) {
            sessions.rows.set(slot, SessionTable.EVENT_KEY, eventKey);
            int step = steps.add(Steps.RESOLVED, slot, sessions.rows.key(slot), eventKey, nowMs);
            steps.arg[step] = known;
            steps.rankBefore[step] = knownRank;
            steps.rank[step] = rank;
        }
    }

    private int release(int slot, long nowMs, Steps steps) {
        sessions.activePoll(slot, 0, RowTable.NONE);
        return steps.add(Steps.RELEASED, slot, sessions.rows.key(slot), sessions.eventKey(slot), nowMs);
    }

    /** Fires what is due up to the tick's horizon; then, at that time, looks at the session that the tick names. */
    private void onTick(Signal tick, Steps steps) {
        boolean looks = tick.subjectKey != 0;
        long untilMs = tick.value1 == 0 ? tick.engineTimeMs : tick.value1;
        ahead.ofEvaluations(timers.evaluations, untilMs, config.evaluationsPerTick());
        int fired = 0;
        while (nextDueMs() <= untilMs && !(looks && isAfter(untilMs, tick.value2))) {
            if (fired++ == config.evaluationsPerTick()) {
                steps.horizon(nextDueMs() - 1);
                return;
            }
            fireNext(steps);
            timers.dropVoid();
        }
        steps.horizon(looks ? untilMs - 1 : untilMs);
        if (looks) {
            look(tick.subjectKey, untilMs, tick.value2, steps);
        }
    }

    /** Whether all that is left to fire comes after a look: evaluations of its time that were armed no earlier. */
    private boolean isAfter(long lookMs, long armedMs) {
        return timers.others.nextDueMs() > lookMs
                && timers.evaluations.nextDueMs() == lookMs
                && lookMs - config.evaluationPeriodMs() >= armedMs;
    }

    /** Scores an open session beside its evaluations. */
    private void look(long sessionKey, long nowMs, long armedMs, Steps steps) {
        int slot = sessions.slotOf(sessionKey);
        if (slot != RowTable.NONE && sessions.open(slot)) {
            steps.armedMs[score(Steps.LOOKED, slot, nowMs, steps)] = armedMs;
        }
    }

    private void fireNext(Steps steps) {
        if (users.nextDueMs() < timers.nextDueMs()) {
            users.reclaim(users.nextDueMs() / 1000, UserTable.RECLAIMED_BY_TIMER);
            return;
        }
        TimerQueue evaluations = timers.evaluations;
        TimerHeap others = timers.others;
        // A deadline that falls on an evaluation was set before it, however late its timer was armed again: it comes
        // first.
        if (evaluations.nextDueMs() < others.nextDueMs()) {
            int slot = evaluations.nextSlot();
            long dueMs = evaluations.nextDueMs();
            evaluations.removeFirst();
            evaluate(slot, dueMs, steps);
            return;
        }
        int slot = others.nextSlot();
        long dueMs = others.nextDueMs();
        int kind = others.nextKind();
        others.removeFirst();
        if (kind == TimerKind.POLL_LAPSE) {
            lapse(slot, dueMs, steps);
        } else {
            expire(slot, dueMs, kind, steps);
        }
    }

    private void evaluate(int slot, long dueMs, Steps steps) {
        if (countNew) {
            sessions.countSeconds(slot, (dueMs - config.evaluationPeriodMs()) / 1000, dueMs / 1000, newCounts);
        }
        int i = score(Steps.EVALUATED, slot, dueMs, steps);
        steps.timer[i] = TimerKind.EVALUATION;
        steps.armedMs[i] = dueMs - config.evaluationPeriodMs();
        steps.newChat[i] = newCounts[SessionTable.CHAT];
        steps.newReactions[i] = newCounts[SessionTable.REACTIONS];
        steps.newLeavers[i] = newCounts[SessionTable.LEAVERS];
        counters[AudienceCounters.EVALUATIONS]++;
        timers.armEvaluation(slot, dueMs + config.evaluationPeriodMs());
    }

    /** Adds a step with the score that an open session has at a time. */
    private int score(int kind, int slot, long dueMs, Steps steps) {
        sessions.moveWindow(slot, dueMs / 1000);
        int total = sessions.connectedUsers(slot);
        int active = config.parityInput() ? total : sessions.count(slot, SessionTable.ACTIVE);
        int leavers = sessions.count(slot, SessionTable.LEAVERS);
        long leaveRate = Ppm.ratio(leavers, Math.max(1, total));
        int activePoll = sessions.activePollRow(slot);
        long participation = activePoll == RowTable.NONE ? 0 : polls.participationPpm(activePoll);
        int chat = sessions.count(slot, SessionTable.CHAT);
        int reactions = sessions.count(slot, SessionTable.REACTIONS);
        score.compute(chat, reactions, active, total, participation, leaveRate);
        int i = steps.add(kind, slot, sessions.rows.key(slot), sessions.eventKey(slot), dueMs);
        steps.chatCount[i] = chat;
        steps.reactionCount[i] = reactions;
        steps.activeUsers[i] = active;
        steps.totalUsers[i] = total;
        steps.leavers[i] = leavers;
        steps.lastInputMs[i] = sessions.rows.get(slot, SessionTable.LAST_INPUT_MS);
        steps.leaveRatePpm[i] = leaveRate;
        steps.pollOpen[i] = activePoll != RowTable.NONE;
        steps.participationPpm[i] = (int) participation;
        score.write(steps, i);
        return i;
    }

    private void lapse(int slot, long dueMs, Steps steps) {
        timers.disarmLapse(slot);
        int activePoll = sessions.activePollRow(slot);
        if (activePoll == RowTable.NONE) {
            return;
        }
        long lastVoteMs = polls.lastVoteMs(activePoll);
        if (lastVoteMs + LAPSE_MS <= dueMs) {
            steps.armedMs[release(slot, dueMs, steps)] = lastVoteMs;
        } else {
            timers.armLapse(slot, lastVoteMs + LAPSE_MS);
        }
    }

    private void expire(int slot, long dueMs, int kind, Steps steps) {
        if (kind == TimerKind.SHELL_EXPIRY) {
            users.freeAll(slot);
            sessions.free(slot);
            return;
        }
        long lastInputMs = sessions.rows.get(slot, SessionTable.LAST_INPUT_MS);
        if (lastInputMs + IDLE_MS > dueMs) {
            timers.armIdle(slot, lastInputMs + IDLE_MS, TimerKind.IDLE_CLOSE);
            return;
        }
        int step = steps.add(Steps.CLOSED, slot, sessions.rows.key(slot), sessions.eventKey(slot), dueMs);
        steps.timer[step] = TimerKind.IDLE_CLOSE;
        steps.armedMs[step] = lastInputMs;
        counters[AudienceCounters.SESSIONS_CLOSED]++;
        polls.freeAll(slot);
        // Whoever acted or left did so half an hour ago: those who are not connected are gone, the others' stamps are.
        assert sessions.userRows(slot) == sessions.connectedUsers(slot) : slot;
        if (sessions.connectedUsers(slot) == 0) {
            sessions.free(slot);
        } else {
            sessions.makeShell(slot);
            timers.armIdle(slot, dueMs + SHELL_MS, TimerKind.SHELL_EXPIRY);
        }
    }
}
