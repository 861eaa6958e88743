package conductor.engine.audience;

import conductor.engine.core.DetectionConfig;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Steps;
import conductor.engine.state.Ppm;

/**
 * Second stage of the audience plane (audience.md 5): compares every evaluation with the session's past and writes what it
 * finds beside the score. Keeps the baselines, and the cool-down of each class or what detector v2 remembers.
 */
public final class AudienceDetection {
    /** Evaluations that only fill the history. */
    static final int WARM_UP = 5;
    /** A class is not raised again within this time. */
    static final long COOL_DOWN_MS = 30_000;

    private final DetectorV1 detector = new DetectorV1();
    final BaselineTable baselines;
    final SourceWatch sourceWatch;
    /** Detector v2, null where v1 is used. */
    final CountDetection counts;
    /** What was read ahead; without meaning, kept so that the reads are not optimised away. */
    private long touched;

    public AudienceDetection(EngineConfig config) {
        this.baselines = new BaselineTable(config.sessionsMax());
        this.sourceWatch = new SourceWatch(config, baselines);
        this.counts = config.detection().version() == DetectionConfig.V2 ? new CountDetection(config) : null;
    }

    /** Works through the steps of one signal. */
    public void onSteps(Steps steps) {
        touch(steps);
        for (int i = 0; i < steps.size(); i++) {
            int slot = steps.slot[i];
            switch (steps.kind[i]) {
                case Steps.OPENED -> open(slot, i, steps);
                case Steps.RESOLVED -> {
                    if (counts != null) {
                        counts.table.move(slot, steps.scopeKey[i]);
                    }
                }
                case Steps.RELEASED -> baselines.release(slot);
                case Steps.EVALUATED -> evaluate(i, slot, steps);
                case Steps.CLOSED -> {
                    sourceWatch.closed(slot, i, steps);
                    baselines.rows.clear(slot);
                    if (counts != null) {
                        counts.table.close(slot);
                    }
                }
                default -> {
                    // Nothing to detect.
                }
            }
        }
    }

    private void open(int slot, int i, Steps steps) {
        baselines.rows.claim(slot, steps.subjectKey[i]);
        if (counts != null) {
            counts.table.open(slot, steps.subjectKey[i], steps.scopeKey[i]);
        }
    }

    /** Hash of all state of this stage. */
    public long hash() {
        return baselines.rows.hash() + sourceWatch.hash() + (counts == null ? 0 : counts.table.hash());
    }

    /** The same computed anew from every row. */
    public long recomputeHash() {
        return baselines.rows.recomputeHash()
                + sourceWatch.hash()
                + (counts == null ? 0 : counts.table.recomputeHash());
    }

    /** Brings near the baselines of all sessions that were scored, together instead of one after the other. */
    private void touch(Steps steps) {
        long sum = 0;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.kind[i] == Steps.EVALUATED) {
                sum ^= baselines.touch(steps.slot[i]);
                sum ^= counts == null ? 0 : counts.table.touch(steps.slot[i]);
            }
        }
        for (int i = 0; i < steps.size(); i++) {
            if (steps.kind[i] == Steps.EVALUATED) {
                sum ^= baselines.touchNext(steps.slot[i]);
            }
        }
        touched = sum;
    }

    private void evaluate(int i, int slot, Steps steps) {
        sourceWatch.evaluated(slot, i, steps);
        int evaluations = baselines.evaluations(slot);
        int scorePpm = steps.scorePpm[i];
        baselines.summarise(slot);
        int people = people(steps.totalUsers[i], steps.leavers[i], steps.activeUsers[i]);
        long floor = DetectorV1.noiseFloorPpm(people, baselines.meanChat(), baselines.meanReactions());
        int value = scorePpm;
        steps.anomalyClass[i] = 0;
        if (counts != null) {
            counts.evaluate(slot, i, steps);
        }
        if (evaluations >= WARM_UP) {
            if (counts == null) {
                detect(i, slot, floor, steps);
            }
            long width = 3 * Math.max(baselines.sdPpm(), floor);
            value = (int) Ppm.clamp(scorePpm, baselines.meanPpm() - width, baselines.meanPpm() + width);
        }
        baselines.append(slot, scorePpm, value, steps.pollPpm[i], steps.chatCount[i], steps.reactionCount[i]);
    }

    /** Users that a score speaks of. */
    static int people(int totalUsers, int leavers, int activeUsers) {
        return Math.max(1, Math.max(totalUsers + leavers, activeUsers));
    }

    private void detect(int i, int slot, long floor, Steps steps) {
        detector.scorePpm = steps.scorePpm[i];
        detector.meanPpm = baselines.meanPpm();
        detector.sdPpm = baselines.sdPpm();
        detector.floorPpm = floor;
        detector.leavers = steps.leavers[i];
        detector.leaveRatePpm = steps.leaveRatePpm[i];
        detector.rawCount = baselines.rawScores(slot, steps.scorePpm[i], detector.raw);
        detector.classify();
        int found = detector.anomalyClass;
        steps.anomalyClass[i] = found;
        steps.rule[i] = detector.rule;
        steps.severity[i] = detector.severity;
        steps.anomalyScorePpm[i] = (int) detector.anomalyScorePpm;
        steps.expectedPpm[i] = (int) baselines.meanPpm();
        steps.floorPpm[i] = (int) floor;
        steps.zPpm[i] = detector.zPpm;
        if (found != 0) {
            coolDown(i, slot, found, steps);
        }
    }

    private void coolDown(int i, int slot, int found, Steps steps) {
        long raisedMs = baselines.raisedMs(slot, found);
        if (raisedMs != 0 && steps.nowMs[i] - raisedMs < COOL_DOWN_MS) {
            steps.coolUntilMs[i] = raisedMs + COOL_DOWN_MS;
        } else {
            steps.coolUntilMs[i] = 0;
            baselines.raised(slot, found, steps.nowMs[i]);
        }
    }
}
