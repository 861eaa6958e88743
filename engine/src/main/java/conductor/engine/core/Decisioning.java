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
            define(signal);
        } else {
            audience.onSignal(signal, steps);
        }
    }

    private void define(Signal signal) {
        int code = names.define(signal.subjectKey, signal.payload, signal.payloadLength, signal.engineTimeMs);
        if (code != Code.NONE) {
            out.begin(DecisionType.INPUT_REFUSED, signal.engineTimeMs, 0, signal.subjectKey, 0).code = code;
            out.emit();
        }
    }
}
