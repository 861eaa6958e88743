package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.SettingsChangeRecordDecoder;
import conductor.engine.codec.SettingsChangeRecordEncoder;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.SettingsColumn;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import org.junit.jupiter.api.Test;

class EventColumnsTest {
    private static final EngineConfig ASKED = EngineConfig.defaults(1);

    private final Signal change = new Signal().clear();

    @Test
    void aChangeBySomebodyGetsTheValuesThatWereAskedAboutAndKeepsAllElse() {
        int asked = 1 << SettingsColumn.AUTO_APPROVE_THRESHOLD
                | 1 << SettingsColumn.AGENT_MODE
                | 1 << SettingsColumn.MAX_INTERVENTIONS_PER_HOUR;

        SettingsChangeRecordDecoder after = overridden(asked);

        assertThat(after.autoApprovePpm()).isEqualTo(ASKED.autoApprovePpm());
        assertThat(after.mode()).isEqualTo((short) ASKED.mode());
        assertThat(after.maxInterventionsPerHour()).isEqualTo((short) ASKED.maxInterventionsPerHour());
        assertThat(after.minConfidencePpm()).isEqualTo(22);
        assertThat(after.approvalTimeoutMs()).isEqualTo(33);
        assertThat(after.holdoutPpm()).isEqualTo(44);
        assertThat(after.allowedArms()).isEqualTo((short) 5);
        assertThat(after.columns()).isEqualTo(77);
        assertThat(after.expectedVersion()).isEqualTo(9);
    }

    @Test
    void allColumnsOfAnEventThatAreDefaultsOfTheNodeCanBeAskedAbout() {
        SettingsChangeRecordDecoder after = overridden(-1);

        assertThat(after.agentEnabled()).isEqualTo((short) 1);
        assertThat(after.minConfidencePpm()).isEqualTo(ASKED.minConfidencePpm());
        assertThat(after.approvalTimeoutMs()).isEqualTo(ASKED.approvalTimeoutMs());
        assertThat(after.holdoutPpm()).isEqualTo(ASKED.life().holdoutPpm());
        assertThat(after.allowedArms()).isEqualTo((short) ASKED.allowedArms());
    }

    @Test
    void withoutColumnsEventsKeepWhatTheyHave() {
        assertThat(overridden(0).autoApprovePpm()).isEqualTo(11);
    }

    private SettingsChangeRecordDecoder overridden(int columns) {
        change.type = SignalType.SET_SETTINGS;
        SettingsChangeRecordEncoder encoder = new SettingsChangeRecordEncoder();
        encoder.wrapAndApplyHeader(change.payload, 0, new MessageHeaderEncoder())
                .expectedVersion(9)
                .autoApprovePpm(11)
                .minConfidencePpm(22)
                .approvalTimeoutMs(33)
                .holdoutPpm(44)
                .columns(77)
                .agentEnabled((short) 0)
                .mode((short) Mode.MANUAL)
                .allowedArms((short) 5)
                .maxInterventionsPerHour((short) 6);
        change.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
        new EventColumns(new WhatIf.Question(ASKED, columns)).override(change);
        return new SettingsChangeRecordDecoder().wrapAndApplyHeader(change.payload, 0, new MessageHeaderDecoder());
    }
}
