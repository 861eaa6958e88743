package conductor.engine.audience;

import conductor.engine.core.AgentStatus;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionEmitter;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;

/** Says what the agent does for a session, whenever that changes (audience.md 2.3). */
final class StatusReports {
    private final DecisionEmitter out;
    private final AgentTable agents;
    private final DecisionTable decisions;

    StatusReports(DecisionEmitter out, AgentTable agents, DecisionTable decisions) {
        this.out = out;
        this.agents = agents;
        this.decisions = decisions;
    }

    /** Reports the status that the session's decisions ask for. */
    void settle(int slot, long nowMs, int timer) {
        int status = settled(slot);
        if (status != 0) {
            report(slot, status, nowMs, timer);
        }
    }

    /** An anomaly was raised: worth saying where nothing is under way that must stay visible. */
    void raised(int slot, long nowMs, int timer) {
        if (settled(slot) == AgentStatus.MONITORING) {
            report(slot, AgentStatus.ANOMALY_DETECTED, nowMs, timer);
        }
    }

    /** The status that the session's decisions ask for, 0 = the one there is stays. */
    private int settled(int slot) {
        long pending = agents.pending(slot);
        if (pending != 0) {
            return switch (decisions.state(decisions.slotOf(pending))) {
                case DecisionState.PROPOSED -> AgentStatus.WAITING_APPROVAL;
                case DecisionState.PUBLISHED -> AgentStatus.INTERVENING;
                default -> betweenDecisionAndPublication(slot);
            };
        }
        return learningFrom(slot) == 0 ? AgentStatus.MONITORING : AgentStatus.LEARNING;
    }

    private int betweenDecisionAndPublication(int slot) {
        if (learningFrom(slot) != 0) {
            return AgentStatus.LEARNING;
        }
        return agents.status(slot) == AgentStatus.LEARNING ? AgentStatus.ANOMALY_DETECTED : 0;
    }

    /** Number of a decision that was carried out and is not measured yet; a control shows nothing. */
    private long learningFrom(int slot) {
        for (int place = 0; place < AgentTable.MEASURED_MAX; place++) {
            long number = agents.measured(slot, place);
            if (number != 0 && !decisions.has(decisions.slotOf(number), DecisionTable.CONTROL)) {
                return number;
            }
        }
        return 0;
    }

    /** Reports a status when it differs from the one before. */
    void report(int slot, int status, long nowMs, int timer) {
        int previous = agents.status(slot);
        if (status == previous) {
            return;
        }
        Decision d = out.begin(DecisionType.STATUS, nowMs, agents.eventKey(slot), agents.rows.key(slot), timer);
        long about = agents.pending(slot) == 0 ? learningFrom(slot) : agents.pending(slot);
        if (about != 0) {
            d.decisionSeq = about;
            if (status == AgentStatus.WAITING_APPROVAL) {
                decisions.recallExplanation(decisions.slotOf(about), d);
            }
        }
        d.previous = previous;
        d.state = status;
        out.emit();
        agents.status(slot, status);
    }
}
