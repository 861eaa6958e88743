package conductor.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Vectors T, V, N15 and N23 of audience.md 13. Profile P: Beta(1, 1) and no decay; D: as shipped. */
class LearningVectorsTest {
    private static final int CONTEXT = Context.parse("SUDDEN_DROP_low_large_severe");
    private static final double EXACT = 5e-7;

    private final ArmStatistics plain = new ArmStatistics(Priors.UNIFORM, 1);
    private final ArmStatistics shipped = new ArmStatistics(Priors.SHIPPED, 0.995);

    @Test
    void t1AFreshArmIsItsPrior() {
        assertArm(plain, 1, 1, 0.5);
        assertArm(shipped, 8.5, 1.5, 0.85);
    }

    @Test
    void t3RewardsOfZeroLowerTheMean() {
        reward(0);
        assertThat(plain.mean(CONTEXT, Arm.POLL)).isCloseTo(0.333333, within(EXACT));
        assertThat(shipped.mean(CONTEXT, Arm.POLL)).isCloseTo(0.772727, within(EXACT));
        reward(0);
        assertThat(plain.mean(CONTEXT, Arm.POLL)).isCloseTo(0.25, within(EXACT));
        assertThat(shipped.mean(CONTEXT, Arm.POLL)).isCloseTo(0.708629, within(EXACT));
    }

    @Test
    void t5HalfARewardFourTimes() {
        for (int i = 0; i < 4; i++) {
            reward(500_000);
        }
        assertArm(plain, 3, 3, 0.5);
        assertThat(shipped.alpha(CONTEXT, Arm.POLL)).isCloseTo(10.48505, within(5e-6));
        assertThat(shipped.beta(CONTEXT, Arm.POLL)).isCloseTo(3.48505, within(5e-6));
        assertThat(shipped.mean(CONTEXT, Arm.POLL)).isCloseTo(0.750535, within(EXACT));
        assertThat(shipped.attempts(CONTEXT, Arm.POLL)).isEqualTo(4);
    }

    @Test
    void t7TwoWholeRewardsAndAHalf() {
        reward(1_000_000);
        reward(1_000_000);
        reward(500_000);
        assertArm(plain, 3.5, 1.5, 0.7);
        assertArm(shipped, 10.985025, 2.0, 0.845976);
    }

    @Test
    void t11FiftyRoundsMakeTheBestArmWin() {
        for (int round = 0; round < 50; round++) {
            for (ArmStatistics statistics : List.of(plain, shipped)) {
                statistics.reward(CONTEXT, Arm.POLL, 1_000_000);
                statistics.reward(CONTEXT, Arm.BROADCAST, 0);
                statistics.reward(CONTEXT, Arm.NOTIFICATION, 0);
            }
        }
        assertThat(plain.alpha(CONTEXT, Arm.POLL)).isEqualTo(51);
        assertThat(plain.beta(CONTEXT, Arm.POLL)).isEqualTo(1);
        assertThat(plain.alpha(CONTEXT, Arm.GAMIFICATION)).isEqualTo(1);
        assertThat(plain.beta(CONTEXT, Arm.GAMIFICATION)).isEqualTo(1);
        assertThat(shipped.alpha(CONTEXT, Arm.GAMIFICATION)).isEqualTo(6);
        assertThat(shipped.beta(CONTEXT, Arm.GAMIFICATION)).isEqualTo(4);
        assertThat(polls(plain)).isGreaterThan(70);
        assertThat(polls(shipped)).isGreaterThanOrEqualTo(90);
        assertThat(shipped.alpha(CONTEXT, Arm.POLL)).isCloseTo(43.5583, within(1e-4));
        assertThat(shipped.beta(CONTEXT, Arm.POLL)).isCloseTo(1.5, within(1e-4));
    }

    @Test
    void t19AKeyOfThreePartsIsRefused() {
        assertThat(Context.parse("SUDDEN_DROP_low_medium")).isEqualTo(Context.NONE);
        assertThat(Context.parse("SUDDEN_DROP_low_medium_mild")).isNotEqualTo(Context.NONE);
    }

    @Test
    void t19AStateThatSpeaksOfNoContextIsRefused() {
        assertThatThrownBy(() -> shipped.restore(Context.COUNT + 1L)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> shipped.restore(0)).isInstanceOf(IllegalStateException.class);
        assertThat(shipped.rows.size()).isZero();
    }

    @Test
    void v1V3RewardsOfADelta() {
        assertThat(Reward.ppm(400_000, 600_000)).isEqualTo(1_000_000);
        assertThat(Reward.ppm(400_000, 500_000)).isEqualTo(600_000);
        assertThat(Reward.ppm(400_000, 450_000)).isEqualTo(400_000);
        assertThat(Reward.ppm(400_000, 410_000)).isEqualTo(240_000);
        assertThat(Reward.ppm(400_000, 340_000)).isZero();
    }

    @Test
    void v5ItHelpedAboveThreeTenths() {
        assertThat(Reward.helped(250_000)).isFalse();
        assertThat(Reward.helped(300_000)).isFalse();
        assertThat(Reward.helped(310_000)).isTrue();
        assertThat(Reward.helped(500_000)).isTrue();
    }

    @Test
    void n15TheHoldOutIsAFunctionOfSeedAndNumber() {
        List<Integer> withheld = new ArrayList<>();
        for (int n = 1; n <= 100; n++) {
            if (HoldOut.withholds(42, n, 50_000)) {
                withheld.add(n);
            }
        }
        assertThat(withheld).containsExactly(5, 55, 60, 64, 81);
        assertThat(CounterRandom.unit(42, 1)).isCloseTo(0.741564879, within(5e-10));
    }

    @Test
    void n23UpliftAndItsInterval() {
        Group treated = group(100, 80, 120, 50, 0, 150, 90, 70, 110, 30);
        Group control = group(20, -10, 40, 0, 30, 10, 50, -20, 20, 60);
        Uplift uplift = Uplift.of(treated, control);
        assertThat(uplift.mean()).isCloseTo(0.06, within(EXACT));
        assertThat(uplift.low()).isCloseTo(0.028127, within(EXACT));
        assertThat(uplift.high()).isCloseTo(0.091873, within(EXACT));
        assertThat(Uplift.of(treated, group(1, 2)).hasInterval()).isFalse();
    }

    @Test
    void everyContextHasAKeyOfItsOwn() {
        for (int context = 0; context < Context.COUNT; context++) {
            assertThat(Context.parse(Context.key(context))).isEqualTo(context);
        }
        assertThat(Context.of(AnomalyClass.GRADUAL_DECLINE, 2, 2, 2)).isEqualTo(Context.COUNT - 1);
    }

    private static Group group(int... thousandths) {
        Group group = new Group();
        for (int delta : thousandths) {
            group.add(delta * 1_000);
        }
        return group;
    }

    private void reward(int ppm) {
        plain.reward(CONTEXT, Arm.POLL, ppm);
        shipped.reward(CONTEXT, Arm.POLL, ppm);
    }

    private static int polls(ArmStatistics statistics) {
        ThompsonPolicy policy = new ThompsonPolicy(statistics, 42);
        int polls = 0;
        for (int ordinal = 1; ordinal <= 100; ordinal++) {
            polls += policy.choose(CONTEXT, 0b1111, 4711, ordinal) == Arm.POLL ? 1 : 0;
        }
        return polls;
    }

    private static void assertArm(ArmStatistics statistics, double alpha, double beta, double mean) {
        assertThat(statistics.alpha(CONTEXT, Arm.POLL)).isCloseTo(alpha, within(EXACT));
        assertThat(statistics.beta(CONTEXT, Arm.POLL)).isCloseTo(beta, within(EXACT));
        assertThat(statistics.mean(CONTEXT, Arm.POLL)).isCloseTo(mean, within(EXACT));
    }
}
