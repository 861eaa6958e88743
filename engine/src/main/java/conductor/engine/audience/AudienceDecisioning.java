package conductor.engine.audience;

import conductor.engine.core.AgentStatus;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.CommandLog;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionEmitter;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Names;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.Steps;
import conductor.engine.core.TimerKind;
import conductor.engine.learn.ArmStatistics;
import conductor.engine.state.Hashing;
import conductor.engine.state.RowTable;
import conductor.engine.state.TimerHeap;

/**
 * Third stage of the audience plane (audience.md 6): turns steps into records, sends anomalies through the gates, and follows
 * each decision to its end.
 */
public final class AudienceDecisioning {
    /** Outcomes are collected for this long after a publication. */
    static final long OUTCOME_WINDOW_MS = 10_000;
    /** A command is not sent later than this after it was published. */
    static final long COMMAND_VALID_MS = 30_000;
    /** No timer that a step sets falls due sooner: the shortest approval timeout and outcome window there may be. */
    private static final long SOONEST_TIMER_MS = OUTCOME_WINDOW_MS;

    private final DecisionEmitter out;
    private final Names names;
    private final Gates gates;
    private final Explanation why = new Explanation();
    final AgentTable agents;
    final PendingTable pendings;
    final EventLimits limits;
    final EventSettings settings;
    final Brake brake;
    final CommandLog commands = new CommandLog();
    final TimerHeap timers = new TimerHeap();
    private final Controls controls;
    final Selection selection;
    long timerNumber;
    long lateOutcomes;
    /** Inputs that this stage refused. */
    long refused;
    /** Since when the platform's feed is doubted, 0 = it is trusted. */
    long doubtedMs;
    /** What was read ahead; without meaning, kept so that the reads are not optimised away. */
    private long touched;

    public AudienceDecisioning(EngineConfig config, Names names, DecisionEmitter out) {
        this.names = names;
        this.out = out;
        this.agents = new AgentTable(config.sessionsMax());
        this.pendings = new PendingTable(config.sessionsMax());
        this.limits = new EventLimits(config.eventsMax());
        this.settings = new EventSettings(config);
        this.brake = new Brake(settings, config.eventsMax());
        this.controls = new Controls(out, settings, brake, commands);
        this.selection = new Selection(config.selection());
        this.gates = new Gates(settings, agents, pendings, limits, selection);
    }

    /** Works through the steps of a signal, then through the signal itself where it speaks of a decision. */
    public void onSignal(Signal signal, Steps steps) {
        apply(signal, steps);
        dropVoidTimers();
    }

    private void apply(Signal signal, Steps steps) {
        touch(steps);
        for (int i = 0; i < steps.size(); i++) {
            fireBefore(steps.nowMs[i], steps.armedMs[i]);
            onStep(steps, i);
            dropVoidTimers();
        }
        switch (signal.type) {
            case SignalType.TICK -> fireBefore(steps.horizonMs(), Long.MAX_VALUE);
            case SignalType.OUTCOME -> onOutcome(signal);
            case SignalType.EGRESS_RESULT -> onEgressResult(signal);
            case SignalType.EVENT_SETTINGS -> refused += controls.onSettings(signal) ? 0 : 1;
            case SignalType.PAUSE, SignalType.RESUME, SignalType.COMMAND_REFUSED ->
                timerNumber = controls.onCommand(signal, timerNumber);
            default -> {
                // Its steps say it all.
            }
        }
    }

    /** Brings near what is remembered of all sessions that were scored, together instead of one after the other. */
    private void touch(Steps steps) {
        long sum = 0;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.kind[i] == Steps.EVALUATED) {
                sum ^= agents.status(steps.slot[i]) ^ pendings.rows.key(steps.slot[i]);
            }
        }
        touched = sum;
    }

    /** Due time of the earliest timer, {@code Long.MAX_VALUE} when there is none. */
    public long nextDueMs() {
        return Math.min(timers.nextDueMs(), brake.nextEndMs());
    }

    /**
     * No timer that this signal sets falls due before the answer.
     *
     * @param fromMs earliest time of what the signal sets off.
     */
    public long soonestTimerMs(Signal signal, long fromMs) {
        return mayFallDueAtOnce(signal) ? fromMs : fromMs + SOONEST_TIMER_MS;
    }

    /** A pause ends after as short a time as the person who asked for it likes. */
    public boolean mayFallDueAtOnce(Signal signal) {
        return signal.type == SignalType.PAUSE;
    }

    /** What was learned about the arms so far. */
    public ArmStatistics armStatistics() {
        return selection.statistics;
    }

    /** Outcomes that belonged to no published decision. */
    public long lateOutcomes() {
        return lateOutcomes;
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
        return doubtedMs;
    }

    /** Until when automatic action is paused for all events: 0 = it is not, {@code Long.MAX_VALUE} = until it is resumed. */
    public long pausedUntilMs() {
        return brake.pausedUntilMs(0);
    }

    /** Hash of all state of this stage. */
    public long hash() {
        return agents.rows.hash()
                + pendings.rows.hash()
                + limits.rows.hash()
                + selection.statistics.rows.hash()
                + settings.rows.hash()
                + settings.sessions.rows.hash()
                + commands.hash()
                + headerHash();
    }

    /** The same computed anew from every row. */
    public long recomputeHash() {
        return agents.rows.recomputeHash()
                + pendings.rows.recomputeHash()
                + limits.rows.recomputeHash()
                + selection.statistics.rows.recomputeHash()
                + settings.rows.recomputeHash()
                + settings.sessions.rows.recomputeHash()
                + commands.recomputeHash()
                + headerHash();
    }

    private long headerHash() {
        return Hashing.contribution(AudienceSections.DECISIONING, 0, timerNumber)
                + Hashing.contribution(AudienceSections.DECISIONING, 1, lateOutcomes)
                + Hashing.contribution(AudienceSections.DECISIONING, 2, doubtedMs)
                + Hashing.contribution(AudienceSections.DECISIONING, 5, refused)
                + Hashing.contribution(AudienceSections.DECISIONING, 6, settings.idle.lastNumber)
                + brake.hash();
    }

    private void onStep(Steps steps, int i) {
        if (steps.trust[i] != Steps.TRUST_UNCHANGED) {
            onTrust(steps, i);
        }
        switch (steps.kind[i]) {
            case Steps.OPENED -> onOpened(steps, i);
            case Steps.RESOLVED -> onResolved(steps, i);
            case Steps.EVALUATED -> onEvaluated(steps, i);
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
        doubtedMs = doubted ? steps.nowMs[i] : 0;
        Decision d = out.begin(DecisionType.SOURCE_SUSPECT, steps.nowMs[i], 0, 0, steps.timer[i]);
        d.state = doubted ? 1 : 0;
        d.totalUsers = (int) (steps.arg[i] >>> 32);
        d.leavers = (int) steps.arg[i];
        out.emit();
    }

    private void onOpened(Steps steps, int i) {
        agents.rows.claim(steps.slot[i], steps.subjectKey[i]);
        names.refer(steps.subjectKey[i]);
        Decision d = begin(DecisionType.SESSION_OPENED, steps, i);
        d.payloadLength = names.copyText(d.subjectKey, d.payload, 0);
        d.code = d.payloadLength == 0 ? Code.UNDEFINED_NAME : Code.NONE;
        out.emit();
    }

    private void onResolved(Steps steps, int i) {
        settings.sessionMoved(agents.eventKey(steps.slot[i]), steps.scopeKey[i]);
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
        if (pendings.pending(slot)) {
            boolean waiting = pendings.state(slot) == DecisionState.PROPOSED;
            finish(
                    slot,
                    nowMs,
                    TimerKind.IDLE_CLOSE,
                    waiting ? DecisionState.EXPIRED : DecisionState.EXECUTED,
                    waiting ? Code.IDLE : Code.ASSUMED);
        }
        status(slot, AgentStatus.IDLE, nowMs, TimerKind.IDLE_CLOSE);
        begin(DecisionType.SESSION_CLOSED, steps, i).code = Code.IDLE;
        out.emit();
        names.release(steps.subjectKey[i], nowMs);
        names.release(agents.eventKey(slot), nowMs);
        settings.sessionMoved(agents.eventKey(slot), 0);
        agents.rows.clear(slot);
    }

    private void onEvaluated(Steps steps, int i) {
        int slot = steps.slot[i];
        figures(begin(DecisionType.SCORE, steps, i), steps, i);
        out.emit();
        if (agents.status(slot) == 0) {
            status(slot, AgentStatus.MONITORING, steps.nowMs[i], TimerKind.EVALUATION);
        }
        if (steps.anomalyClass[i] == 0) {
            if (!pendings.pending(slot)) {
                status(slot, AgentStatus.MONITORING, steps.nowMs[i], TimerKind.EVALUATION);
            }
        } else if (steps.coolUntilMs[i] != 0) {
            Decision d = begin(DecisionType.ANOMALY_COOLED, steps, i);
            d.decisionSeq = steps.coolUntilMs[i];
            finding(d, steps, i);
            out.emit();
        } else {
            onRaised(steps, i);
        }
    }

    private void onRaised(Steps steps, int i) {
        int slot = steps.slot[i];
        Decision anomaly = begin(DecisionType.ANOMALY, steps, i);
        long anomalySeq = anomaly.seq;
        anomaly.anomalySeq = anomalySeq;
        finding(anomaly, steps, i);
        out.emit();
        agents.countAnomaly(slot);
        if (!pendings.pending(slot)) {
            status(slot, AgentStatus.ANOMALY_DETECTED, steps.nowMs[i], TimerKind.EVALUATION);
        }
        why.begin(steps, i);
        settings.select(steps.scopeKey[i]);
        boolean paused = brake.pauses(steps.scopeKey[i]);
        int code = gates.judge(steps, i, why, paused, doubtedMs != 0);
        boolean massExit = steps.anomalyClass[i] == AnomalyClass.MASS_EXIT && !gates.held();
        boolean isEscalation = massExit && code == Code.NONE && why.arm == Arm.NOTIFICATION;
        if (code != Code.NONE) {
            decline(steps, i, anomalySeq, code);
        } else if (isEscalation) {
            automatic(steps, i, anomalySeq, Code.MASS_EXIT_RULE);
        } else if (gates.automatic()) {
            automatic(steps, i, anomalySeq, Code.NONE);
        } else {
            propose(steps, i, anomalySeq);
        }
        if (massExit && !isEscalation && settings.agentEnabled() && steps.scopeKey[i] != 0) {
            escalate(steps, i, anomalySeq);
        }
    }

    private void decline(Steps steps, int i, long anomalySeq, int code) {
        int state = code == Code.PENDING ? DecisionState.SUPPRESSED : DecisionState.SKIPPED;
        decision(steps, i, anomalySeq, state, code);
        out.emit();
        if (code == Code.LOW_CONFIDENCE) {
            selection.statistics.fade(why.context(steps.anomalyClass[i]));
        }
    }

    private void automatic(Steps steps, int i, long anomalySeq, int code) {
        int slot = steps.slot[i];
        why.templateDraw = agents.drawTemplate(slot, why.arm, steps.anomalyClass[i]);
        Decision d = decision(steps, i, anomalySeq, DecisionState.AUTO_APPROVED, code);
        out.emit();
        pendings.keep(slot, d, why.context(steps.anomalyClass[i]));
        publish(slot, steps.nowMs[i], TimerKind.EVALUATION);
    }

    private void propose(Steps steps, int i, long anomalySeq) {
        int slot = steps.slot[i];
        long nowMs = steps.nowMs[i];
        why.templateDraw = agents.drawTemplate(slot, why.arm, steps.anomalyClass[i]);
        why.expiresAtMs = nowMs + settings.approvalTimeoutMs();
        Decision d = decision(steps, i, anomalySeq, DecisionState.PROPOSED, Code.NONE);
        out.emit();
        pendings.keep(slot, d, why.context(steps.anomalyClass[i]));
        arm(slot, why.expiresAtMs, TimerKind.APPROVAL_DEADLINE, nowMs);
        status(slot, AgentStatus.WAITING_APPROVAL, nowMs, TimerKind.EVALUATION);
    }

    /** The record that begins a decision; its number is the decision's. */
    private Decision decision(Steps steps, int i, long anomalySeq, int state, int code) {
        Decision d = begin(DecisionType.DECISION, steps, i);
        d.decisionSeq = d.seq;
        d.anomalySeq = anomalySeq;
        d.state = state;
        d.code = code;
        d.arm = why.arm;
        finding(d, steps, i);
        why.encode(d);
        return d;
    }

    /** Hands the command of a pending decision to egress: here and nowhere else limits and cool-downs are consumed. */
    private void publish(int slot, long nowMs, int timer) {
        Decision d = later(slot, nowMs, timer, DecisionState.PUBLISHED, Code.NONE);
        why.published(d, d.seq, nowMs + COMMAND_VALID_MS);
        out.emit();
        pendings.update(slot, d);
        pendings.intervention(slot, d.seq);
        agents.publish(slot, d.arm, nowMs);
        timerNumber = limits.publish(Gates.limitKey(d.scopeKey, d.subjectKey), nowMs, timers, timerNumber);
        arm(slot, nowMs + OUTCOME_WINDOW_MS, TimerKind.OUTCOME_WINDOW, nowMs);
        status(slot, AgentStatus.INTERVENING, nowMs, timer);
    }

    /** A mass exit goes to the organiser at once, whatever the gates say (audience.md 6.4); it consumes nothing. */
    private void escalate(Steps steps, int i, long anomalySeq) {
        Decision d = begin(DecisionType.ESCALATION, steps, i);
        d.anomalySeq = anomalySeq;
        d.arm = Arm.NOTIFICATION;
        finding(d, steps, i);
        selection.take(Arm.NOTIFICATION, steps, i, why);
        why.templateDraw = 0;
        why.interventionSeq = d.seq;
        why.expiresAtMs = steps.nowMs[i] + COMMAND_VALID_MS;
        why.encode(d);
        out.emit();
    }

    private void onOutcome(Signal signal) {
        int slot = pendings.slotOfIntervention(signal.value1);
        if (slot == RowTable.NONE || pendings.state(slot) != DecisionState.PUBLISHED) {
            lateOutcomes++;
        } else if (signal.value2 == 1) {
            finish(slot, signal.engineTimeMs, 0, DecisionState.EXECUTED, Code.NONE);
        } else {
            pendings.noteFailure(slot);
        }
    }

    private void onEgressResult(Signal signal) {
        int slot = pendings.slotOfIntervention(signal.value1);
        if (slot != RowTable.NONE && signal.value2 != Code.SENT) {
            finish(slot, signal.engineTimeMs, 0, DecisionState.FAILED, (int) signal.value2);
        }
    }

    /**
     * Fires the timers that come before a step: due earlier, or due at the same time and armed earlier. A pause that ends at a time
     * ends before anything else of that time.
     */
    private void fireBefore(long dueMs, long armedMs) {
        while (true) {
            if (brake.nextEndMs() <= Math.min(dueMs, timers.nextDueMs())) {
                controls.endPause();
            } else if (timers.nextDueMs() < dueMs || (timers.nextDueMs() == dueMs && armedBefore(armedMs))) {
                fireFirst();
            } else {
                return;
            }
        }
    }

    private void fireFirst() {
        long due = timers.nextDueMs();
        int kind = timers.nextKind();
        int slot = timers.nextSlot();
        timers.removeFirst();
        if (kind == TimerKind.EVENT_EXPIRY) {
            timerNumber = limits.expire(slot, due, timers, timerNumber);
        } else {
            onDeadline(slot, due, kind);
        }
        dropVoidTimers();
    }

    private boolean armedBefore(long armedMs) {
        return timers.nextKind() == TimerKind.EVENT_EXPIRY || pendings.armedMs(timers.nextSlot()) < armedMs;
    }

    /** Takes timers of decisions that are over from the head of the heap: a restored engine does not have them. */
    private void dropVoidTimers() {
        while (timers.size() > 0 && !firstTimerCounts()) {
            timers.removeFirst();
        }
    }

    private boolean firstTimerCounts() {
        int slot = timers.nextSlot();
        if (timers.nextKind() == TimerKind.EVENT_EXPIRY) {
            return limits.expiresBy(slot, timers.nextNumber());
        }
        return pendings.pending(slot) && pendings.timerNumber(slot) == timers.nextNumber();
    }

    private void onDeadline(int slot, long dueMs, int kind) {
        if (kind == TimerKind.APPROVAL_DEADLINE) {
            finish(slot, dueMs, kind, DecisionState.EXPIRED, Code.NONE);
        } else if (pendings.failureSeen(slot)) {
            finish(slot, dueMs, kind, DecisionState.FAILED, Code.OUTCOME_FAILED);
        } else {
            finish(slot, dueMs, kind, DecisionState.EXECUTED, Code.ASSUMED);
        }
    }

    /** The last record of a pending decision. */
    private void finish(int slot, long nowMs, int timer, int state, int code) {
        if (state == DecisionState.FAILED) {
            selection.statistics.failure(pendings.context(slot), pendings.arm(slot));
        }
        later(slot, nowMs, timer, state, code);
        out.emit();
        pendings.clear(slot);
        if (timer != TimerKind.IDLE_CLOSE) {
            status(slot, AgentStatus.MONITORING, nowMs, timer);
        }
    }

    /** A further record of a pending decision: what is kept, with a new state. */
    private Decision later(int slot, long nowMs, int timer, int state, int code) {
        Decision d = out.begin(DecisionType.DECISION, nowMs, agents.eventKey(slot), agents.rows.key(slot), timer);
        pendings.recall(slot, d);
        d.state = state;
        d.code = code;
        return d;
    }

    private void arm(int slot, long dueMs, int kind, long nowMs) {
        pendings.timer(slot, dueMs, ++timerNumber, nowMs);
        timers.add(dueMs, timerNumber, kind, slot);
    }

    /** Reports a status when it differs from the one before. */
    private void status(int slot, int status, long nowMs, int timer) {
        int previous = agents.status(slot);
        if (status == previous) {
            return;
        }
        Decision d = out.begin(DecisionType.STATUS, nowMs, agents.eventKey(slot), agents.rows.key(slot), timer);
        d.previous = previous;
        d.state = status;
        if (pendings.pending(slot)) {
            d.decisionSeq = pendings.decisionSeq(slot);
            if (status == AgentStatus.WAITING_APPROVAL) {
                why.encode(d);
            }
        }
        out.emit();
        agents.status(slot, status);
    }

    private Decision begin(int type, Steps steps, int i) {
        return out.begin(type, steps.nowMs[i], steps.scopeKey[i], steps.subjectKey[i], steps.timer[i]);
    }

    private static void figures(Decision d, Steps steps, int i) {
        d.scorePpm = steps.scorePpm[i];
        d.category = steps.category[i];
        d.chatCount = steps.chatCount[i];
        d.reactionCount = steps.reactionCount[i];
        d.activeUsers = steps.activeUsers[i];
        d.totalUsers = steps.totalUsers[i];
        d.leavers = steps.leavers[i];
        d.participationPpm = steps.participationPpm[i];
        d.leaveRatePpm = steps.leaveRatePpm[i];
    }

    private static void finding(Decision d, Steps steps, int i) {
        figures(d, steps, i);
        d.anomalyClass = steps.anomalyClass[i];
        d.rule = steps.rule[i];
        d.severity = steps.severity[i];
        d.anomalyScorePpm = steps.anomalyScorePpm[i];
        d.expectedPpm = steps.expectedPpm[i];
    }
}
