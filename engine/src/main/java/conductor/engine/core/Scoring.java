package conductor.engine.core;

import conductor.engine.audience.AudienceScoring;

/** First stage: keeps what the signals say and computes scores. Hands each signal to the plane it belongs to. */
final class Scoring {
    private final AudienceScoring audience;

    Scoring(AudienceScoring audience) {
        this.audience = audience;
    }

    void onSignal(Signal signal, Steps steps) {
        audience.onSignal(signal, steps);
    }
}
