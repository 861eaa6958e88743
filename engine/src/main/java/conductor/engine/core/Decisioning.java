package conductor.engine.core;

import conductor.engine.audience.AudienceDecisioning;

/** Third stage: decides, and emits every record there is. Keeps the names that records carry. */
final class Decisioning {
    private final AudienceDecisioning audience;
    private final Names names;
    private final DecisionEmitter out;

    Decisioning(AudienceDecisioning audience, Names names, DecisionEmitter out) {
        this.audience = audience;
        this.names = names;
        this.out = out;
    }

    void onSignal(Signal signal, Steps steps) {
        out.cause(signal);
        names.purge(signal.engineTimeMs);
        if (signal.type == SignalType.DEFINE) {
            names.define(signal.subjectKey, signal.payload, signal.payloadLength, signal.engineTimeMs);
        } else {
            audience.onSignal(signal, steps);
        }
    }

    /** Answers a signal that breaks {@link InputRules}. */
    void refuse(Signal signal) {
        out.cause(signal);
        out.begin(DecisionType.INPUT_REFUSED, signal.engineTimeMs, 0, signal.subjectKey, 0).code = Code.BAD_FIELD;
        out.emit();
        audience.countRefusal();
    }
}
