package conductor.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.SettingsColumn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhatIfSettingsTest {
    private static final EngineConfig JOURNAL = EngineConfig.parse(
            "engine.id=5e1f09c2\nscore.input=parity\ndecisioning.prior-count-milli=2500\ndecisioning.default.mode=AUTO");

    @Test
    void whatIsAskedStandsInThePlaceOfTheJournalsAndAllElseStays() {
        WhatIfSettings asked = WhatIfSettings.of(
                List.of("decisioning.default.auto-approve-threshold = 0.60", "decisioning.policy=rules"), JOURNAL);

        assertThat(asked.config())
                .isEqualTo(EngineConfig.parse(
                        JOURNAL.toText() + "decisioning.default.auto-approve-ppm=600000\ndecisioning.policy=RULES"));
        assertThat(asked.changes())
                .containsExactly(
                        new WhatIfSettings.Change("decisioning.default.auto-approve-threshold", "0.75", "0.6"),
                        new WhatIfSettings.Change("decisioning.policy", "THOMPSON", "RULES"));
        assertThat(asked.columns()).isEqualTo(1 << SettingsColumn.AUTO_APPROVE_THRESHOLD);
    }

    @Test
    void theWordDefaultMayBeLeftOut() {
        WhatIfSettings asked = WhatIfSettings.of(
                List.of("decisioning.mode=manual", "decisioning.holdout-fraction=0", "decisioning.veto-s=5"), JOURNAL);

        assertThat(asked.config().mode()).isEqualTo(Mode.MANUAL);
        assertThat(asked.config().life().holdoutPpm()).isZero();
        assertThat(asked.config().life().vetoMs()).isEqualTo(5_000);
        assertThat(asked.columns()).isEqualTo(1 << SettingsColumn.AGENT_MODE | 1 << SettingsColumn.HOLDOUT_FRACTION);
        assertThat(asked.changes()).extracting(WhatIfSettings.Change::was).containsExactly("AUTO", "0.05", "0");
    }

    @ParameterizedTest
    @CsvSource({"allowed-interventions, 'POLL,BROADCAST'", "agent-enabled, false", "approval-timeout-ms, 30000"})
    void everyDefaultOfAnEventCanBeAskedForAllEvents(String name, String value) {
        WhatIfSettings asked = WhatIfSettings.of(List.of("decisioning." + name + "=" + value), JOURNAL);

        assertThat(Integer.bitCount(asked.columns())).isEqualTo(1);
        assertThat(asked.changes().get(0).wouldBe()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "decisioning.auto-aprove-threshold=0.6|cannot ask about decisioning.auto-aprove-threshold",
                "decisioning.auto-aprove-threshold=0.6|Did you mean decisioning.default.auto-approve-threshold?",
                "engine.id=00000000|cannot ask about engine.id",
                "redis.url=redis://h|It can ask about decisioning.default.agent-enabled, ",
                "decisioning.mode|takes KEY=VALUE, not decisioning.mode",
                "decisioning.allowed-interventions=|takes KEY=VALUE",
                "decisioning.mode=ROBOT|decisioning.default.mode = ROBOT (from --what-if) must be one of MANUAL",
                "decisioning.auto-approve-threshold=2|auto-approve-threshold = 2 (from --what-if) must be from 0 to 1."
            })
    void aKeyOrValueThatThereIsNotIsNamed(String asked, String problem) {
        assertThatThrownBy(() -> WhatIfSettings.of(List.of(asked), JOURNAL))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("override it with");
    }

    @Test
    void twoValuesOfOneSettingAreRefusedHoweverItIsNamed() {
        assertThatThrownBy(() ->
                        WhatIfSettings.of(List.of("decisioning.mode=AUTO", "decisioning.default.mode=MANUAL"), JOURNAL))
                .hasMessageContaining("asks about decisioning.default.mode twice");
    }
}
