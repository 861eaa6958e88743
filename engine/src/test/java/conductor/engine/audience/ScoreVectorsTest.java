package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import conductor.engine.core.Category;
import conductor.engine.state.Ppm;
import org.junit.jupiter.api.Test;

/** Vectors S of audience.md 13. Tolerance 1e-6. */
class ScoreVectorsTest {
    private final ScoreV1 score = new ScoreV1();

    @Test
    void S1_nothingAtAllScoresZero() {
        score(0, 0, 0, 0, 0, 0, 0.000000, Category.VERY_LOW);
    }

    @Test
    void S3_everythingSaturatedScoresTheLargestReachable() {
        score(60, 1, 100, 100, 60, 0, 0.900000, Category.VERY_HIGH);
    }

    @Test
    void S5_fiveChatsOfTenActive() {
        score(5, 0, 10, 10, 0, 0, 0.426556, Category.MODERATE);
    }

    @Test
    void S7_allComponentsAtOnce() {
        score(10, 0.5, 50, 50, 5, 0.1, 0.676005, Category.HIGH);
    }

    @Test
    void S9_chatSaturatesAtTwenty() {
        score(20, 0.6, 50, 50, 0, 0, 0.700000, Category.HIGH);
    }

    @Test
    void S11_everybodyLeftAndTheLeaveRateIsClamped() {
        score(0, 0, 0, 1, 0, 3.0, 0.000000, Category.VERY_LOW);
    }

    @Test
    void S13_halfOfTheRoomActive() {
        score(0, 0, 5, 10, 0, 0, 0.125000, Category.VERY_LOW);
    }

    @Test
    void S15_aQuietRoomWithAPoll() {
        score(3, 0.25, 40, 40, 2, 0.05, 0.489918, Category.MODERATE);
    }

    @Test
    void S17_aPollAlone() {
        score(0, 1, 10, 10, 0, 0, 0.500000, Category.MODERATE);
    }

    @Test
    void S19_categoriesBeginAtTheirLimits() {
        assertThat(ScoreV1.category(800_000)).isEqualTo(Category.VERY_HIGH);
        assertThat(ScoreV1.category(799_990)).isEqualTo(Category.HIGH);
        assertThat(ScoreV1.category(600_000)).isEqualTo(Category.HIGH);
        assertThat(ScoreV1.category(400_000)).isEqualTo(Category.MODERATE);
        assertThat(ScoreV1.category(200_000)).isEqualTo(Category.LOW);
        assertThat(ScoreV1.category(199_990)).isEqualTo(Category.VERY_LOW);
    }

    private void score(
            int chat, double poll, int active, int total, int reactions, double leave, double expected, int category) {
        score.compute(chat, reactions, active, total, Ppm.round(poll), Ppm.round(leave));
        assertThat(score.scorePpm()).isCloseTo((int) Ppm.round(expected), within(1));
        assertThat(ScoreV1.category(score.scorePpm())).isEqualTo(category);
        int sum = score.chatPpm() + score.pollPpm() + score.activePpm() + score.reactionsPpm() + score.leavePpm();
        assertThat(Math.max(0, sum)).isEqualTo(score.scorePpm());
    }
}
