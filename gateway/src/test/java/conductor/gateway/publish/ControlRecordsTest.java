package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.CommandRecordEncoder;
import conductor.engine.codec.EventSettingsRecordEncoder;
import conductor.engine.codec.MessageHeaderEncoder;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Mode;
import conductor.engine.core.SettingsColumn;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.core.TimerKind;
import conductor.journal.json.SessionDirectory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records about the node and its events (audience.md 2.6). */
class ControlRecordsTest {
    private static final byte[] NOTHING = {};

    private static final long EVENT = 4711;

    private final SessionDirectory directory = new SessionDirectory();
    private final RecordRenderer renderer = new RecordRenderer(Records.ENGINE, directory);

    @Test
    void aPauseOfAnEventSaysWhoseUntilWhenAndWhoAsked() {
        Decision d = command(record(DecisionType.PAUSED, 1, EVENT), "c-1", "usr_9", "evt_\"a\"");
        d.decisionSeq = Records.at("2026-03-02T10:30:00Z");
        assertThat(render(d))
                .containsEntry("type", "PAUSED")
                .containsEntry("event_id", "evt_\"a\"")
                .containsEntry("scope", "evt_\"a\"")
                .containsEntry("session_id", null)
                .containsEntry("actor", "usr_9")
                .containsEntry("command_id", "c-1")
                .containsEntry("values", Map.of("until", "2026-03-02T10:30:00.000Z"))
                .containsEntry("cause", Map.of("stream", "conductor.commands.v1", "entry_id", "1772446560000-2"));
    }

    @Test
    void aPauseOfAllEventsHasNoScope() {
        Decision d = command(record(DecisionType.PAUSED, 1, 0), "c-1", "usr_9", "");
        Map<String, Object> json = render(d);
        assertThat(json).containsEntry("event_id", null).containsEntry("scope", null);
        assertThat((Map<?, ?>) json.get("values")).hasSize(1);
        assertThat(((Map<?, ?>) json.get("values")).get("until")).isNull();
    }

    @Test
    void theEndOfAPauseByItsTimerStillNamesTheEvent() {
        render(command(record(DecisionType.PAUSED, 1, EVENT), "c-1", "usr_9", "evt_a"));
        Decision over = record(DecisionType.RESUMED, 2, EVENT);
        over.causeSource = 0;
        over.causeTimer = TimerKind.PAUSE_END;
        assertThat(render(over))
                .containsEntry("event_id", "evt_a")
                .containsEntry("actor", null)
                .containsEntry("cause", Map.of("timer", "pause_end"));
        assertThat(directory.eventCount()).isEqualTo(1);
        directory.apply(record(DecisionType.SOURCE_SUSPECT, 3, 0));
        assertThat(directory.eventCount()).isZero();
    }

    @Test
    void aCommandIsAnswered() {
        Decision d = command(record(DecisionType.COMMAND_RESULT, 3, 0), "c-7", "usr_9", "");
        d.state = SignalType.RESUME;
        d.code = Code.ALREADY;
        assertThat(render(d))
                .containsEntry("command_id", "c-7")
                .containsEntry("command", "RESUME")
                .containsEntry("ok", true)
                .containsEntry("code", "ALREADY");
        d.state = SignalType.COMMAND_REFUSED;
        d.code = Code.INVALID;
        Map<String, Object> refused = render(d);
        assertThat(refused)
                .containsEntry("ok", false)
                .containsEntry("code", "INVALID")
                .containsEntry("command", null);
        assertThat((String) refused.get("detail")).isNotBlank();
    }

    @Test
    void aRefusedCommandIsAnsweredWithWhatIsWrongWithIt() {
        Decision d = record(DecisionType.COMMAND_RESULT, 3, 0);
        d.state = SignalType.COMMAND_REFUSED;
        d.code = Code.INVALID;
        command(d, "c-7", "usr_9", "", "ses_1", "mode must be \"AUTO\".");
        assertThat(render(d)).containsEntry("detail", "mode must be \"AUTO\".");
        d.state = SignalType.REJECT;
        assertThat((String) render(d).get("detail")).contains("another command_id");
    }

    @Test
    void everyAnswerButYesIsASentenceThatEndsWithAFullStop() {
        for (int code : new int[] {
            Code.ALREADY,
            Code.INVALID,
            Code.UNKNOWN_DECISION,
            Code.UNKNOWN_SESSION,
            Code.DECISION_EXPIRED,
            Code.WRONG_STATE,
            Code.LIMIT_EVENT,
            Code.LIMIT_SESSION_GAP,
            Code.LIMIT_SESSION_BURST,
            Code.PENDING,
            Code.NO_ARM,
            Code.NO_CONTENT,
            Code.DISABLED,
            Code.VERSION_CONFLICT,
            Code.EVENT_TABLE_FULL,
            Code.DECISION_TABLE_FULL
        }) {
            Decision d = command(record(DecisionType.COMMAND_RESULT, 3, 0), "c-7", "usr_9", "");
            d.state = SignalType.APPROVE;
            d.code = code;
            Map<String, Object> json = render(d);
            assertThat((String) json.get("detail"))
                    .as(Code.name(code))
                    .endsWith(".")
                    .contains(" ");
            assertThat(json).containsEntry("command", "APPROVE").containsEntry("ok", code == Code.ALREADY);
        }
        Decision followed = command(record(DecisionType.COMMAND_RESULT, 3, 0), "c-7", "usr_9", "");
        assertThat(render(followed))
                .containsEntry("ok", true)
                .containsEntry("detail", null)
                .doesNotContainKey("decision_id");
        followed.decisionSeq = 10422;
        assertThat(render(followed)).containsEntry("decision_id", "d-5e1f09c2-10422");
    }

    @Test
    void aModeSaysWhoseItIsAndWhoAsked() {
        Decision d = command(record(DecisionType.MODE, 8, 0), "c-8", "usr_9", "");
        d.state = Mode.AUTO;
        d.previous = Mode.SEMI_AUTO;
        assertThat(render(d))
                .containsEntry("type", "MODE")
                .containsEntry("code", null)
                .containsEntry("values", Map.of("mode", "AUTO", "previous", "SEMI_AUTO", "source", "SESSION"))
                .containsEntry("actor", "usr_9");
        d.code = Code.EVENT_MODE;
        assertThat(render(d).get("values"))
                .isEqualTo(Map.of("mode", "AUTO", "previous", "SEMI_AUTO", "source", "EVENT"));
    }

    @Test
    void anAnswerThatNamesNoEventForgetsNoneAndInventsNone() {
        directory.apply(Records.opened(1, 7, "ses_1"));
        directory.apply(Records.resolved(2, 7, 0, EVENT, "evt_a"));
        Decision d = command(record(DecisionType.COMMAND_RESULT, 3, EVENT), "c-8", "usr_9", "");
        assertThat(render(d)).containsEntry("event_id", "evt_a");
        assertThat(render(record(DecisionType.SOURCE_SUSPECT, 4, 0))).containsEntry("event_id", null);
        assertThat(directory.eventCount()).isEqualTo(1);
        assertThat(render(command(record(DecisionType.COMMAND_RESULT, 5, 99), "c-9", "usr_9", "")))
                .containsEntry("event_id", "unknown");
    }

    @Test
    void aDoubtOfTheFeedIsCounted() {
        Decision d = record(DecisionType.SOURCE_SUSPECT, 4, 0);
        d.state = 1;
        d.totalUsers = 10;
        d.leavers = 9;
        assertThat(render(d).get("values"))
                .isEqualTo(Json.parse("{\"suspect\":true,\"lively_sessions\":10,\"silent_sessions\":9}"));
    }

    @Test
    void settingsSetByAPersonNameTheirSenderAndTheAddresses() {
        Map<String, Object> json = render(settings("[\"a@b.example\"]", "usr_\"9\""));
        assertThat(json).containsEntry("actor", "usr_\"9\"");
        assertThat(Json.asObject(json.get("values"))).containsEntry("notification_emails", List.of("a@b.example"));
        Map<String, Object> none = render(settings("null", "usr_9"));
        assertThat(Json.asObject(none.get("values"))).containsEntry("notification_emails", null);
    }

    @Test
    void settingsHaveTheNamesOfTheirColumns() {
        Map<String, Object> json = render(settings("", ""));
        assertThat(json)
                .containsEntry("event_id", "evt_a")
                .containsEntry("source", "STORED")
                .containsEntry("actor", null);
        assertThat(json.get("values"))
                .isEqualTo(Json.parse("{\"agent_enabled\":true,\"agent_mode\":\"AUTO\",\"auto_approve_threshold\":0.8,"
                        + "\"min_confidence_threshold\":0.5,\"allowed_interventions\":[\"POLL\",\"NOTIFICATION\"],"
                        + "\"max_interventions_per_hour\":5,\"notify_on_anomaly\":true,\"notify_on_intervention\":false,"
                        + "\"approval_timeout_s\":90,\"holdout_fraction\":0.05,\"content_language\":\"de\","
                        + "\"detection_false_alarms_per_hour\":null}"));
        assertThat(json.get("version")).hasToString("7");
        assertThat(json).doesNotContainKey("said");
    }

    @Test
    void settingsOfWhichOnlySomeWereAskedForSayWhich() {
        int columns = 1 << SettingsColumn.AGENT_MODE | 1 << SettingsColumn.HOLDOUT_FRACTION;
        assertThat(render(settings("", "usr_9", columns)))
                .containsEntry("said", List.of("agent_mode", "holdout_fraction"));
    }

    private static Decision settings(String emails, String actor) {
        return settings(emails, actor, 0);
    }

    private static Decision settings(String emails, String actor, int columns) {
        Decision d = record(DecisionType.SETTINGS, 5, EVENT);
        d.decisionSeq = 7;
        EventSettingsRecordEncoder encoder = new EventSettingsRecordEncoder();
        encoder.wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder())
                .settingsVersion(7)
                .languageBytes('d' | 'e' << 8)
                .autoApprovePpm(800_000)
                .minConfidencePpm(500_000)
                .approvalTimeoutMs(90_000)
                .holdoutPpm(50_000)
                .falseAlarmsPerHourPpm(-1)
                .stored((short) 1)
                .agentEnabled((short) 1)
                .mode((short) Mode.AUTO)
                .allowedArms((short) 0b0101)
                .maxInterventionsPerHour((short) 5)
                .notifyOnAnomaly((short) 1)
                .notifyOnIntervention((short) 0)
                .reserved((short) 0)
                .columns(columns);
        put("evt_a", (bytes, length) -> encoder.putEvent(bytes, 0, length));
        put(emails, (bytes, length) -> encoder.putEmails(bytes, 0, length));
        put(actor, (bytes, length) -> encoder.putActor(bytes, 0, length));
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
        return d;
    }

    private Map<String, Object> render(Decision d) {
        directory.apply(d);
        OutputRecord record = renderer.render(d);
        assertThat(record.channel()).isNull();
        assertThat(record.stream()).isEqualTo(OutStream.DECISIONS);
        return Json.parse(record.entry());
    }

    private static Decision record(int type, long seq, long scopeKey) {
        Decision d = Records.record(type, seq, "2026-03-02T10:16:00Z");
        d.subjectKey = 0;
        d.scopeKey = scopeKey;
        d.causeTimer = 0;
        d.causeSource = SourceId.COMMAND;
        d.causeTimeMs = 1772446560000L;
        d.causeSeq = 2;
        return d;
    }

    private static Decision command(Decision d, String commandId, String actor, String event) {
        return command(d, commandId, actor, event, "", "");
    }

    private static Decision command(
            Decision d, String commandId, String actor, String event, String session, String reason) {
        CommandRecordEncoder encoder = new CommandRecordEncoder();
        encoder.wrapAndApplyHeader(d.payload, 0, new MessageHeaderEncoder()).forMs(0);
        put(commandId, (bytes, length) -> encoder.putCommandId(bytes, 0, length));
        put(actor, (bytes, length) -> encoder.putActor(bytes, 0, length));
        put(event, (bytes, length) -> encoder.putEvent(bytes, 0, length));
        put(session, (bytes, length) -> encoder.putSession(bytes, 0, length));
        put(reason, (bytes, length) -> encoder.putReason(bytes, 0, length));
        encoder.putContent(NOTHING, 0, 0);
        d.payloadLength = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
        return d;
    }

    private static void put(String text, java.util.function.BiConsumer<byte[], Integer> target) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        target.accept(bytes, bytes.length);
    }
}
