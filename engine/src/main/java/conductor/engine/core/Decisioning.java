package conductor.engine.core;

import conductor.engine.audience.AudienceDecisioning;
import conductor.engine.presence.PresencePlane;

/** Third stage: decides, and emits every record there is. Keeps the names that records carry. */
final class Decisioning {
    private final AudienceDecisioning audience;
    private final PresencePlane presence;
    private final Names names;
    private final DecisionEmitter out;

    /** @param presence null where there is no presence plane. */
    Decisioning(AudienceDecisioning audience, PresencePlane presence, Names names, DecisionEmitter out) {
        this.audience = audience;
        this.presence = presence;
        this.names = names;
        this.out = out;
    }

    void onSignal(Signal signal, Steps steps) {
        out.cause(signal);
        names.purge(signal.engineTimeMs);
        if (steps.size() == 0 && SignalType.isOfAudience(signal.type)) {
            return; // nothing came of it, as of most
        }
        if (signal.type == SignalType.DEFINE) {
            names.define(signal.subjectKey, signal.payload, signal.payloadLength, signal.engineTimeMs);
        } else if (signal.type == SignalType.RESTORED) {
            restore(signal);
        } else {
            audience.onSignal(signal, steps);
            if (presence != null) {
                toPresence(signal, steps);
            }
        }
    }

    private void toPresence(Signal signal, Steps steps) {
        boolean taken = true;
        if (signal.type == SignalType.TICK) {
            presence.fireUntil(steps.horizonMs());
        } else if (SignalType.isOfPresence(signal.type)) {
            taken = presence.onMessage(signal);
        } else if (signal.type == SignalType.ZONE || signal.type == SignalType.CALENDAR) {
            taken = presence.onHours(signal);
        }
        if (!taken) {
            refuse(signal);
        }
    }

    /** What the lost journal decided may have left the node under the numbers up to the given ones: they are not used again. */
    private void restore(Signal signal) {
        long known = out.decisions();
        out.passOver(signal.value1, signal.value2);
        Decision d = out.begin(DecisionType.RESTORED, signal.engineTimeMs, 0, 0, 0);
        d.decisionSeq = known;
        d.anomalySeq = out.scores();
        out.emit();
        audience.goOn(signal.engineTimeMs, signal.value3);
    }

    /** Answers a signal that breaks {@link InputRules}. */
    void refuse(Signal signal) {
        out.cause(signal);
        out.begin(DecisionType.INPUT_REFUSED, signal.engineTimeMs, 0, signal.subjectKey, 0).code = Code.BAD_FIELD;
        out.emit();
        audience.countRefusal();
    }
}
