package conductor.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.audience.ScoreV1;
import conductor.engine.support.Host;
import conductor.engine.support.NaiveRooms;
import conductor.engine.support.NaiveRooms.Score;
import conductor.engine.support.NaiveRooms.Turn;
import conductor.engine.support.Script;
import conductor.engine.support.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** Sessions, windows, polls and scores against a model that recomputes everything from lists of facts. */
class WindowModelTest {
    private static final int SEEDS = 200;
    private static final int EVENTS = 500;
    private static final int[] PERIODS_MS = {5_000, 1_000, 5_000, 7_500, 60_000, 5_000};

    private final List<Score> scores = new ArrayList<>();
    private final List<Turn> turns = new ArrayList<>();
    private long scoreNumber;
    private long lastMs;

    @Test
    void everyScoreAgreesWithTheModel() {
        int compared = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            compared += agreesWithTheModel(seed);
        }
        assertThat(compared).isGreaterThan(SEEDS * EVENTS);
    }

    private int agreesWithTheModel(int seed) {
        boolean parity = seed % 8 == 7;
        int periodMs = PERIODS_MS[seed % PERIODS_MS.length];
        EngineConfig config = Stage.with(Stage.period(periodMs), "score.input", parity ? "parity" : "default");
        NaiveRooms model = new NaiveRooms(periodMs, parity);
        scores.clear();
        turns.clear();
        scoreNumber = 0;
        lastMs = 0;
        Host host = new Host(config, this::note);
        List<Signal> script = Script.random(seed, config, EVENTS);
        for (Signal signal : script) {
            host.apply(signal);
            model.apply(signal);
        }
        long endMs = lastMs + 50_000_000;
        host.tickTo(endMs);
        model.advance(endMs);
        compareScores(seed, bySession(model.scores, Score::sessionKey, Score::atMs));
        assertThat(bySession(turns, Turn::sessionKey, Turn::atMs))
                .as("openings, closings and events, seed %d", seed)
                .isEqualTo(bySession(model.turns, Turn::sessionKey, Turn::atMs));
        assertThat(host.engine().sessionRows()).as("rows left, seed %d", seed).isZero();
        return scores.size();
    }

    private void compareScores(int seed, List<Score> expected) {
        List<Score> actual = bySession(scores, Score::sessionKey, Score::atMs);
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            Score e = expected.get(i);
            Score a = actual.get(i);
            assertThat(a.scorePpm())
                    .as("seed %d: %s against %s", seed, a, e)
                    .isBetween(e.scorePpm() - 1, e.scorePpm() + 1);
            assertThat(withoutScore(a))
                    .as("seed %d, %d s in", seed, (a.atMs() - Stage.START_MS) / 1000)
                    .isEqualTo(withoutScore(e));
        }
        assertThat(actual).as("number of scores, seed %d", seed).hasSameSizeAs(expected);
    }

    private void note(Decision d) {
        assertThat(d.engineTimeMs).isGreaterThanOrEqualTo(lastMs);
        lastMs = d.engineTimeMs;
        switch (d.type) {
            case DecisionType.SCORE -> {
                assertThat(d.seq).isEqualTo(++scoreNumber);
                assertThat(d.category).isEqualTo(ScoreV1.category(d.scorePpm));
                scores.add(new Score(
                        d.subjectKey,
                        d.engineTimeMs,
                        d.scopeKey,
                        d.chatCount,
                        d.reactionCount,
                        d.activeUsers,
                        d.totalUsers,
                        d.leavers,
                        d.participationPpm,
                        d.leaveRatePpm,
                        d.scorePpm));
            }
            case DecisionType.SESSION_OPENED, DecisionType.SESSION_CLOSED, DecisionType.EVENT_RESOLVED ->
                turns.add(new Turn(DecisionType.name(d.type), d.subjectKey, d.engineTimeMs, d.scopeKey));
            default -> assertThat(d.type).isNotEqualTo(DecisionType.INPUT_REFUSED);
        }
    }

    /** The order within a session stays; sessions follow each other. */
    private static <T> List<T> bySession(List<T> records, ToLongFunction<T> session, ToLongFunction<T> time) {
        return records.stream()
                .sorted(Comparator.comparingLong(session).thenComparingLong(time))
                .toList();
    }

    private static Score withoutScore(Score s) {
        return new Score(
                s.sessionKey(),
                s.atMs(),
                s.eventKey(),
                s.chat(),
                s.reactions(),
                s.active(),
                s.total(),
                s.leavers(),
                s.participationPpm(),
                s.leaveRatePpm(),
                0);
    }
}
