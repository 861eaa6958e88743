package conductor.engine.audience;

import conductor.engine.core.Code;
import conductor.engine.core.ContentMethod;
import conductor.engine.core.Decision;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The moment in which a decision is published, or withheld as a control (audience.md 6.2, 6.6, 6.7): what may still forbid it, what its
 * record says, and what it uses up.
 */
final class Publication {
    private final Gates gates;
    private final EventSettings settings;
    private final AgentTable agents;
    private final DecisionTable decisions;
    private final TextTable texts;
    private final EventLimits limits;
    private final DecisionTimers timers;
    private final Detail detail = new Detail();
    private final UnsafeBuffer text = new UnsafeBuffer(new byte[TextTable.LENGTH_MAX]);

    Publication(
            Gates gates,
            EventSettings settings,
            AgentTable agents,
            DecisionTable decisions,
            TextTable texts,
            EventLimits limits,
            DecisionTimers timers) {
        this.gates = gates;
        this.settings = settings;
        this.agents = agents;
        this.decisions = decisions;
        this.texts = texts;
        this.limits = limits;
        this.timers = timers;
    }

    /** Why a decision must not be published now: {@link Code#NONE} when it may. */
    int forbids(int row, boolean automatic, long nowMs) {
        int slot = decisions.sessionSlot(row);
        long eventKey = agents.eventKey(slot);
        settings.select(eventKey);
        int held = automatic ? heldBy(row, eventKey) : Code.NONE;
        return held != Code.NONE
                ? held
                : gates.recheck(
                        slot,
                        decisions.arm(row),
                        decisions.anomalyClass(row),
                        eventKey,
                        decisions.sessionKey(row),
                        nowMs,
                        decisions.has(row, DecisionTable.MANUAL));
    }

    private int heldBy(int row, long eventKey) {
        int held = gates.heldBy(eventKey);
        boolean hasContent = settings.contentAllowed() || texts.has(decisions.number(row));
        return held != Code.NONE || hasContent ? held : Code.NO_CONTENT;
    }

    /**
     * Adds to the record of a publication who was reached, with what content, and from what score on.
     *
     * @param given content of a person; empty = what was made for the decision, or else the templates.
     */
    void describe(int row, Decision d, int scorePpm, int users, DirectBuffer given) {
        detail.begin();
        detail.publishedAtMs = d.engineTimeMs;
        detail.usersReached = users;
        detail.prePpm = scorePpm;
        detail.costMicros = decisions.cost(row);
        if (given.capacity() > 0) {
            detail.method = ContentMethod.PERSON;
            detail.content(given, 0, given.capacity());
        } else if (texts.has(d.decisionSeq)) {
            detail.method = texts.method(d.decisionSeq);
            detail.latencyMs = texts.latencyMs(d.decisionSeq);
            detail.content(text, 0, texts.copy(d.decisionSeq, text));
        }
        detail.append(d);
    }

    /** Uses up the limits of session and event, and starts the cool-down of the arm. */
    void commit(int slot, Decision d) {
        agents.publish(slot, d.arm, d.engineTimeMs);
        timers.number =
                limits.publish(Gates.limitKey(d.scopeKey, d.subjectKey), d.engineTimeMs, timers.plain, timers.number);
    }

    /** Whatever is measured while an intervention goes out cannot be told apart from it; nor it from another intervention. */
    void overlap(int slot, int row) {
        overlapControl(slot, row);
        for (int place = 0; place < AgentTable.MEASURED_MAX; place++) {
            long other = agents.measured(slot, place);
            if (other != 0) {
                decisions.set(decisions.slotOf(other), DecisionTable.OVERLAP);
            }
        }
    }

    /** The same for a control, which spoils nothing itself. */
    void overlapControl(int slot, int row) {
        for (int place = 0; place < AgentTable.MEASURED_MAX; place++) {
            long other = agents.measured(slot, place);
            if (other != 0 && !decisions.has(decisions.slotOf(other), DecisionTable.CONTROL)) {
                decisions.set(row, DecisionTable.OVERLAP);
            }
        }
    }
}
