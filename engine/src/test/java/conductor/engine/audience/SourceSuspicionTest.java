package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Engine;
import conductor.engine.core.Gate;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import conductor.engine.support.StateBytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Doubt of the platform's feed (audience.md 6.2), through the whole engine. */
class SourceSuspicionTest {
    private static final int LIVELY_MS = 120_000;

    private final Stage stage = new Stage(Stage.period(5000));

    @Test
    void whenAllLivelyRoomsFallSilentTogetherTheFeedIsDoubtedAndNothingGoesOutByItself() {
        lively(6, LIVELY_MS, LIVELY_MS);
        stage.at(LIVELY_MS + 120_000);
        List<Recorded> doubts = stage.of(DecisionType.SOURCE_SUSPECT);
        assertThat(doubts).hasSize(1);
        Decision doubt = doubts.get(0).d;
        assertThat(doubt.state).isEqualTo(1);
        assertThat(doubt.leavers).isBetween(5, 6);
        assertThat(doubt.totalUsers).isEqualTo(6);
        assertThat(doubt.engineTimeMs)
                .isBetween(Stage.START_MS + LIVELY_MS + 9_000, Stage.START_MS + LIVELY_MS + 16_000);
        assertThat(states(DecisionState.PUBLISHED)).isEmpty();
        assertThat(states(DecisionState.PROPOSED)).isNotEmpty().allMatch(r -> heldBySource(r.d));
    }

    @Test
    void fourRoomsAreTooFewToDoubt() {
        lively(4, LIVELY_MS, LIVELY_MS);
        stage.at(LIVELY_MS + 120_000);
        assertThat(stage.of(DecisionType.SOURCE_SUSPECT)).isEmpty();
        assertThat(states(DecisionState.PUBLISHED)).isNotEmpty();
    }

    @Test
    void whenThreeOfTenRoomsGoOnTheFeedIsTrusted() {
        lively(10, 7, LIVELY_MS, LIVELY_MS + 120_000);
        assertThat(stage.of(DecisionType.SOURCE_SUSPECT)).isEmpty();
    }

    @Test
    void whenTwoOfTenRoomsGoOnTheFeedIsDoubted() {
        lively(10, 8, LIVELY_MS, LIVELY_MS + 60_000);
        assertThat(stage.of(DecisionType.SOURCE_SUSPECT)).hasSize(1);
        assertThat(stage.of(DecisionType.SOURCE_SUSPECT).get(0).d.leavers).isEqualTo(8);
    }

    @Test
    void roomsThatEndOneAfterTheOtherAreNoReasonForDoubt() {
        int rooms = 10;
        for (int r = 0; r < rooms; r++) {
            open(r);
        }
        for (int ms = 0; ms < LIVELY_MS + rooms * 15_000; ms += 500) {
            stage.at(ms);
            for (int r = 0; r < rooms; r++) {
                if (ms < LIVELY_MS + r * 15_000) {
                    say(r, ms);
                }
            }
        }
        stage.at(LIVELY_MS + 300_000);
        assertThat(stage.of(DecisionType.SOURCE_SUSPECT)).isEmpty();
    }

    @Test
    void whenAFifthIsBackTheFeedIsTrustedAgain() {
        lively(10, LIVELY_MS, LIVELY_MS);
        stage.at(LIVELY_MS + 60_000);
        say(0, LIVELY_MS + 60_000);
        stage.at(LIVELY_MS + 66_000);
        assertThat(stage.of(DecisionType.SOURCE_SUSPECT)).hasSize(1);
        say(1, LIVELY_MS + 66_000);
        stage.at(LIVELY_MS + 72_000);
        List<Recorded> records = stage.of(DecisionType.SOURCE_SUSPECT);
        assertThat(records).hasSize(2);
        assertThat(records.get(1).d.state).isZero();
        assertThat(stage.engine.doubtedMs()).isZero();
    }

    @Test
    void theDoubtEndsWithTheLastRoomThatItIsAbout() {
        lively(6, LIVELY_MS, LIVELY_MS);
        stage.at(LIVELY_MS + 2_000_000);
        assertThat(stage.of(DecisionType.SOURCE_SUSPECT))
                .extracting(r -> r.d.state)
                .containsExactly(1, 0);
    }

    @Test
    void theDoubtSurvivesARestart() {
        lively(10, LIVELY_MS, LIVELY_MS);
        stage.at(LIVELY_MS + 60_000);
        StateBytes state = new StateBytes();
        stage.engine.writeState(state);
        stage.engine = Engine.readState(Stage.period(5000), state.reader(), d -> stage.records.add(new Recorded(d)));
        assertThat(stage.engine.doubtedMs()).isNotZero();
        say(0, LIVELY_MS + 60_000);
        say(1, LIVELY_MS + 60_000);
        stage.at(LIVELY_MS + 66_000);
        assertThat(stage.of(DecisionType.SOURCE_SUSPECT))
                .extracting(r -> r.d.state)
                .containsExactly(1, 0);
        assertThat(stage.engine.stateHash()).isEqualTo(stage.engine.recomputeStateHash());
    }

    /** Rooms that are HIGH; all are silent from {@code untilMs} on. */
    private void lively(int rooms, int untilMs, int endMs) {
        lively(rooms, rooms, untilMs, endMs);
    }

    /** Rooms that are HIGH; the first {@code silent} of them are silent from {@code untilMs} on. */
    private void lively(int rooms, int silent, int untilMs, int endMs) {
        for (int r = 0; r < rooms; r++) {
            open(r);
        }
        for (int ms = 0; ms < endMs; ms += 500) {
            stage.at(ms);
            for (int r = 0; r < rooms; r++) {
                if (r >= silent || ms < untilMs) {
                    say(r, ms);
                }
            }
        }
    }

    private void open(int room) {
        stage.in("ses_" + room);
        for (int i = 0; i < 20; i++) {
            stage.join("u" + i, "evt_a");
        }
    }

    private void say(int room, int ms) {
        stage.in("ses_" + room).chat("u" + (ms / 500) % 20).react("u" + (ms / 500) % 20);
    }

    private List<Recorded> states(int state) {
        return stage.where(r -> r.d.type == DecisionType.DECISION && r.d.state == state);
    }

    private static boolean heldBySource(Decision d) {
        ExplanationRecordDecoder decoder = new ExplanationRecordDecoder();
        decoder.wrapAndApplyHeader(d.payload, 0, new MessageHeaderDecoder());
        int bit = 1 << (Gate.SOURCE - 1);
        return (decoder.gatesSeen() & bit) != 0 && (decoder.gatesPassed() & bit) == 0;
    }
}
