package conductor.engine.audience;

import conductor.engine.core.AgentStatus;
import conductor.engine.core.Bell;
import conductor.engine.core.Code;
import conductor.engine.core.ContentMethod;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionEmitter;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Payload;
import conductor.engine.core.PeopleWork;
import conductor.engine.core.Signal;
import conductor.engine.core.TimerKind;
import conductor.engine.state.RowTable;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The life of a decision (audience.md 6.5 to 6.7) from the record that begins it to its last:
 *
 * <pre>
 *   PROPOSED ──► APPROVED ─────────┐
 *      └─► REJECTED, EXPIRED       ├─► PUBLISHED ──► EXECUTED ──► MEASURED, UNMEASURED
 *   AUTO_APPROVED ─(veto, content)─┤        └─► FAILED ◄─┘ when it was only assumed
 *      └─► REJECTED                ├─► CONTROL ──► MEASURED, UNMEASURED
 *                                  └─► SKIPPED
 * </pre>
 */
final class DecisionLife {
    /** Outcomes are collected for this long after a publication. */
    static final long OUTCOME_WINDOW_MS = 10_000;
    /** A command is not sent later than this after it was published. */
    static final long COMMAND_VALID_MS = 30_000;
    /** An intervention is measured this long after it was carried out. */
    static final long MEASURED_AFTER_MS = 60_000;

    private final DecisionEmitter out;
    private final EventSettings settings;
    private final AgentTable agents;
    private final DecisionTable decisions;
    private final TextTable texts;
    private final Publication publication;
    private final ContentSources sources;
    private final DecisionTimers timers;
    private final Verdicts verdicts;
    private final StatusReports statuses;
    private final Measurement measurement;
    private final PeopleWork people;
    private final Detail detail = new Detail();
    private final Explanation explanation = new Explanation();
    private final CommandTexts command = new CommandTexts();
    private final UnsafeBuffer text = new UnsafeBuffer(new byte[TextTable.LENGTH_MAX]);
    /** The content that came with the command of a person, while that is followed. */
    private final UnsafeBuffer given = new UnsafeBuffer(0, 0);

    private final long vetoMs;
    long lateOutcomes;

    DecisionLife(
            EngineConfig config,
            DecisionEmitter out,
            EventSettings settings,
            AgentTable agents,
            DecisionTable decisions,
            TextTable texts,
            Publication publication,
            ContentSources sources,
            DecisionTimers timers,
            Verdicts verdicts,
            StatusReports statuses,
            Measurement measurement,
            PeopleWork people) {
        this.people = people;
        this.vetoMs = config.life().vetoMs();
        this.out = out;
        this.settings = settings;
        this.agents = agents;
        this.decisions = decisions;
        this.texts = texts;
        this.publication = publication;
        this.sources = sources;
        this.timers = timers;
        this.verdicts = verdicts;
        this.statuses = statuses;
        this.measurement = measurement;
    }

    /** Keeps what a record begins as the pending decision of its session; returns its row. */
    int begin(int slot, Decision d, int context) {
        int row = decisions.keep(slot, d, context);
        agents.pending(slot, d.decisionSeq);
        return row;
    }

    /** A proposal waits for a person. */
    void await(int row, long nowMs, long expiresAtMs) {
        arm(row, expiresAtMs, TimerKind.APPROVAL_DEADLINE, nowMs);
        statuses.report(decisions.sessionSlot(row), AgentStatus.WAITING_APPROVAL, nowMs, TimerKind.EVALUATION);
    }

    /** A mass exit is told at once: nobody vetoes it, and it waits for nothing. */
    void atOnce(int row, long nowMs, int scorePpm, int users) {
        decisions.set(row, DecisionTable.AUTOMATIC);
        publish(row, nowMs, scorePpm, users, TimerKind.EVALUATION);
    }

    /** An automatic decision may be refused for a while, and may wait for content, or is published at once. */
    void automatic(int row, long nowMs, int scorePpm, int users) {
        decisions.set(row, DecisionTable.AUTOMATIC);
        if (vetoMs > 0) {
            arm(row, nowMs + vetoMs, TimerKind.VETO_END, nowMs);
        } else {
            withContent(row, nowMs, scorePpm, users, TimerKind.EVALUATION);
        }
    }

    /** What is left of the wait after a veto's time may be too short for a look of its own. */
    private void withContent(int row, long nowMs, int scorePpm, int users, int timer) {
        long untilMs = decisions.decidedMs(row) + sources.waitMs();
        if (nowMs + AudienceDecisioning.LOOK_LEAD_MS <= untilMs
                && !decisions.has(row, DecisionTable.CONTENT_ANSWERED)) {
            arm(row, untilMs, TimerKind.CONTENT_WAIT, nowMs);
        } else {
            publish(row, nowMs, scorePpm, users, timer);
        }
    }

    /** An automatic decision is withheld: everything counts as if it were published, but there is no command. */
    void withhold(int row, long nowMs, int scorePpm, int users) {
        int slot = decisions.sessionSlot(row);
        Decision d = later(row, nowMs, TimerKind.EVALUATION, DecisionState.CONTROL, Code.NONE);
        out.emit();
        decisions.set(row, DecisionTable.AUTOMATIC | DecisionTable.CONTROL);
        decisions.state(row, DecisionState.CONTROL);
        decisions.before(row, scorePpm, users);
        publication.overlapControl(slot, row);
        publication.commit(slot, d);
        verdicts.passed(d.decisionSeq, DecisionState.AUTO_APPROVED, nowMs);
        measureAt(row, nowMs, nowMs);
    }

    /** Hands the command to egress; here, and where one is withheld, limits and cool-downs are consumed. */
    void publish(int row, long nowMs, int scorePpm, int users, int timer) {
        int slot = decisions.sessionSlot(row);
        boolean automatic = decisions.has(row, DecisionTable.AUTOMATIC);
        int code = publication.forbids(row, automatic, nowMs);
        if (code != Code.NONE) {
            end(row, nowMs, timer, DecisionState.SKIPPED, code);
            return;
        }
        Decision d = later(row, nowMs, timer, DecisionState.PUBLISHED, Code.NONE);
        explanation.published(d, d.seq, nowMs + COMMAND_VALID_MS);
        decisions.explanation(row, d);
        publication.describe(row, d, scorePpm, users, given);
        out.emit();
        decisions.state(row, DecisionState.PUBLISHED);
        decisions.published(row, d.seq, nowMs);
        decisions.before(row, scorePpm, users);
        publication.overlap(slot, row);
        publication.commit(slot, d);
        verdicts.passed(d.decisionSeq, automatic ? DecisionState.AUTO_APPROVED : DecisionState.APPROVED, nowMs);
        texts.remove(d.decisionSeq);
        arm(row, nowMs + OUTCOME_WINDOW_MS, TimerKind.OUTCOME_WINDOW, nowMs);
        statuses.report(slot, AgentStatus.INTERVENING, nowMs, timer);
    }

    /** What the platform says of a command. */
    void onOutcome(Signal signal) {
        int row = decisions.slotOfIntervention(signal.value1);
        int state = row == RowTable.NONE ? 0 : decisions.state(row);
        boolean success = signal.value2 == 1;
        command.ofOutcome(signal);
        if (state == DecisionState.PUBLISHED && success) {
            executed(row, signal.engineTimeMs, signal.engineTimeMs, 0, Code.NONE, command.result);
        } else if (state == DecisionState.PUBLISHED) {
            decisions.set(row, DecisionTable.FAILURE_SEEN);
            int length = Math.min(command.error.capacity(), Payload.ERROR_MAX);
            if (length > 0) {
                texts.put(decisions.number(row), command.error, 0, length, 0, 0);
            }
        } else if (state == DecisionState.EXECUTED && !success && decisions.has(row, DecisionTable.ASSUMED)) {
            fail(row, signal.engineTimeMs, 0, Code.OUTCOME_FAILED, command.error, command.error.capacity());
        } else {
            lateOutcomes++;
            if (state == DecisionState.EXECUTED && success) {
                // Now it is known, and no failure of another instance can take it back.
                decisions.unset(row, DecisionTable.ASSUMED);
            }
        }
    }

    /** What egress did with a command. */
    void onEgressResult(Signal signal) {
        int row = decisions.slotOfIntervention(signal.value1);
        boolean open = row != RowTable.NONE
                && (decisions.state(row) == DecisionState.PUBLISHED || decisions.has(row, DecisionTable.ASSUMED));
        if (open && signal.value2 != Code.SENT) {
            fail(row, signal.engineTimeMs, 0, (int) signal.value2, text, 0);
        }
    }

    private void executed(int row, long nowMs, long executedMs, int timer, int code, DirectBuffer result) {
        Decision d = later(row, nowMs, timer, DecisionState.EXECUTED, code);
        detail.begin().result(result);
        detail.publishedAtMs = decisions.publishedMs(row);
        detail.executedAtMs = executedMs;
        detail.append(d);
        out.emit();
        decisions.state(row, DecisionState.EXECUTED);
        texts.remove(d.decisionSeq);
        measureAt(row, executedMs, nowMs);
        bell(row, nowMs, timer);
        statuses.settle(decisions.sessionSlot(row), nowMs, timer);
    }

    /** From pending to measured. */
    private void measureAt(int row, long executedMs, long nowMs) {
        int slot = decisions.sessionSlot(row);
        decisions.executed(row, executedMs);
        agents.pending(slot, 0);
        agents.replaceMeasured(slot, 0, decisions.number(row));
        arm(row, executedMs + MEASURED_AFTER_MS, TimerKind.MEASUREMENT, nowMs);
    }

    private void bell(int row, long nowMs, int timer) {
        int slot = decisions.sessionSlot(row);
        long eventKey = agents.eventKey(slot);
        settings.select(eventKey);
        if (eventKey != 0 && settings.notifyOnIntervention()) {
            Decision d = out.begin(DecisionType.NOTIFICATION, nowMs, eventKey, decisions.sessionKey(row), timer);
            decisions.recall(row, d);
            d.previous = 0;
            d.state = Bell.INTERVENTION_EXECUTED;
            out.emit();
        }
    }

    private void fail(int row, long nowMs, int timer, int code, DirectBuffer error, int errorLength) {
        int slot = decisions.sessionSlot(row);
        if (!decisions.has(row, DecisionTable.MANUAL)) {
            measurement.failed(decisions.context(row), decisions.arm(row));
        }
        Decision d = later(row, nowMs, timer, DecisionState.FAILED, code);
        detail.begin().error(error, 0, errorLength);
        detail.publishedAtMs = decisions.publishedMs(row);
        detail.append(d);
        out.emit();
        release(row);
        statuses.settle(slot, nowMs, timer);
    }

    /** A plain timer of a decision fires. */
    void onDeadline(int row, long dueMs, int kind) {
        if (kind == TimerKind.APPROVAL_DEADLINE) {
            verdicts.passed(decisions.number(row), DecisionState.EXPIRED, dueMs);
            people.add(PeopleWork.APPROVAL_EXPIRED, decisions.number(row), 0, 0);
            end(row, dueMs, kind, DecisionState.EXPIRED, Code.NONE);
        } else {
            closeOutcomes(row, dueMs, kind);
        }
    }

    private void closeOutcomes(int row, long nowMs, int timer) {
        long number = decisions.number(row);
        if (decisions.has(row, DecisionTable.FAILURE_SEEN)) {
            int length = texts.has(number) ? texts.copy(number, text) : 0;
            fail(row, nowMs, timer, Code.OUTCOME_FAILED, text, length);
        } else {
            decisions.set(row, DecisionTable.ASSUMED);
            executed(row, nowMs, decisions.publishedMs(row), timer, Code.ASSUMED, Detail.NOTHING);
        }
    }

    /** The score of its session that a decision waited for is there. */
    void onLook(int row, long nowMs, int scorePpm, int users) {
        switch (decisions.timerKind(row)) {
            case TimerKind.VETO_END -> withContent(row, nowMs, scorePpm, users, TimerKind.VETO_END);
            case TimerKind.MEASUREMENT -> measure(row, nowMs, scorePpm, users);
            default -> publish(row, nowMs, scorePpm, users, decisions.timerKind(row));
        }
    }

    private void measure(int row, long nowMs, int scorePpm, int users) {
        int slot = decisions.sessionSlot(row);
        boolean overlap = decisions.has(row, DecisionTable.OVERLAP);
        Decision d =
                later(row, nowMs, TimerKind.MEASUREMENT, DecisionState.MEASURED, overlap ? Code.OVERLAP : Code.NONE);
        int confidencePpm = explanation.confidencePpm(d);
        out.emit();
        measurement.take(row, agents.eventKey(slot), nowMs, scorePpm, users, confidencePpm);
        release(row);
        statuses.settle(slot, nowMs, TimerKind.MEASUREMENT);
    }

    /** The slot of the session of an open decision, or {@link RowTable#NONE}. */
    int sessionSlotOf(long decisionSeq) {
        int row = decisions.slotOf(decisionSeq);
        return row == RowTable.NONE ? RowTable.NONE : decisions.sessionSlot(row);
    }

    /** A person approves; returns the result's code. */
    int approve(Signal signal) {
        int row = decisions.slotOf(signal.value1);
        int code = verdicts.onApproval(row, signal);
        if (code != Code.NONE) {
            return code;
        }
        int refusal = publication.forbids(row, false, signal.engineTimeMs);
        if (refusal != Code.NONE) {
            return refusal;
        }
        approved(row, signal);
        return Code.NONE;
    }

    private void approved(int row, Signal signal) {
        long nowMs = signal.engineTimeMs;
        command.ofCommand(signal);
        Decision d = later(row, nowMs, 0, DecisionState.APPROVED, Code.NONE);
        detail.begin().by(command.actor, command.reason).append(d);
        out.emit();
        decisions.state(row, DecisionState.APPROVED);
        people.add(PeopleWork.APPROVAL_OVER, decisions.number(row), 0, 0);
        arm(row, nowMs, TimerKind.PUBLICATION, nowMs);
    }

    /** What a person asks for is approved by that person, and published at once; its session was just looked at. */
    void manual(int row, Signal signal, int scorePpm, int users) {
        command.ofCommand(signal);
        decisions.set(row, DecisionTable.MANUAL);
        given.wrap(command.content);
        publish(row, signal.engineTimeMs, scorePpm, users, 0);
        given.wrap(Detail.NOTHING);
    }

    /** A person refuses, or vetoes an automatic decision; returns the result's code. */
    int reject(Signal signal) {
        int row = decisions.slotOf(signal.value1);
        int code = verdicts.onRejection(row, signal);
        if (code == Code.NONE) {
            int slot = decisions.sessionSlot(row);
            command.ofCommand(signal);
            verdicts.passed(signal.value1, DecisionState.REJECTED, signal.engineTimeMs);
            Decision d = later(row, signal.engineTimeMs, 0, DecisionState.REJECTED, Code.NONE);
            detail.begin().by(command.actor, command.reason);
            detail.costMicros = decisions.cost(row);
            detail.append(d);
            out.emit();
            people.add(PeopleWork.APPROVAL_OVER, signal.value1, 0, 0);
            release(row);
            statuses.settle(slot, signal.engineTimeMs, 0);
        }
        return code;
    }

    /** Content that was made for a decision, or word that there is none. */
    void onContent(Signal signal) {
        int row = decisions.slotOf(signal.value1);
        int state = row == RowTable.NONE ? 0 : decisions.state(row);
        if (state != DecisionState.PROPOSED && state != DecisionState.AUTO_APPROVED) {
            return;
        }
        decisions.set(row, DecisionTable.CONTENT_ANSWERED);
        decisions.cost(row, signal.value3);
        if (signal.value2 != ContentMethod.TEMPLATE) {
            texts.put(signal.value1, signal.payload, 0, signal.payloadLength, (int) signal.value2, (int) signal.value4);
        }
        if (decisions.timerKind(row) == TimerKind.CONTENT_WAIT) {
            arm(row, signal.engineTimeMs, TimerKind.PUBLICATION, signal.engineTimeMs);
        }
    }

    /** The session of these decisions closes: all of them end. */
    void close(int slot, long nowMs) {
        long pending = agents.pending(slot);
        if (pending != 0) {
            int row = decisions.slotOf(pending);
            switch (decisions.state(row)) {
                case DecisionState.PUBLISHED -> closeOutcomes(row, nowMs, TimerKind.IDLE_CLOSE);
                case DecisionState.PROPOSED -> {
                    verdicts.passed(pending, DecisionState.EXPIRED, nowMs);
                    people.add(PeopleWork.APPROVAL_EXPIRED, pending, 0, 0);
                    end(row, nowMs, TimerKind.IDLE_CLOSE, DecisionState.EXPIRED, Code.IDLE);
                }
                default -> end(row, nowMs, TimerKind.IDLE_CLOSE, DecisionState.SKIPPED, Code.IDLE);
            }
        }
        for (int place = 0; place < AgentTable.MEASURED_MAX; place++) {
            if (agents.measured(slot, place) != 0) {
                int row = decisions.slotOf(agents.measured(slot, place));
                end(row, nowMs, TimerKind.IDLE_CLOSE, DecisionState.UNMEASURED, Code.IDLE);
            }
        }
    }

    /** The last record of a decision that led to nothing further. */
    private void end(int row, long nowMs, int timer, int state, int code) {
        int slot = decisions.sessionSlot(row);
        if (state == DecisionState.SKIPPED) {
            boolean automatic = decisions.has(row, DecisionTable.AUTOMATIC);
            verdicts.passed(
                    decisions.number(row), automatic ? DecisionState.AUTO_APPROVED : DecisionState.APPROVED, nowMs);
        }
        Decision d = later(row, nowMs, timer, state, code);
        if (decisions.cost(row) != 0 && decisions.publishedMs(row) == 0) {
            detail.begin().costMicros = decisions.cost(row);
            detail.append(d);
        }
        out.emit();
        release(row);
        if (timer != TimerKind.IDLE_CLOSE) {
            statuses.settle(slot, nowMs, timer);
        }
    }

    private void release(int row) {
        int slot = decisions.sessionSlot(row);
        long number = decisions.number(row);
        if (agents.pending(slot) == number) {
            agents.pending(slot, 0);
        } else {
            agents.replaceMeasured(slot, number, 0);
        }
        texts.remove(number);
        decisions.free(row);
    }

    /** A further record of a decision: what is kept, with a new state. */
    private Decision later(int row, long nowMs, int timer, int state, int code) {
        long eventKey = agents.eventKey(decisions.sessionSlot(row));
        Decision d = out.begin(DecisionType.DECISION, nowMs, eventKey, decisions.sessionKey(row), timer);
        decisions.recall(row, d);
        d.state = state;
        d.code = code;
        return d;
    }

    private void arm(int row, long dueMs, int kind, long nowMs) {
        decisions.timer(row, dueMs, ++timers.number, nowMs, kind);
        timers.add(dueMs, timers.number, kind, row);
    }
}
