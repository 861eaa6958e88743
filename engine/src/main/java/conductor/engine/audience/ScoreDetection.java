package conductor.engine.audience;

import conductor.engine.core.EngineConfig;
import conductor.engine.core.Steps;
import conductor.engine.state.Ppm;
import conductor.engine.state.RowTable;

/** Detector v1 in the second stage (audience.md 5): rules on the score against a baseline of the last evaluations, and the cool-down of each class. */
final class ScoreDetection implements SessionDetection {
    /** Evaluations that only fill the history. */
    static final int WARM_UP = 5;

    private final DetectorV1 detector = new DetectorV1();
    final BaselineTable baselines;

    ScoreDetection(EngineConfig config) {
        this.baselines = new BaselineTable(config.sessionsMax());
    }

    @Override
    public void open(int slot, long sessionKey, long eventKey) {
        baselines.rows.claim(slot, sessionKey);
    }

    @Override
    public void move(int slot, long eventKey) {
        // A session is compared with its own past only.
    }

    @Override
    public void release(int slot) {
        baselines.release(slot);
    }

    @Override
    public void close(int slot) {
        baselines.rows.clear(slot);
    }

    @Override
    public void evaluate(int slot, int i, Steps steps) {
        int evaluations = baselines.evaluations(slot);
        int scorePpm = steps.scorePpm[i];
        baselines.summarise(slot);
        int people = people(steps.totalUsers[i], steps.leavers[i], steps.activeUsers[i]);
        long floor = DetectorV1.noiseFloorPpm(people, baselines.meanChat(), baselines.meanReactions());
        int value = scorePpm;
        steps.anomalyClass[i] = 0;
        if (evaluations >= WARM_UP) {
            detect(i, slot, floor, steps);
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
        if (raisedMs != 0 && steps.nowMs[i] - raisedMs < AudienceDetection.COOL_DOWN_MS) {
            steps.coolUntilMs[i] = raisedMs + AudienceDetection.COOL_DOWN_MS;
        } else {
            steps.coolUntilMs[i] = 0;
            baselines.raised(slot, found, steps.nowMs[i]);
        }
    }

    @Override
    public long touch(int slot) {
        return baselines.touch(slot);
    }

    @Override
    public long touchNext(int slot) {
        return baselines.touchNext(slot);
    }

    @Override
    public int watched(int slot) {
        return baselines.watched(slot);
    }

    @Override
    public void watched(int slot, int note) {
        baselines.watched(slot, note);
    }

    @Override
    public boolean highAgo(int slot, int ago) {
        return baselines.highAgo(slot, ago);
    }

    @Override
    public RowTable rows() {
        return baselines.rows;
    }

    @Override
    public long hash() {
        return baselines.rows.hash();
    }

    @Override
    public long recomputeHash() {
        return baselines.rows.recomputeHash();
    }
}
