package conductor.journal.json;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.SignalType;
import org.junit.jupiter.api.Test;

class MessageAnswerTextTest {
    private static final int[] REFUSALS = {
        Code.UNKNOWN_AGENT,
        Code.ACCOUNT_INACTIVE,
        Code.NO_SESSION,
        Code.BUSY,
        Code.NOT_SETTABLE,
        Code.STATUS_LOCKED,
        Code.STALE_SESSION,
        Code.DUPLICATE_WORK,
        Code.STALE_OFFER,
        Code.NOT_ASSIGNED,
        Code.KIND,
        Code.UNKNOWN_WORK,
        Code.KEY_CONFLICT,
        Code.KEY_TABLE_FULL,
        Code.SWITCHED_OFF,
        Code.UNKNOWN_SWITCH,
        Code.AGENT_TABLE_FULL,
        Code.WORK_TABLE_FULL,
        Code.SCOPE_TABLE_FULL,
        Code.QUEUE_FULL,
        Code.OUT_OF_HOURS,
        Code.WRONG_STATE
    };

    @Test
    void everyRefusalSaysWhatIsWrongAndWhatToDoInWholeSentences() {
        for (int code : REFUSALS) {
            for (int type = SignalType.OPERATOR_ACCOUNT; type <= SignalType.CLEANUP; type++) {
                assertThat(MessageAnswerText.of(code, type))
                        .as(Code.name(code))
                        .endsWith(".")
                        .contains(" ")
                        .doesNotContain("decision")
                        .isNotEqualTo(Code.name(code));
            }
        }
    }

    @Test
    void whatWasFollowedNeedsNoWords() {
        assertThat(MessageAnswerText.of(Code.NONE, SignalType.OPERATOR_LOGIN)).isNull();
    }

    @Test
    void aVerdictIsRefusedInTheWordsOfTheCommandThatItStandsFor() {
        assertThat(MessageAnswerText.of(Code.DECISION_EXPIRED, SignalType.WORK_VERDICT))
                .isEqualTo(AnswerText.of(Code.DECISION_EXPIRED, SignalType.APPROVE, ""));
    }
}
