package conductor.engine.audience;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Bell;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionEmitter;
import conductor.engine.core.DecisionKind;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Gate;
import conductor.engine.core.PeopleWork;
import conductor.engine.core.Priority;
import conductor.engine.core.Signal;
import conductor.engine.core.Steps;
import conductor.engine.learn.HoldOut;
import conductor.engine.learn.InterventionTable;
import conductor.engine.state.Ppm;

/** From a raised anomaly, or from what a person asks for, to the record that begins a decision (audience.md 6.2, 6.4, 6.6). */
final class Proposals {
    private final DecisionEmitter out;
    private final Gates gates;
    private final EventSettings settings;
    private final AgentTable agents;
    private final DecisionTable decisions;
    private final Selection selection;
    private final ContentSources sources;
    private final DecisionLife life;
    private final StatusReports statuses;
    private final PeopleWork people;
    private final CommandTexts command = new CommandTexts();
    private final Detail detail = new Detail();
    private final Explanation why = new Explanation();
    /** After {@link #trigger}: number of the decision that was made of it, 0 = none. */
    long triggered;

    Proposals(
            DecisionEmitter out,
            Gates gates,
            EventSettings settings,
            AgentTable agents,
            DecisionTable decisions,
            Selection selection,
            ContentSources sources,
            DecisionLife life,
            StatusReports statuses,
            PeopleWork people) {
        this.people = people;
        this.out = out;
        this.gates = gates;
        this.settings = settings;
        this.agents = agents;
        this.decisions = decisions;
        this.selection = selection;
        this.sources = sources;
        this.life = life;
        this.statuses = statuses;
    }

    /** An anomaly is raised: said, sent through the gates, and decided. */
    void onRaised(Steps steps, int i) {
        int slot = steps.slot[i];
        settings.select(steps.scopeKey[i]);
        long anomalySeq = raise(steps, i);
        agents.countAnomaly(slot);
        statuses.raised(slot, steps.nowMs[i], steps.timer[i]);
        why.begin(steps, i);
        int code = gates.judge(steps, i, why);
        describeContent();
        if (code == Code.NONE && decisions.full()) {
            code = Code.DECISION_TABLE_FULL;
        }
        if (steps.anomalyClass[i] == AnomalyClass.MASS_EXIT && settings.agentEnabled() && steps.scopeKey[i] != 0) {
            people.add(PeopleWork.ESCALATION, anomalySeq, steps.scopeKey[i], 0);
        }
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

    /** Says the anomaly, to the organiser's bell as well; returns its number. */
    private long raise(Steps steps, int i) {
        Decision anomaly = begin(DecisionType.ANOMALY, steps, i);
        long anomalySeq = anomaly.seq;
        anomaly.anomalySeq = anomalySeq;
        anomaly.decisionSeq = steps.rarityPpm[i];
        RecordFigures.finding(anomaly, steps, i);
        out.emit();
        if (steps.scopeKey[i] != 0 && settings.notifyOnAnomaly()) {
            Decision bell = begin(DecisionType.NOTIFICATION, steps, i);
            bell.anomalySeq = anomalySeq;
            bell.state = Bell.ANOMALY_DETECTED;
            RecordFigures.finding(bell, steps, i);
            out.emit();
        }
        return anomalySeq;
    }

    private void describeContent() {
        why.templatesHash = sources.templatesHash();
        why.languageBytes = settings.languageBytes();
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
        why.autoApproved = true;
        why.templateDraw = agents.drawTemplate(slot, why.arm, steps.anomalyClass[i]);
        int fractionPpm = code == Code.MASS_EXIT_RULE ? 0 : settings.holdoutPpm();
        boolean withheld = fractionPpm > 0 && draw(steps, i, fractionPpm);
        Decision d = decision(steps, i, anomalySeq, DecisionState.AUTO_APPROVED, code);
        out.emit();
        int row = life.begin(slot, d, why.context(steps.anomalyClass[i]));
        if (fractionPpm > 0) {
            decisions.set(row, DecisionTable.COULD_BE_WITHHELD);
        }
        if (code == Code.MASS_EXIT_RULE) {
            life.atOnce(row, steps.nowMs[i], steps.scorePpm[i], steps.totalUsers[i]);
        } else if (withheld) {
            life.withhold(row, steps.nowMs[i], steps.scorePpm[i], steps.totalUsers[i]);
        } else {
            life.automatic(row, steps.nowMs[i], steps.scorePpm[i], steps.totalUsers[i]);
        }
    }

    /** Draws whether a decision is withheld as a control. */
    private boolean draw(Steps steps, int i, int fractionPpm) {
        double draw = HoldOut.draw(selection.seed(), steps.subjectKey[i] ^ agents.anomalies(steps.slot[i]));
        boolean withheld = HoldOut.withholds(draw, fractionPpm);
        why.holdoutDrawPpm = (int) Ppm.round(draw);
        why.holdoutPpm = fractionPpm;
        why.kind = withheld ? DecisionKind.CONTROL : DecisionKind.DECISION;
        why.gate(Gate.HOLDOUT, !withheld);
        return withheld;
    }

    private void propose(Steps steps, int i, long anomalySeq) {
        int slot = steps.slot[i];
        why.templateDraw = agents.drawTemplate(slot, why.arm, steps.anomalyClass[i]);
        why.expiresAtMs = steps.nowMs[i] + settings.approvalTimeoutMs();
        Decision d = decision(steps, i, anomalySeq, DecisionState.PROPOSED, Code.NONE);
        people.add(PeopleWork.APPROVAL, d.decisionSeq, d.scopeKey, why.expiresAtMs);
        out.emit();
        life.await(life.begin(slot, d, why.context(steps.anomalyClass[i])), steps.nowMs[i], why.expiresAtMs);
    }

    /** A mass exit goes to the organiser at once, whatever the gates say (audience.md 6.4); it consumes nothing. */
    private void escalate(Steps steps, int i, long anomalySeq) {
        Decision d = begin(DecisionType.ESCALATION, steps, i);
        d.anomalySeq = anomalySeq;
        d.arm = Arm.NOTIFICATION;
        RecordFigures.finding(d, steps, i);
        selection.take(Arm.NOTIFICATION, steps, i, why);
        why.forgetHoldOut();
        why.autoApproved = true;
        why.templateDraw = 0;
        why.interventionSeq = d.seq;
        why.expiresAtMs = steps.nowMs[i] + DecisionLife.COMMAND_VALID_MS;
        why.encode(d);
        out.emit();
    }

    /**
     * A person asks for an intervention; returns the result's code.
     *
     * @param i the step that looked at the session.
     */
    int trigger(Signal signal, Steps steps, int i) {
        int slot = steps.slot[i];
        int arm = (int) signal.value1;
        triggered = 0;
        settings.select(steps.scopeKey[i]);
        why.clear(steps, i);
        why.arm = arm;
        why.priority = Priority.HIGH;
        why.confidencePpm = Ppm.ONE;
        why.impactPpm = InterventionTable.impactPpm(0, arm);
        why.kind = DecisionKind.MANUAL;
        int code = gates.judgeTrigger(steps, i, arm, why);
        if (code != Code.NONE) {
            return code;
        }
        if (decisions.full()) {
            return Code.DECISION_TABLE_FULL;
        }
        describeContent();
        why.templateDraw = agents.drawTemplate(slot, arm, AnomalyClass.LOW_ENGAGEMENT);
        Decision d = begin(DecisionType.DECISION, steps, i);
        d.decisionSeq = d.seq;
        triggered = d.seq;
        d.state = DecisionState.APPROVED;
        d.arm = arm;
        RecordFigures.score(d, steps, i);
        // Nothing is expected but that it goes on like this.
        d.expectedPpm = d.scorePpm;
        why.encode(d);
        command.ofCommand(signal);
        detail.begin().by(command.actor, command.reason).append(d);
        out.emit();
        life.manual(life.begin(slot, d, 0), signal, steps.scorePpm[i], steps.totalUsers[i]);
        return Code.NONE;
    }

    /** The record that begins a decision; its number is the decision's. */
    private Decision decision(Steps steps, int i, long anomalySeq, int state, int code) {
        Decision d = begin(DecisionType.DECISION, steps, i);
        d.decisionSeq = d.seq;
        d.anomalySeq = anomalySeq;
        d.state = state;
        d.code = code;
        d.arm = why.arm;
        RecordFigures.finding(d, steps, i);
        why.encode(d);
        return d;
    }

    private Decision begin(int type, Steps steps, int i) {
        return out.begin(type, steps.nowMs[i], steps.scopeKey[i], steps.subjectKey[i], steps.timer[i]);
    }
}
