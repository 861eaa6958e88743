package conductor.engine.audience;

import conductor.engine.core.DetectionConfig;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Steps;

/**
 * Second stage of the audience plane (audience.md 5, 6.7): compares every evaluation with the session's past and writes what it
 * finds beside the score.
 */
public final class AudienceDetection {
    /** A class is not raised again within this time. */
    static final long COOL_DOWN_MS = 30_000;

    /** Version 1, null where version 2 is used. */
    final ScoreDetection scores;
    /** Version 2, null where version 1 is used. */
    final CountDetection counts;

    final SourceWatch sourceWatch;
    private final SessionDetection sessions;
    /** What was read ahead; without meaning, kept so that the reads are not optimised away. */
    private long touched;

    public AudienceDetection(EngineConfig config) {
        boolean byCounts = config.detection().version() == DetectionConfig.V2;
        this.counts = byCounts ? new CountDetection(config) : null;
        this.scores = byCounts ? null : new ScoreDetection(config);
        this.sessions = byCounts ? counts : scores;
        this.sourceWatch = new SourceWatch(config, sessions);
    }

    /** Works through the steps of one signal. */
    public void onSteps(Steps steps) {
        touch(steps);
        for (int i = 0; i < steps.size(); i++) {
            int slot = steps.slot[i];
            switch (steps.kind[i]) {
                case Steps.OPENED -> sessions.open(slot, steps.subjectKey[i], steps.scopeKey[i]);
                case Steps.RESOLVED -> sessions.move(slot, steps.scopeKey[i]);
                case Steps.RELEASED -> sessions.release(slot);
                case Steps.EVALUATED -> {
                    sourceWatch.evaluated(slot, i, steps);
                    sessions.evaluate(slot, i, steps);
                }
                case Steps.CLOSED -> {
                    sourceWatch.closed(slot, i, steps);
                    sessions.close(slot);
                }
                default -> {
                    // Nothing to detect.
                }
            }
        }
    }

    /** Hash of all state of this stage. */
    public long hash() {
        return sessions.hash() + sourceWatch.hash();
    }

    /** The same computed anew from every row. */
    public long recomputeHash() {
        return sessions.recomputeHash() + sourceWatch.hash();
    }

    /** Brings near what is remembered of all sessions that were scored, together instead of one after the other. */
    private void touch(Steps steps) {
        long sum = 0;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.kind[i] == Steps.EVALUATED) {
                sum ^= sessions.touch(steps.slot[i]);
            }
        }
        for (int i = 0; i < steps.size(); i++) {
            if (steps.kind[i] == Steps.EVALUATED) {
                sum ^= sessions.touchNext(steps.slot[i]);
            }
        }
        touched = sum;
    }
}
