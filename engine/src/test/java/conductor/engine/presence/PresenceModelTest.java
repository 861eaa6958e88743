package conductor.engine.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.PresenceConfig;
import conductor.engine.core.PresenceSetting;
import org.junit.jupiter.api.Test;

/** Random days of operators and calls against a model that was written from presence.md alone. */
class PresenceModelTest {
    private static final long STEPS = 300_000;
    private static final int STEPS_OF_A_SEED = Integer.getInteger("presence.steps-of-a-seed", 2_000);
    private static final int STEPS_OF_A_LIFE = 500;

    /** As many steps as {@code -Dpresence.steps} says, from the seed {@code -Dpresence.seed} on. */
    @Test
    void everyRecordAgreesWithTheModel() {
        long seeds = Long.getLong("presence.steps", STEPS) / STEPS_OF_A_SEED;
        long first = Long.getLong("presence.seed", 0);
        long compared = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            compared += play(seed, PresenceScript.config(seed), PresenceScript.config(seed));
        }
        assertThat(compared).isGreaterThan(seeds * STEPS_OF_A_SEED / 2);
    }

    /** Were it not, the agreement would mean nothing. */
    @Test
    void aRuleThatIsOffByASecondIsNoticed() {
        for (PresenceSetting setting : new PresenceSetting[] {
            PresenceSetting.EXCLUSION_MS, PresenceSetting.HEARTBEAT_TIMEOUT_MS, PresenceSetting.CALLBACK_ANSWER_MS
        }) {
            PresenceConfig config = PresenceConfig.SHIPPED;
            PresenceConfig off = config.set(setting, config.value(setting) - 1_000);
            assertThatThrownBy(() -> play(0, config, off))
                    .as(setting.key())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("\nmodel ");
        }
    }

    private static long play(long seed, PresenceConfig config, PresenceConfig modelled) {
        PresencePair pair = new PresencePair(seed, config, modelled);
        for (long step = 1; step <= STEPS_OF_A_SEED; step++) {
            pair.step(step);
            if (step % STEPS_OF_A_LIFE == 0) {
                pair.restart();
            }
        }
        return pair.compared();
    }
}
