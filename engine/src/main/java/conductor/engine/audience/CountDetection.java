package conductor.engine.audience;

import conductor.engine.core.EngineConfig;
import conductor.engine.core.Steps;
import conductor.engine.detect.SessionAverage;
import conductor.engine.detect.SessionDetector;
import conductor.engine.state.Ppm;
import conductor.engine.state.RowTable;
import java.util.List;

/**
 * Detector v2 in the second stage: compares what was counted since the last evaluation with what is usual in the session and writes beside the
 * score how rare it is, which class it would be, and which score was to be expected. Whether that is an anomaly depends on the event's
 * settings, which the third stage has ({@link AlarmGate}).
 */
final class CountDetection implements SessionDetection {
    private static final double MILLION = 1e6;
    /** More than that is not told apart: once in 10^1000 looks. */
    private static final double RAREST = 1_000;

    final CountTable table;
    private final SessionDetector detector;
    private final ScoreV1 expected = new ScoreV1();
    private final double ticksPerMinute;

    CountDetection(EngineConfig config) {
        this.table = new CountTable(config.sessionsMax());
        this.detector = new SessionDetector(config.evaluationPeriodMs() / 1000.0);
        this.ticksPerMinute = 60_000.0 / config.evaluationPeriodMs();
    }

    @Override
    public void open(int slot, long sessionKey, long eventKey) {
        table.open(slot, sessionKey, eventKey);
    }

    @Override
    public void move(int slot, long eventKey) {
        table.move(slot, eventKey);
    }

    @Override
    public void release(int slot) {
        // What is expected of the score is made of expected counts, not of past scores.
    }

    @Override
    public void close(int slot) {
        table.close(slot);
    }

    @Override
    public void evaluate(int slot, int i, Steps steps) {
        table.takeUp(slot);
        detector.step(
                table.session,
                0,
                table.pool,
                0,
                steps.newChat[i],
                steps.newReactions[i],
                steps.newLeavers[i],
                steps.totalUsers[i],
                steps.activeUsers[i],
                steps.pollOpen[i]);
        table.layDown(slot);
        steps.anomalyClass[i] = detector.anomalyClass;
        steps.rarityPpm[i] = (int) Math.min(RAREST * MILLION, detector.severity * MILLION);
        expect(i, steps);
        table.evaluated(slot, steps.scorePpm[i], steps.expectedPpm[i], steps.rarityPpm[i]);
    }

    /** The score that the expected counts would have, and how far below it the score is in units of its noise. */
    private void expect(int i, Steps steps) {
        double chat = detector.expectedChat() * ticksPerMinute;
        double reactions = detector.expectedReactions() * ticksPerMinute;
        int people = (int) Math.max(1, Math.ceil(detector.people));
        expected.compute(
                round(chat), round(reactions), round(detector.expectedActive()), people, steps.participationPpm[i], 0);
        long floor = DetectorV1.noiseFloorPpm(people, chat, reactions);
        steps.expectedPpm[i] = expected.scorePpm();
        steps.floorPpm[i] = (int) floor;
        steps.zPpm[i] = Ppm.divide((expected.scorePpm() - steps.scorePpm[i]) * Ppm.ONE, floor);
    }

    private static int round(double count) {
        return (int) Math.min(Integer.MAX_VALUE, count + 0.5);
    }

    /** Messages and reactions of a session over different times, for people to look at. */
    List<SessionAverage> averages(int slot) {
        table.takeUp(slot);
        return detector.averages(table.session, 0);
    }

    /** Active people that would be usual in a session. */
    double usualActive(int slot) {
        table.takeUp(slot);
        return detector.usualActive(table.session, 0);
    }

    /** Whether a session is old enough for anything to be found. */
    boolean warm(int slot) {
        return table.evaluations(slot) >= detector.warmTicks();
    }

    @Override
    public long touch(int slot) {
        return table.touch(slot);
    }

    @Override
    public long touchNext(int slot) {
        return table.touchPool(slot);
    }

    @Override
    public int watched(int slot) {
        return table.watched(slot);
    }

    @Override
    public void watched(int slot, int note) {
        table.watched(slot, note);
    }

    @Override
    public boolean highAgo(int slot, int ago) {
        return table.highAgo(slot, ago);
    }

    @Override
    public RowTable rows() {
        return table.rows;
    }

    @Override
    public long hash() {
        return table.hash();
    }

    @Override
    public long recomputeHash() {
        return table.recomputeHash();
    }
}
