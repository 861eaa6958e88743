package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import conductor.engine.detect.AlarmLevel;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The share of false alarms over all sessions of an event, and that a few sessions have their own rates. */
class AlarmBudgetTest {
    private static final long EVENT = 77;
    private static final int RATE_PPM = 100_000;
    private static final int LOOK_MS = 5_000;
    private static final int HOURS = 20;

    private double falseAlarms;
    private double trueAlarms;
    private double missed;

    /** Two thousand sessions, true alarms of every rarity now and then, false ones as often as their rarity says. */
    @Test
    void ofTheAlarmsOfThousandsOfSessionsTheWantedShareIsFalse() {
        watch(100_000, 2_000, 200);
        double controlled = falseAlarms / (falseAlarms + trueAlarms);
        // 0.1 of the alarms and one an hour that ten sessions may have by themselves.
        assertThat(controlled).isBetween(0.05, 0.12);
        assertThat(trueAlarms / (trueAlarms + missed)).isGreaterThan(0.6);

        watch(1_000_000, 2_000, 200);
        assertThat(falseAlarms / (falseAlarms + trueAlarms)).isBetween(0.45, 0.55);
        assertThat(missed).isZero();
    }

    @Test
    void whereNothingHappensTheRiskIsThatOfTenSessions() {
        watch(100_000, 2_000, 0);
        assertThat(falseAlarms / HOURS).isBetween(0.5, 1.6);
    }

    @Test
    void tenSessionsHaveTheirOwnRates() {
        AlarmBudget budget = new AlarmBudget(100, 100_000);
        int own = AlarmLevel.ppm(0.1);
        for (int i = 0; i < 10; i++) {
            budget.join(EVENT);
        }
        assertThat(budget.levelPpm(EVENT, 0, RATE_PPM)).isEqualTo(own);
        budget.join(EVENT);
        assertThat(budget.levelPpm(EVENT, 0, RATE_PPM)).isGreaterThan(own);
        assertThat(budget.levelPpm(EVENT + 1, 0, RATE_PPM)).isEqualTo(own);
    }

    @Test
    void anAlarmEarnsItsShareAndIsForgotten() {
        AlarmBudget budget = new AlarmBudget(1_000, 100_000);
        for (int i = 0; i < 1_000; i++) {
            budget.join(EVENT);
        }
        assertThat(budget.levelPpm(EVENT, 0, RATE_PPM)).isEqualTo(AlarmLevel.ppm(0.001));
        for (int i = 0; i < 10; i++) {
            assertThat(budget.spend(EVENT, 0, RATE_PPM, 1_000_000_000)).isTrue();
        }
        assertThat(budget.levelPpm(EVENT, 0, RATE_PPM)).isCloseTo(AlarmLevel.ppm(0.002), within(1));
        // Half an hour leaves 1/e of them.
        assertThat(budget.levelPpm(EVENT, 1_800_000, RATE_PPM))
                .isCloseTo(AlarmLevel.ppm(0.001 * (1 + Math.exp(-1))), within(2));
    }

    @Test
    void anEventWithoutSessionsIsForgotten() {
        AlarmBudget budget = new AlarmBudget(4, 100_000);
        budget.join(EVENT);
        budget.join(EVENT);
        budget.countWithheld(EVENT);
        budget.leave(EVENT);
        assertThat(budget.withheld(EVENT)).isEqualTo(1);
        budget.leave(EVENT);
        assertThat(budget.withheld(EVENT)).isZero();
        assertThat(budget.rows.size()).isZero();
        assertThat(budget.rows.hash()).isZero();
    }

    /** Looks of all sessions, of which only those matter that are rare enough for an alarm by the session's own rate. */
    private void watch(int sharePpm, int sessions, int trueAnHour) {
        AlarmBudget budget = new AlarmBudget(sessions, sharePpm);
        for (int i = 0; i < sessions; i++) {
            budget.join(EVENT);
        }
        SplittableRandom random = new SplittableRandom(5);
        int level = AlarmLevel.ppm(RATE_PPM / 1e6);
        double falseALook = sessions * RATE_PPM / 1e6 * LOOK_MS / 3_600_000;
        double trueALook = (double) trueAnHour * LOOK_MS / 3_600_000;
        falseAlarms = 0;
        trueAlarms = 0;
        missed = 0;
        for (long nowMs = 0; nowMs < HOURS * 3_600_000L; nowMs += LOOK_MS) {
            if (random.nextDouble() < falseALook) {
                int rarity = level + (int) (-Math.log10(random.nextDouble()) * 1e6);
                falseAlarms += budget.spend(EVENT, nowMs, RATE_PPM, rarity) ? 1 : 0;
            }
            if (random.nextDouble() < trueALook) {
                int rarity = level + (int) (random.nextDouble() * 8e6);
                boolean alarm = budget.spend(EVENT, nowMs, RATE_PPM, rarity);
                trueAlarms += alarm ? 1 : 0;
                missed += alarm ? 0 : 1;
            }
        }
    }
}
