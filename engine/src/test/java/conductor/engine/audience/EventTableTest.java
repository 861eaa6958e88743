package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Gate;
import conductor.engine.core.Mode;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import conductor.engine.support.StateBytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the settings of events when there is no room for all of them. */
class EventTableTest {
    private static final long IDLE_MS = 1_800_000;

    @Test
    void theEventThatHasBeenWithoutASessionTheLongestMakesRoom() {
        Stage stage = new Stage(eventsMax(3));
        manual(stage, "evt_a");
        manual(stage, "evt_b");
        manual(stage, "evt_c");
        // A pause takes an event out of the order; it comes back as the last.
        stage.pause("c-1", "evt_a", 0).resume("c-2", "evt_a");
        restore(stage);
        manual(stage, "evt_d");
        assertThat(stage.of(DecisionType.INPUT_REFUSED)).isEmpty();
        assertThat(known(stage, "evt_a")).isTrue();
        assertThat(known(stage, "evt_c")).isTrue();
        assertThat(known(stage, "evt_d")).isTrue();
        assertThat(known(stage, "evt_b")).isFalse();
        assertThat(stage.engine.recomputeStateHash()).isEqualTo(stage.engine.stateHash());
    }

    @Test
    void anEventWithAnOpenSessionOrAPauseKeepsItsRow() {
        Stage stage = new Stage(eventsMax(2));
        manual(stage, "evt_a");
        stage.in("ses_a").join("u", "evt_a").pause("c-1", "evt_p", 0);
        manual(stage, "evt_b");
        stage.pause("c-2", "evt_c", 0);
        assertThat(stage.of(DecisionType.INPUT_REFUSED))
                .extracting(r -> r.d.code, r -> r.d.scopeKey)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Code.EVENT_TABLE_FULL, Stage.key("evt_b")));
        assertThat(stage.of(DecisionType.COMMAND_RESULT))
                .extracting(r -> r.d.code)
                .containsExactly(Code.NONE, Code.EVENT_TABLE_FULL);
        assertThat(stage.engine.refusedByDecisioning()).isEqualTo(1);
        assertThat(known(stage, "evt_a")).isTrue();
        stage.in("ses_a").evidence("evt_z", 4).join("v", "evt_y").at(IDLE_MS);
        manual(stage, "evt_b");
        assertThat(known(stage, "evt_b")).isTrue();
        assertThat(known(stage, "evt_a")).isFalse();
    }

    @Test
    void whoseSettingsWereRefusedDoesNothingByItselfUntilTheyAreTaken() {
        Stage stage = new Stage(eventsMax(1));
        manual(stage, "evt_a");
        stage.in("ses_a").join("u", "evt_a").in("ses_b");
        lively(stage);
        automatic(stage);
        restore(stage);
        int from = stage.records.size();
        stage.at(300_000);
        for (int i = 0; i < 15; i++) {
            stage.leave("u" + i);
        }
        stage.at(400_000);
        assertThat(states(stage, DecisionState.PUBLISHED, from)).isEmpty();
        assertThat(stage.of(DecisionType.ESCALATION)).isEmpty();
        Decision proposed = states(stage, DecisionState.PROPOSED, from).get(0).d;
        assertThat(seen(proposed, Gate.SETTINGS)).isTrue();
        stage.in("ses_b").chat("u20").at(IDLE_MS).in("ses_b").chat("u20");
        automatic(stage);
        from = stage.records.size();
        for (int i = 0; i < 15; i++) {
            stage.join("u" + i, "evt_b");
        }
        stage.at(IDLE_MS + 90_000);
        for (int i = 0; i < 15; i++) {
            stage.leave("u" + i);
        }
        stage.at(IDLE_MS + 100_000);
        assertThat(states(stage, DecisionState.PUBLISHED, from)).isNotEmpty();
        assertThat(stage.of(DecisionType.INPUT_REFUSED)).hasSize(1);
    }

    @Test
    void whenTheLastSessionClosesTheRefusalIsForgotten() {
        Stage stage = new Stage(eventsMax(1));
        manual(stage, "evt_a");
        stage.in("ses_b").join("u", "evt_b").in("ses_a").join("u", "evt_a");
        manual(stage, "evt_b");
        stage.at(IDLE_MS - 1).in("ses_a").chat("u").at(IDLE_MS + 10_000).in("ses_b");
        assertThat(stage.of(DecisionType.SESSION_CLOSED)).hasSize(1);
        lively(stage, IDLE_MS + 10_000);
        stage.at(IDLE_MS + 310_000);
        assertThat(states(stage, DecisionState.PUBLISHED, 0)).isNotEmpty();
    }

    private static EngineConfig eventsMax(int events) {
        return Stage.with(Stage.period(5000), "engine.events-max", events);
    }

    private static void manual(Stage stage, String event) {
        stage.settings(event, s -> s.mode((short) Mode.MANUAL));
    }

    private static void automatic(Stage stage) {
        stage.settings("evt_b", s -> s.mode((short) Mode.AUTO).maxInterventionsPerHour((short) 100));
    }

    /** Whether settings that were sent before are still there: sent again they are no news. */
    private static boolean known(Stage stage, String event) {
        int before = stage.of(DecisionType.SETTINGS).size();
        manual(stage, event);
        return stage.of(DecisionType.SETTINGS).size() == before;
    }

    private static void restore(Stage stage) {
        StateBytes state = new StateBytes();
        stage.engine.writeState(state);
        EngineConfig config = eventsMax(3);
        stage.engine = Engine.readState(config, state.reader(), d -> stage.records.add(new Recorded(d)));
    }

    private static void lively(Stage stage) {
        lively(stage, 0);
    }

    private static void lively(Stage stage, long fromMs) {
        for (int i = 0; i < 30; i++) {
            stage.join("u" + i, "evt_b");
        }
        for (int ms = 0; ms < 120_000; ms += 500) {
            stage.at(fromMs + ms).chat("u" + (ms / 500) % 30);
        }
    }

    private static List<Recorded> states(Stage stage, int state, int from) {
        return stage.records.subList(from, stage.records.size()).stream()
                .filter(r -> r.d.type == DecisionType.DECISION && r.d.state == state)
                .toList();
    }

    private static boolean seen(Decision d, int gate) {
        ExplanationRecordDecoder decoder = new ExplanationRecordDecoder();
        decoder.wrapAndApplyHeader(d.payload, 0, new MessageHeaderDecoder());
        return (decoder.gatesSeen() & 1 << (gate - 1)) != 0;
    }
}
