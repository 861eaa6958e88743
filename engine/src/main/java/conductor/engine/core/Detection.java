package conductor.engine.core;

import conductor.engine.audience.AudienceDetection;

/** Second stage: finds what is out of the ordinary in the steps that scoring wrote. */
final class Detection {
    private final AudienceDetection audience;

    Detection(AudienceDetection audience) {
        this.audience = audience;
    }

    void onSignal(Steps steps) {
        audience.onSteps(steps);
    }
}
