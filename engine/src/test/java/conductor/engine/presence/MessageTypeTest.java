package conductor.engine.presence;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.SignalType;
import org.junit.jupiter.api.Test;

class MessageTypeTest {
    @Test
    void everySignalOfThePlaneHasANameThatLeadsBackToIt() {
        for (int type = SignalType.OPERATOR_ACCOUNT; type <= SignalType.CLEANUP; type++) {
            assertThat(MessageType.parse(MessageType.name(type))).isEqualTo(type);
        }
    }

    @Test
    void aNameIsTheSignalsInTheWordsOfTheStream() {
        assertThat(MessageType.parse("operator.account")).isEqualTo(SignalType.OPERATOR_ACCOUNT);
        assertThat(MessageType.parse("operator.disconnect")).isEqualTo(SignalType.OPERATOR_DISCONNECT);
        assertThat(MessageType.parse("work.arrived")).isEqualTo(SignalType.WORK_ARRIVED);
        assertThat(MessageType.parse("work.offer_result")).isEqualTo(SignalType.WORK_OFFER_RESULT);
        assertThat(MessageType.parse("work.verdict")).isEqualTo(SignalType.WORK_VERDICT);
        assertThat(MessageType.parse("presence.readiness")).isEqualTo(SignalType.READINESS);
        assertThat(MessageType.parse("presence.cleanup")).isEqualTo(SignalType.CLEANUP);
    }

    @Test
    void whatIsNoneOfThemIsNone() {
        assertThat(MessageType.parse("operator.Login")).isEqualTo(MessageType.NONE);
        assertThat(MessageType.parse("")).isEqualTo(MessageType.NONE);
        assertThat(MessageType.name(SignalType.CHAT)).isNull();
        assertThat(MessageType.name(SignalType.SET_SWITCH)).isNull();
    }
}
