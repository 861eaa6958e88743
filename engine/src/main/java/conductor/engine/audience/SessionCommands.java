package conductor.engine.audience;

import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionEmitter;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.Steps;
import conductor.engine.state.RowTable;

/** What people say of a session or of one of its decisions (audience.md 2.7): verdicts, its mode, an intervention of their own. */
final class SessionCommands {
    private final DecisionEmitter out;
    private final EventSettings settings;
    private final AgentTable agents;
    private final Gates gates;
    private final Proposals proposals;
    private final DecisionLife life;
    private long limitFreeAtMs;

    SessionCommands(
            DecisionEmitter out,
            EventSettings settings,
            AgentTable agents,
            Gates gates,
            Proposals proposals,
            DecisionLife life) {
        this.out = out;
        this.settings = settings;
        this.agents = agents;
        this.gates = gates;
        this.proposals = proposals;
        this.life = life;
    }

    /** After a TRIGGER was followed: number of the decision that was made of it, 0 = none. */
    long triggered() {
        return proposals.triggered;
    }

    /** After a command was followed that a limit forbids: when it is free again, 0 = never or no limit. */
    long limitFreeAtMs() {
        return limitFreeAtMs;
    }

    /** Follows a command; returns the result's code. A session that is not open was not looked at. */
    int follow(Signal signal, Steps steps) {
        boolean open = steps.size() > 0 && steps.kind[0] == Steps.LOOKED;
        int code = follow(signal, steps, open);
        int slot = signal.type == SignalType.APPROVE
                ? life.sessionSlotOf(signal.value1)
                : open ? steps.slot[0] : RowTable.NONE;
        limitFreeAtMs = slot == RowTable.NONE
                ? 0
                : gates.freeAtMs(slot, Gates.limitKey(agents.eventKey(slot), agents.rows.key(slot)), code);
        return code;
    }

    private int follow(Signal signal, Steps steps, boolean open) {
        return switch (signal.type) {
            case SignalType.APPROVE -> life.approve(signal);
            case SignalType.REJECT -> life.reject(signal);
            case SignalType.SET_MODE -> open ? setMode(signal, steps.slot[0]) : Code.UNKNOWN_SESSION;
            default -> open ? proposals.trigger(signal, steps, 0) : Code.UNKNOWN_SESSION;
        };
    }

    private int setMode(Signal signal, int slot) {
        int own = (int) signal.value1;
        if (agents.ownMode(slot) == own) {
            return Code.ALREADY;
        }
        settings.select(agents.eventKey(slot));
        int before = gates.mode(slot);
        agents.ownMode(slot, own);
        Decision d = out.begin(DecisionType.MODE, signal.engineTimeMs, agents.eventKey(slot), signal.subjectKey, 0);
        d.previous = before;
        d.state = gates.mode(slot);
        d.code = own == 0 ? Code.EVENT_MODE : Code.NONE;
        d.payload.putBytes(0, signal.payload, 0, signal.payloadLength);
        d.payloadLength = signal.payloadLength;
        out.emit();
        return Code.NONE;
    }
}
