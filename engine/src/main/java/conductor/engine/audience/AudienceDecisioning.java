package conductor.engine.audience;

import conductor.engine.core.AgentStatus;
import conductor.engine.core.Approvals;
import conductor.engine.core.Code;
import conductor.engine.core.Companion;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionEmitter;
import conductor.engine.core.DecisionType;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Names;
import conductor.engine.core.PeopleWork;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.Steps;
import conductor.engine.core.TimerKind;
import conductor.engine.learn.ArmStatistics;
import conductor.engine.state.Hashing;

/**
 * Third stage of the audience plane (audience.md 6): turns steps into records and fires the timers of decisions. What becomes of an
 * anomaly is decided by {@link Proposals}, what becomes of a decision by {@link DecisionLife}, what people say by {@link Controls}.
 */
public final class AudienceDecisioning implements Approvals {
    /** No look at a session falls due sooner after what it was armed by, unless that was a signal itself. */
    public static final long LOOK_LEAD_MS = 1_000;

    private final DecisionEmitter out;
    private final Names names;
    final AgentTable agents;
    final DecisionTable decisions;
    final TextTable texts;
    final EventLimits limits;
    final EventSettings settings;
    final ContentSources sources = new ContentSources();
    final Brake brake;
    final DecisionTimers timers = new DecisionTimers();
    final Selection selection;
    final Verdicts verdicts;
    final DecisionLife life;
    final Controls controls;
    final Gates gates;
    final EventTallies tallies;
    /** Detector v2's alarms, null where v1 is used. */
    final AlarmGate alarms;

    private final Proposals proposals;
    private final StatusReports statuses;
    /** Inputs that this stage refused. */
    long refused;

    private final DecisioningAhead ahead;
    private final PeopleWork people;
    /** The presence plane, null where there is none. */
    private Companion companion;

    public AudienceDecisioning(EngineConfig config, Names names, DecisionEmitter out, PeopleWork people) {
        this.people = people;
        this.names = names;
        this.out = out;
        this.agents = new AgentTable(config.sessionsMax());
        this.tallies = new EventTallies(config.eventsMax(), config.sessionsMax());
        this.ahead = new DecisioningAhead(agents, tallies);
        out.countIn(tallies);
        this.decisions = new DecisionTable(config.life().decisionsMax());
        this.texts = new TextTable(config.life().decisionsMax());
        this.limits = new EventLimits(config.eventsMax());
        this.settings = new EventSettings(config, sources);
        this.alarms = config.detection().version() == DetectionConfig.V2 ? new AlarmGate(config, settings) : null;
        this.brake = new Brake(settings, config.eventsMax());
        this.selection = new Selection(config.selection());
        this.gates = new Gates(settings, brake, agents, limits, selection);
        this.statuses = new StatusReports(out, agents, decisions);
        this.verdicts = new Verdicts(decisions);
        this.life = new DecisionLife(
                config,
                out,
                settings,
                agents,
                decisions,
                texts,
                new Publication(gates, settings, agents, decisions, texts, limits, timers),
                sources,
                timers,
                verdicts,
                statuses,
                new Measurement(out, decisions, selection.statistics),
                people);
        this.proposals =
                new Proposals(out, gates, settings, agents, decisions, selection, sources, life, statuses, people);
        this.controls = new Controls(
                out, settings, brake, timers, new SessionCommands(out, settings, agents, gates, proposals, life));
    }

    /** Works through the steps of a signal, then through the signal itself where it speaks of a decision. */
    public void onSignal(Signal signal, Steps steps) {
        apply(signal, steps);
        companionAfter(signal.engineTimeMs, 0);
        timers.dropVoid(decisions, limits);
    }

    /** Names the plane whose steps stand between those of this one. */
    public void with(Companion plane) {
        companion = plane;
        controls.with(plane);
    }

    private void companionBefore(long timeMs) {
        if (companion != null) {
            companion.before(timeMs);
        }
    }

    private void companionAfter(long nowMs, int timer) {
        if (people.size() > 0) {
            companion.after(nowMs, timer);
        }
    }

    @Override
    public int verdict(Signal signal) {
        return signal.type == SignalType.APPROVE ? life.approve(signal) : life.reject(signal);
    }

    private void apply(Signal signal, Steps steps) {
        ahead.touch(steps);
        for (int i = 0; i < steps.size(); i++) {
            fireBefore(steps.nowMs[i], steps.armedMs[i]);
            companionBefore(steps.nowMs[i]);
            onStep(signal, steps, i);
            companionAfter(steps.nowMs[i], steps.timer[i]);
            timers.dropVoid(decisions, limits);
        }
        switch (signal.type) {
            case SignalType.TICK -> endTick(steps);
            case SignalType.OUTCOME -> life.onOutcome(signal);
            case SignalType.EGRESS_RESULT -> life.onEgressResult(signal);
            case SignalType.CONTENT -> life.onContent(signal);
            case SignalType.CONTENT_SOURCES -> sources.apply(signal);
            case SignalType.EVENT_SETTINGS -> refused += controls.onSettings(signal) ? 0 : 1;
            case SignalType.PAUSE,
                    SignalType.RESUME,
                    SignalType.COMMAND_REFUSED,
                    SignalType.APPROVE,
                    SignalType.REJECT,
                    SignalType.SET_MODE,
                    SignalType.SET_SETTINGS,
                    SignalType.SET_SWITCH,
                    SignalType.TRIGGER -> controls.onCommand(signal, steps);
            default -> {
                // Its steps say it all.
            }
        }
    }

    /**
     * Goes on from a snapshot behind which the journal was lost. What is decided until {@code quietUntilMs} has perhaps been decided and
     * carried out before: it waits for a person. Readers of the records begin here, so what is open is said again.
     */
    public void goOn(long nowMs, long quietUntilMs) {
        if (quietUntilMs > nowMs
                && brake.pausedUntilMs(0) < quietUntilMs
                && brake.pause(0, quietUntilMs, ++timers.number)) {
            out.begin(DecisionType.PAUSED, nowMs, 0, 0, 0).decisionSeq = quietUntilMs;
            out.emit();
        }
        for (int slot : agents.slotsByKey()) {
            sayAgain(DecisionType.SESSION_OPENED, nowMs, 0, slot);
            if (agents.eventKey(slot) != 0) {
                sayAgain(DecisionType.EVENT_RESOLVED, nowMs, agents.eventKey(slot), slot);
            }
        }
    }

    private void sayAgain(int type, long nowMs, long eventKey, int slot) {
        Decision d = out.begin(type, nowMs, eventKey, agents.rows.key(slot), 0);
        d.payloadLength = names.copyText(eventKey == 0 ? d.subjectKey : eventKey, d.payload, 0);
        d.code = d.payloadLength == 0 ? Code.UNDEFINED_NAME : Code.NONE;
        out.emitAgain();
    }

    private void endTick(Steps steps) {
        fireBefore(steps.horizonMs(), Long.MAX_VALUE);
        if (timers.looks.nextDueMs() <= steps.horizonMs()) {
            throw new IllegalStateException(
                    "a tick passed the look at a session that was due at " + timers.looks.nextDueMs());
        }
    }

    /** Due time of the earliest timer, {@code Long.MAX_VALUE} when there is none. */
    public long nextDueMs() {
        return Math.min(timers.nextDueMs(), brake.nextEndMs());
    }

    /**
     * Puts into a tick that is about to be made the look at a session that is due first, if one is by then.
     *
     * @param untilMs up to when the tick may fire timers.
     * @return up to when it may, with the look.
     */
    public long prepareTick(Signal tick, long untilMs) {
        long dueMs = timers.looks.nextDueMs();
        if (dueMs > untilMs) {
            return untilMs;
        }
        int row = timers.looks.nextSlot();
        tick.subjectKey = decisions.sessionKey(row);
        tick.value2 = decisions.armedMs(row);
        return dueMs;
    }

    /**
     * No timer that this signal sets falls due before the answer.
     *
     * @param fromMs earliest time of what the signal sets off.
     */
    public long soonestTimerMs(Signal signal, long fromMs) {
        return mayFallDueAtOnce(signal) ? fromMs : fromMs + LOOK_LEAD_MS;
    }

    /** A pause ends after as short a time as the person who asked for it likes; what is approved is published at once. */
    public boolean mayFallDueAtOnce(Signal signal) {
        return switch (signal.type) {
            case SignalType.PAUSE, SignalType.APPROVE, SignalType.CONTENT, SignalType.WORK_VERDICT -> true;
            default -> false;
        };
    }

    /** What was learned about the arms so far. */
    public ArmStatistics armStatistics() {
        return selection.statistics;
    }

    /** Outcomes that belonged to no decision that waited for one. */
    public long lateOutcomes() {
        return life.lateOutcomes;
    }

    /** Texts of decisions that found no room: contents, and what the platform said of failures. */
    public long refusedTexts() {
        return texts.refused;
    }

    /** Sessions that no summary counts, because there was no room for a tally of their event. */
    public long sessionsWithoutTally() {
        return tallies.refused();
    }

    /** Decisions that are open: proposed, published, or waiting to be measured. */
    public int openDecisions() {
        return decisions.rows.size();
    }

    /** Inputs that were refused here: settings without room for them, and what breaks the rules of inputs. */
    public long refused() {
        return refused;
    }

    /** Counts an input that is refused before it comes to this stage. */
    public void countRefusal() {
        refused++;
    }

    /** Since when the platform's feed is doubted in ms, 0 = it is trusted. */
    public long doubtedMs() {
        return gates.doubtedMs;
    }

    /** Until when automatic action is paused for all events: 0 = it is not, {@code Long.MAX_VALUE} = until it is resumed. */
    public long pausedUntilMs() {
        return brake.pausedUntilMs(0);
    }

    /** Hash of all state of this stage. */
    public long hash() {
        return agents.rows.hash()
                + decisions.rows.hash()
                + texts.rows.hash()
                + limits.rows.hash()
                + selection.statistics.rows.hash()
                + settings.rows.hash()
                + settings.sessions.rows.hash()
                + controls.commands.hash()
                + verdicts.log.hash()
                + tallies.hash()
                + (alarms == null ? 0 : alarms.hash())
                + headerHash();
    }

    /** The same computed anew from every row. */
    public long recomputeHash() {
        return agents.rows.recomputeHash()
                + decisions.rows.recomputeHash()
                + texts.rows.recomputeHash()
                + limits.rows.recomputeHash()
                + selection.statistics.rows.recomputeHash()
                + settings.rows.recomputeHash()
                + settings.sessions.rows.recomputeHash()
                + controls.commands.recomputeHash()
                + verdicts.log.recomputeHash()
                + tallies.recomputeHash()
                + (alarms == null ? 0 : alarms.recomputeHash())
                + headerHash();
    }

    private long headerHash() {
        return Hashing.contribution(AudienceSections.DECISIONING, 0, timers.number)
                + Hashing.contribution(AudienceSections.DECISIONING, 1, life.lateOutcomes)
                + Hashing.contribution(AudienceSections.DECISIONING, 2, gates.doubtedMs)
                + Hashing.contribution(AudienceSections.DECISIONING, 5, refused)
                + Hashing.contribution(AudienceSections.DECISIONING, 6, settings.idle.lastNumber)
                + Hashing.contribution(AudienceSections.DECISIONING, 7, texts.refused)
                + sources.hash()
                + brake.hash();
    }

    private void onStep(Signal signal, Steps steps, int i) {
        if (steps.trust[i] != Steps.TRUST_UNCHANGED) {
            onTrust(steps, i);
        }
        switch (steps.kind[i]) {
            case Steps.OPENED -> onOpened(steps, i);
            case Steps.RESOLVED -> onResolved(steps, i);
            case Steps.EVALUATED -> onEvaluated(steps, i);
            case Steps.LOOKED -> onLooked(signal, steps, i);
            case Steps.CLOSED -> onClosed(steps, i);
            case Steps.POLL_DROPPED -> {
                begin(DecisionType.POLL_DROPPED, steps, i).anomalySeq = steps.arg[i];
                out.emit();
            }
            case Steps.REFUSED -> {
                begin(DecisionType.INPUT_REFUSED, steps, i).code = steps.code[i];
                out.emit();
            }
            default -> {
                // A released poll changes the past of the scores, which is detection's.
            }
        }
    }

    /** The feed is doubted or trusted again; said before anything else of the step, which it bears on. */
    private void onTrust(Steps steps, int i) {
        boolean doubted = steps.trust[i] == Steps.DOUBTED;
        gates.doubtedMs = doubted ? steps.nowMs[i] : 0;
        Decision d = out.begin(DecisionType.SOURCE_SUSPECT, steps.nowMs[i], 0, 0, steps.timer[i]);
        d.state = doubted ? 1 : 0;
        d.totalUsers = (int) (steps.arg[i] >>> 32);
        d.leavers = (int) steps.arg[i];
        out.emit();
    }

    private void onOpened(Steps steps, int i) {
        agents.rows.claim(steps.slot[i], steps.subjectKey[i]);
        if (alarms != null) {
            alarms.open(steps.slot[i], steps.subjectKey[i]);
        }
        names.refer(steps.subjectKey[i]);
        Decision d = begin(DecisionType.SESSION_OPENED, steps, i);
        d.payloadLength = names.copyText(d.subjectKey, d.payload, 0);
        d.code = d.payloadLength == 0 ? Code.UNDEFINED_NAME : Code.NONE;
        out.emit();
    }

    private void onResolved(Steps steps, int i) {
        settings.sessionMoved(agents.eventKey(steps.slot[i]), steps.scopeKey[i]);
        if (alarms != null) {
            alarms.move(agents.eventKey(steps.slot[i]), steps.scopeKey[i]);
        }
        agents.eventKey(steps.slot[i], steps.scopeKey[i]);
        names.refer(steps.scopeKey[i]);
        names.release(steps.arg[i], steps.nowMs[i]);
        Decision d = begin(DecisionType.EVENT_RESOLVED, steps, i);
        d.decisionSeq = steps.arg[i];
        d.previous = steps.rankBefore[i];
        d.state = steps.rank[i];
        d.payloadLength = names.copyText(d.scopeKey, d.payload, 0);
        d.code = d.payloadLength == 0 ? Code.UNDEFINED_NAME : Code.NONE;
        out.emit();
    }

    private void onClosed(Steps steps, int i) {
        int slot = steps.slot[i];
        long nowMs = steps.nowMs[i];
        life.close(slot, nowMs);
        statuses.report(slot, AgentStatus.IDLE, nowMs, TimerKind.IDLE_CLOSE);
        begin(DecisionType.SESSION_CLOSED, steps, i).code = Code.IDLE;
        out.emit();
        summarise(agents.eventKey(slot), nowMs);
        names.release(steps.subjectKey[i], nowMs);
        names.release(agents.eventKey(slot), nowMs);
        settings.sessionMoved(agents.eventKey(slot), 0);
        if (alarms != null) {
            alarms.close(slot, agents.eventKey(slot));
        }
        agents.rows.clear(slot);
    }

    /** Says what happened in an event whose last session closed; a later summary replaces this one. */
    private void summarise(long eventKey, long nowMs) {
        if (eventKey != 0 && tallies.closed(eventKey)) {
            Decision d = out.begin(DecisionType.SUMMARY, nowMs, eventKey, 0, TimerKind.IDLE_CLOSE);
            if (tallies.write(d)) {
                out.emit();
            }
        }
    }

    private void onEvaluated(Steps steps, int i) {
        int slot = steps.slot[i];
        RecordFigures.score(begin(DecisionType.SCORE, steps, i), steps, i);
        out.emit();
        if (agents.status(slot) == 0) {
            statuses.report(slot, AgentStatus.MONITORING, steps.nowMs[i], TimerKind.EVALUATION);
        }
        if (alarms != null) {
            alarms.judge(slot, i, steps);
        }
        if (steps.anomalyClass[i] == 0) {
            statuses.settle(slot, steps.nowMs[i], TimerKind.EVALUATION);
        } else if (steps.coolUntilMs[i] != 0) {
            Decision d = begin(DecisionType.ANOMALY_COOLED, steps, i);
            d.decisionSeq = steps.coolUntilMs[i];
            RecordFigures.finding(d, steps, i);
            out.emit();
        } else {
            proposals.onRaised(steps, i);
        }
    }

    /** A session was looked at: for the decision whose look is due, or for a command, which comes after its steps. */
    private void onLooked(Signal signal, Steps steps, int i) {
        if (signal.type != SignalType.TICK) {
            return;
        }
        int row = timers.looks.nextSlot();
        if (timers.looks.nextDueMs() != steps.nowMs[i] || decisions.sessionKey(row) != steps.subjectKey[i]) {
            throw new IllegalStateException("a tick looks at a session at " + steps.nowMs[i]
                    + ", but the next look is due at " + timers.looks.nextDueMs());
        }
        timers.looks.removeFirst();
        life.onLook(row, steps.nowMs[i], steps.scorePpm[i], steps.totalUsers[i]);
    }

    /**
     * Fires the timers that come before a step: due earlier, or due at the same time and armed earlier. A pause that ends at a time
     * ends before anything else of that time.
     */
    private void fireBefore(long dueMs, long armedMs) {
        while (true) {
            if (brake.nextEndMs() <= Math.min(dueMs, timers.plain.nextDueMs())) {
                companionBefore(brake.nextEndMs());
                controls.endPause();
            } else if (timers.plain.nextDueMs() < dueMs
                    || (timers.plain.nextDueMs() == dueMs && armedBefore(armedMs))) {
                fireFirst();
            } else {
                return;
            }
        }
    }

    private void fireFirst() {
        long due = timers.plain.nextDueMs();
        int kind = timers.plain.nextKind();
        int slot = timers.plain.nextSlot();
        timers.plain.removeFirst();
        companionBefore(due);
        if (kind == TimerKind.EVENT_EXPIRY) {
            timers.number = limits.expire(slot, due, timers.plain, timers.number);
        } else {
            life.onDeadline(slot, due, kind);
        }
        companionAfter(due, kind);
        timers.dropVoid(decisions, limits);
    }

    private boolean armedBefore(long armedMs) {
        return timers.plain.nextKind() == TimerKind.EVENT_EXPIRY
                || decisions.armedMs(timers.plain.nextSlot()) < armedMs;
    }

    private Decision begin(int type, Steps steps, int i) {
        return out.begin(type, steps.nowMs[i], steps.scopeKey[i], steps.subjectKey[i], steps.timer[i]);
    }
}
