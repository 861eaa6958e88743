package conductor.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.CommandRecordEncoder;
import conductor.engine.codec.EventSettingsRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.codec.SummaryRecordEncoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Mode;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;

/** What {@code journal cat} says of records about the node and its events. */
class RecordMapsTest {
    private static final byte[] NOTHING = {};

    private static final long MAY_1ST_MS = 1_777_593_600_000L;

    private final NameBook names = new NameBook();

    @Test
    void settingsAreShownWithTheirValuesWhereTheyComeInAndWhereTheyCount() {
        Signal signal = new Signal();
        signal.type = SignalType.EVENT_SETTINGS;
        signal.payloadLength = settings(signal.payload);
        Decision decision = decision(DecisionType.SETTINGS);
        decision.decisionSeq = 7;
        decision.payloadLength = settings(decision.payload);

        for (Map<String, Object> map : List.of(RecordMaps.of(signal, names), RecordMaps.of(decision, names))) {
            assertThat(map).containsEntry("event", "evt_1").containsEntry("version", 7L);
            assertThat(map).containsEntry("source", "STORED").doesNotContainKey("decision_seq");
            assertThat((Map<?, ?>) map.get("values"))
                    .extracting("agent_mode", "max_interventions_per_hour")
                    .containsExactly("MANUAL", 5L);
        }
    }

    @Test
    void aDoubtOfTheFeedIsShownWithItsDirectionAndItsCounts() {
        Decision decision = decision(DecisionType.SOURCE_SUSPECT);
        decision.state = 1;
        decision.totalUsers = 9;
        decision.leavers = 8;

        assertThat(RecordMaps.of(decision, names))
                .containsEntry("values", Map.of("suspect", true, "lively_sessions", 9L, "silent_sessions", 8L));
    }

    @Test
    void anAnswerNamesItsCommandAndAPauseItsEnd() {
        Decision answer = decision(DecisionType.COMMAND_RESULT);
        answer.state = SignalType.PAUSE;
        answer.code = Code.ALREADY;
        answer.payloadLength = command(answer.payload);
        Decision paused = decision(DecisionType.PAUSED);
        paused.decisionSeq = MAY_1ST_MS;
        paused.payloadLength = command(paused.payload);
        Decision cooled = decision(DecisionType.ANOMALY_COOLED);
        cooled.decisionSeq = MAY_1ST_MS;

        assertThat(RecordMaps.of(answer, names))
                .containsEntry("command", "PAUSE")
                .containsEntry("command_id", "cli-1")
                .containsEntry("actor", "ann")
                .containsEntry("event", "evt_1")
                .containsEntry("ok", true);
        assertThat(RecordMaps.of(paused, names))
                .containsEntry("values", Map.of("until", "2026-05-01T00:00:00.000Z"))
                .doesNotContainKey("decision_seq");
        assertThat(RecordMaps.of(cooled, names))
                .containsEntry("free_at", "2026-05-01T00:00:00.000Z")
                .doesNotContainKey("decision_seq");
    }

    @Test
    void aSummaryIsShownWithItsFigures() {
        Decision decision = decision(DecisionType.SUMMARY);
        new SummaryRecordEncoder()
                .wrapAndApplyHeader(decision.payload, 0, new MessageHeaderEncoder())
                .sessions(3)
                .peakUsers(40);
        decision.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + SummaryRecordEncoder.BLOCK_LENGTH;
        assertThat(RecordMaps.of(decision, names))
                .containsEntry("sessions", 3L)
                .containsEntry("peak_users", 40L)
                .doesNotContainKey("uplift");
        decision.payloadLength--;
        assertThat(RecordMaps.of(decision, names)).containsEntry("payload_bytes", decision.payloadLength);
    }

    @Test
    void ofAPayloadThatIsNoneOfOursOnlyTheLengthIsShown() {
        for (int type : new int[] {SignalType.PAUSE, SignalType.COMMAND_REFUSED, SignalType.EVENT_SETTINGS}) {
            Signal signal = new Signal();
            signal.type = type;
            int whole = command(signal.payload);
            signal.payloadLength = type == SignalType.EVENT_SETTINGS ? whole : whole - 1;
            assertThat(RecordMaps.of(signal, names)).containsEntry("payload_bytes", signal.payloadLength);
            signal.payloadLength = 3;
            assertThat(RecordMaps.of(signal, names)).containsEntry("payload_bytes", 3);
        }
        Decision decision = decision(DecisionType.COMMAND_RESULT);
        decision.payloadLength = 3;
        assertThat(RecordMaps.of(decision, names)).containsEntry("payload_bytes", 3);
    }

    private static Decision decision(int type) {
        Decision decision = new Decision();
        decision.type = type;
        return decision;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int settings(MutableDirectBuffer payload) {
        EventSettingsRecordEncoder encoder = new EventSettingsRecordEncoder()
                .wrapAndApplyHeader(payload, 0, new MessageHeaderEncoder())
                .settingsVersion(7)
                .stored((short) 1)
                .mode((short) Mode.MANUAL)
                .maxInterventionsPerHour((short) 5)
                .putEvent(bytes("evt_1"), 0, 5)
                .putEmails(NOTHING, 0, 0)
                .putActor(NOTHING, 0, 0);
        return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    private static int command(MutableDirectBuffer payload) {
        CommandRecordEncoder encoder = new CommandRecordEncoder()
                .wrapAndApplyHeader(payload, 0, new MessageHeaderEncoder())
                .putCommandId(bytes("cli-1"), 0, 5)
                .putActor(bytes("ann"), 0, 3)
                .putEvent(bytes("evt_1"), 0, 5)
                .putSession(NOTHING, 0, 0)
                .putReason(NOTHING, 0, 0)
                .putContent(NOTHING, 0, 0);
        return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }
}
