package conductor.gateway.redis;

import static conductor.gateway.redis.Entries.key;
import static conductor.gateway.redis.Entries.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.SettingsChangeRecordDecoder;
import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.Mode;
import conductor.engine.core.Payload;
import conductor.engine.core.SettingsColumn;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.core.Switch;
import conductor.journal.json.RecordText;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people ask for, from the entry to the signal; pauses are with the other entries. */
class CommandParserTest {
    private final PlatformParser parser = new PlatformParser(Entries.HASH, Entries.ENGINE);
    private final ParsedEntry entry = new ParsedEntry();

    @Test
    void anApprovalCarriesItsDecisionItsSessionAndWhoGaveIt() {
        Signal approve = parse("""
                {"command_id":"c-77","type":"APPROVE","actor":"usr_9","decision_id":"d-5e1f09c2-10422",\
                "session_id":"ses_0a1b2c3d4e5f"}""");
        assertThat(approve.type).isEqualTo(SignalType.APPROVE);
        assertThat(approve.value1).isEqualTo(10_422);
        assertThat(approve.value2).isEqualTo(key("c-77"));
        assertThat(approve.subjectKey).isEqualTo(key("ses_0a1b2c3d4e5f"));
        assertThat(approve.scopeKey).isZero();
        assertThat(texts(approve)).isEqualTo(new RecordText.Command("c-77", "usr_9", "", "ses_0a1b2c3d4e5f", "", ""));
    }

    @Test
    void aRefusalCarriesItsReasonAndNeedsNoSession() {
        Signal reject = parse(
                command("\"type\":\"REJECT\",\"decision_id\":\"d-5e1f09c2-7\",\"reason\":\"Nöt \\\"now\\\"\\n\""));
        assertThat(reject.type).isEqualTo(SignalType.REJECT);
        assertThat(reject.value1).isEqualTo(7);
        assertThat(reject.subjectKey).isZero();
        assertThat(texts(reject).reason()).isEqualTo("Nöt \"now\"\n");
        assertThat(texts(reject).session()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"d-5e1f09c3-7", "d-5e1f09c2-", "d-5e1f09c2-x", "d-5e1f09c2-07", "i-5e1f09c2-7", "7", "", "é"})
    void aDecisionOfSomebodyElseHasNumberZero(String id) {
        Signal approve = parse(command("\"type\":\"APPROVE\",\"decision_id\":\"" + id + "\""));
        assertThat(approve.type).isEqualTo(SignalType.APPROVE);
        assertThat(approve.value1).isZero();
    }

    @Test
    void aModeIsOneMoreThanItsNumberAndNullIsTheEventsOwn() {
        assertThat(mode("\"MANUAL\"")).isEqualTo(1 + Mode.MANUAL);
        assertThat(mode("\"SEMI_AUTO\"")).isEqualTo(1 + Mode.SEMI_AUTO);
        assertThat(mode("\"AUTO\"")).isEqualTo(1 + Mode.AUTO);
        assertThat(mode("null")).isZero();
        assertThat(entry.signal.subjectKey).isEqualTo(key("s"));
        assertThat(texts(entry.signal).session()).isEqualTo("s");
    }

    @Test
    void aTriggerCarriesItsArmItsReasonAndItsContentInOneForm() {
        Signal trigger = parse(command("""
                "type":"TRIGGER","session_id":"s","intervention_type":"POLL","reason":"try it","content":{\
                "duration":90, "options" : ["Yes","No"],"question":"Shall we go on?","color":"red"}"""));
        assertThat(trigger.type).isEqualTo(SignalType.TRIGGER);
        assertThat(trigger.value1).isEqualTo(Arm.POLL);
        assertThat(trigger.subjectKey).isEqualTo(key("s"));
        assertThat(texts(trigger).reason()).isEqualTo("try it");
        assertThat(texts(trigger).content())
                .isEqualTo("{\"question\":\"Shall we go on?\",\"options\":[\"Yes\",\"No\"],\"duration\":90}");
        Signal plain =
                parse(command("\"type\":\"TRIGGER\",\"session_id\":\"s\",\"intervention_type\":\"GAMIFICATION\""));
        assertThat(plain.value1).isEqualTo(Arm.GAMIFICATION);
        assertThat(texts(plain).content()).isEmpty();
    }

    @Test
    void aSwitchIsNamedAndOnOrOff() {
        Signal off = parse(command("\"type\":\"SET_SWITCH\",\"name\":\"presence.routing\",\"on\":false"));
        assertThat(off.type).isEqualTo(SignalType.SET_SWITCH);
        assertThat(off.value1).isEqualTo(Switch.PRESENCE_ROUTING);
        assertThat(off.value3).isZero();
        Signal on = parse(command("\"type\":\"SET_SWITCH\",\"name\":\"tasks.content\",\"on\":true"));
        assertThat(on.value1).isEqualTo(Switch.TASKS_CONTENT);
        assertThat(on.value3).isEqualTo(1);
        assertThat(parse(command("\"type\":\"SET_SWITCH\",\"name\":\"no.such\",\"on\":true")).value1)
                .isEqualTo(-1);
        assertThat(parse(command("\"type\":\"SET_SWITCH\",\"name\":\"presence.routing\"")).type)
                .isEqualTo(SignalType.COMMAND_REFUSED);
    }

    @Test
    void theLongestTextsFitIntoTheRecord() {
        String id = "x".repeat(255);
        String reason = "é".repeat(500);
        String question = "ü".repeat(150);
        String option = "\\u20ac".repeat(59);
        Signal trigger = parse("{\"command_id\":\"" + id + "\",\"actor\":\"" + id
                + "\",\"type\":\"TRIGGER\",\"session_id\":\""
                + id + "\",\"intervention_type\":\"POLL\",\"reason\":\"" + reason + "\",\"content\":{\"question\":\""
                + question + "\",\"options\":[\"1" + option + "\",\"2" + option + "\",\"3" + option + "\",\"4" + option
                + "\",\"5" + option + "\"]}}");
        assertThat(trigger.type).isEqualTo(SignalType.TRIGGER);
        assertThat(texts(trigger).reason()).isEqualTo(reason);
        assertThat(trigger.payloadLength).isLessThanOrEqualTo(Decision.PAYLOAD_CAPACITY);
    }

    @Test
    void settingsCarryEachColumnThatIsSetAndNoOther() {
        Signal set = parse(command("""
                "type":"SET_SETTINGS","event_id":"evt_1","expected_version":7,"settings":{"agent_enabled":false,\
                "agent_mode":"AUTO","auto_approve_threshold":0.8,"min_confidence_threshold":1,\
                "allowed_interventions":["NOTIFICATION","POLL"],"max_interventions_per_hour":5,\
                "notify_on_anomaly":false,"notify_on_intervention":true,\
                "notification_emails":["a@b.example","\\"c\\"@d.example"],"approval_timeout_s":90,\
                "holdout_fraction":0.5,"content_language":"de-AT","detection_false_alarms_per_hour":0.0123456}"""));
        assertThat(set.type).isEqualTo(SignalType.SET_SETTINGS);
        assertThat(set.scopeKey).isEqualTo(key("evt_1"));
        assertThat(set.value2).isEqualTo(key("c"));
        SettingsChangeRecordDecoder change = change(set);
        assertThat(change.expectedVersion()).isEqualTo(7);
        assertThat(change.reset()).isZero();
        assertThat(change.columns()).isEqualTo((1L << SettingsColumn.COUNT) - 1);
        assertThat(change.agentEnabled()).isZero();
        assertThat(change.mode()).isEqualTo((short) Mode.AUTO);
        assertThat(change.autoApprovePpm()).isEqualTo(800_000);
        assertThat(change.minConfidencePpm()).isEqualTo(1_000_000);
        assertThat(change.allowedArms()).isEqualTo((short) 0b0101);
        assertThat(change.maxInterventionsPerHour()).isEqualTo((short) 5);
        assertThat(change.notifyOnAnomaly()).isZero();
        assertThat(change.notifyOnIntervention()).isEqualTo((short) 1);
        assertThat(change.approvalTimeoutMs()).isEqualTo(90_000);
        assertThat(change.holdoutPpm()).isEqualTo(500_000);
        assertThat(change.languageBytes()).isEqualTo('d' | 'e' << 8 | '-' << 16 | 'A' << 24 | (long) 'T' << 32);
        assertThat(change.falseAlarmsPerHourPpm()).isEqualTo(12_346);
        assertThat(RecordText.settingsChange(set.payload))
                .isEqualTo(new RecordText.Command("c", "u", "evt_1", "", "", ""));
        assertThat(emails(change)).isEqualTo("[\"a@b.example\",\"\\\"c\\\"@d.example\"]");
    }

    @Test
    void nullSetsAColumnToWhatItMeansWithoutAValue() {
        SettingsChangeRecordDecoder change = change(parse(command("""
                "type":"SET_SETTINGS","event_id":"e","settings":{"allowed_interventions":null,"content_language":null,\
                "detection_false_alarms_per_hour":null,"notification_emails":null}""")));
        assertThat(change.columns())
                .isEqualTo(1L << SettingsColumn.ALLOWED_INTERVENTIONS
                        | 1L << SettingsColumn.CONTENT_LANGUAGE
                        | 1L << SettingsColumn.FALSE_ALARMS_PER_HOUR
                        | 1L << SettingsColumn.NOTIFICATION_EMAILS);
        assertThat(change.expectedVersion()).isEqualTo(-1);
        assertThat(change.allowedArms()).isEqualTo((short) 15);
        assertThat(change.languageBytes()).isZero();
        assertThat(change.falseAlarmsPerHourPpm()).isEqualTo(-1);
        assertThat(emails(change)).isEqualTo("null");
    }

    @Test
    void aResetHasNoColumnsBesideIt() {
        SettingsChangeRecordDecoder alone =
                change(parse(command("\"type\":\"SET_SETTINGS\",\"event_id\":\"e\",\"reset\":true,\"settings\":{}")));
        assertThat(alone.reset()).isEqualTo((short) 1);
        assertThat(alone.columns()).isZero();
        Signal both = parse(command(
                "\"type\":\"SET_SETTINGS\",\"event_id\":\"e\",\"reset\":true,\"settings\":{\"agent_enabled\":true}"));
        assertThat(both.type).isEqualTo(SignalType.COMMAND_REFUSED);
        assertThat(texts(both).reason()).isEqualTo("Either settings must set a column, or reset must be true.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"type\":\"DANCE\" | type must be one of APPROVE, PAUSE, REJECT, RESUME, SET_MODE, SET_SETTINGS, SET_SWITCH, TRIGGER.",
                "\"type\":\"APPROVE\" | decision_id is missing: the id of a decision, as agent.decision gave it.",
                "\"type\":\"APPROVE\",\"decision_id\":7 | decision_id must be the id of a decision, as agent.decision gave it.",
                "\"type\":\"APPROVE\",\"decision_id\":\"d\",\"session_id\":\" \" | session_id must be a text of 1 to 255 bytes without control characters and not blank.",
                "\"type\":\"REJECT\",\"decision_id\":\"d\",\"reason\":4 | reason must be a text.",
                "\"type\":\"REJECT\",\"decision_id\":\"d\",\"reason\":\"\\u0000\" | reason must not hold control characters but line breaks and tabs.",
                "\"type\":\"SET_MODE\",\"mode\":\"AUTO\" | session_id is missing.",
                "\"type\":\"SET_MODE\",\"session_id\":\"s\" | 'mode is missing: MANUAL, SEMI_AUTO, AUTO, or null for the mode of the event.'",
                "\"type\":\"SET_MODE\",\"session_id\":\"s\",\"mode\":\"auto\" | 'mode must be MANUAL, SEMI_AUTO, AUTO, or null for the mode of the event.'",
                "\"type\":\"TRIGGER\",\"intervention_type\":\"POLL\" | session_id is missing.",
                "\"type\":\"TRIGGER\",\"session_id\":\"s\",\"intervention_type\":\"CHAT_PROMPT\" | 'intervention_type must be POLL, BROADCAST, NOTIFICATION or GAMIFICATION.'",
                "\"type\":\"TRIGGER\",\"session_id\":\"s\",\"intervention_type\":\"POLL\",\"content\":[] | content must be an object.",
                "\"type\":\"TRIGGER\",\"session_id\":\"s\",\"intervention_type\":\"BROADCAST\",\"content\":{} | The content is not allowed: message must be a text.",
                "\"type\":\"PAUSE\",\"for_s\":0 | for_s must be a whole number from 1 to 31536000.",
                "\"type\":\"SET_SETTINGS\",\"settings\":{\"agent_enabled\":true} | event_id is missing.",
                "\"type\":\"SET_SETTINGS\",\"event_id\":\"e\" | 'Either settings must set a column, or reset must be true.'",
                "\"type\":\"SET_SETTINGS\",\"event_id\":\"e\",\"settings\":{} | 'Either settings must set a column, or reset must be true.'",
                "\"type\":\"SET_SETTINGS\",\"event_id\":\"e\",\"settings\":[] | settings must be an object.",
                "\"type\":\"SET_SETTINGS\",\"event_id\":\"e\",\"reset\":1 | reset must be true or false.",
                "\"type\":\"SET_SETTINGS\",\"event_id\":\"e\",\"reset\":true,\"expected_version\":-1 | expected_version must be a whole number from 0 to 4611686018427387903.",
            })
    void whatCannotBeFollowedIsAnsweredWithWhatIsWrong(String fields, String sentence) {
        Signal refused = parse(command(fields));
        assertThat(refused.type).isEqualTo(SignalType.COMMAND_REFUSED);
        assertThat(refused.value1).isEqualTo(Code.INVALID);
        assertThat(refused.value2).isEqualTo(key("c"));
        assertThat(texts(refused).commandId()).isEqualTo("c");
        assertThat(texts(refused).reason()).isEqualTo(sentence);
        assertThat(refused.scopeKey == 0).isEqualTo(texts(refused).event().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"agent_enabled\":1 | agent_enabled must be true or false.",
                "\"agent_enabled\":null | agent_enabled must be true or false.",
                "\"agent_mode\":\"MAD\" | 'agent_mode must be MANUAL, SEMI_AUTO or AUTO.'",
                "\"agent_mode\":2 | 'agent_mode must be MANUAL, SEMI_AUTO or AUTO.'",
                "\"auto_approve_threshold\":1.0000001 | auto_approve_threshold must be a number from 0 to 1.",
                "\"auto_approve_threshold\":\"0.5\" | auto_approve_threshold must be a number from 0 to 1.",
                "\"min_confidence_threshold\":-0.1 | min_confidence_threshold must be a number from 0 to 1.",
                "\"holdout_fraction\":0.51 | holdout_fraction must be a number from 0 to 0.5.",
                "\"detection_false_alarms_per_hour\":0.009 | detection_false_alarms_per_hour must be a number from 0.01 to 10.",
                "\"max_interventions_per_hour\":101 | max_interventions_per_hour must be a whole number from 0 to 100.",
                "\"max_interventions_per_hour\":1.5 | max_interventions_per_hour must be a whole number from 0 to 100.",
                "\"max_interventions_per_hour\":1e400 | max_interventions_per_hour must be a whole number from 0 to 100.",
                "\"approval_timeout_s\":9 | approval_timeout_s must be a whole number from 10 to 1800.",
                "\"content_language\":\"de_AT\" | 'content_language must be null for any, or a language tag of 1 to 8 letters, digits and hyphens.'",
                "\"content_language\":\"\" | 'content_language must be null for any, or a language tag of 1 to 8 letters, digits and hyphens.'",
                "\"notification_emails\":\"a@b\" | 'notification_emails must be null, or a list of e-mail addresses.'",
                "\"notification_emails\":[\"a b@c\"] | 'notification_emails must be null, or a list of e-mail addresses.'",
                "\"notification_emails\":[\"\\ud83d@c\"] | 'notification_emails must be null, or a list of e-mail addresses.'",
            })
    void aValueOutOfItsRangeIsRefusedByTheNameOfItsColumn(String column, String sentence) {
        Signal refused = parse(command("\"type\":\"SET_SETTINGS\",\"event_id\":\"e\",\"settings\":{" + column + "}"));
        assertThat(refused.type).isEqualTo(SignalType.COMMAND_REFUSED);
        assertThat(texts(refused).reason()).isEqualTo("settings." + sentence);
        assertThat(texts(refused).event()).isEqualTo("e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"POLL\",\"CHAT_PROMPT\"]", "[\"poll\"]", "\"POLL\"", "[null]"})
    void interventionsThatAreNoneOrNobodyKnowsAreRefused(String allowed) {
        Signal refused =
                parse(command("\"type\":\"SET_SETTINGS\",\"event_id\":\"e\",\"settings\":{\"allowed_interventions\":"
                        + allowed + "}"));
        assertThat(refused.type).isEqualTo(SignalType.COMMAND_REFUSED);
        assertThat(texts(refused).reason())
                .startsWith("settings.allowed_interventions must be null for all, or a list");
    }

    @Test
    void aColumnThatIsNoneOrThereTwiceIsRefused() {
        String settings = "\"type\":\"SET_SETTINGS\",\"event_id\":\"e\",\"settings\":";
        assertThat(texts(parse(command(settings + "{\"agent_mood\":1}"))).reason())
                .contains("agent_mode, auto_approve_threshold");
        assertThat(texts(parse(command(settings + "{\"agent_enabled\":true,\"agent_enabled\":false}")))
                        .reason())
                .contains("names a column twice");
        assertThat(parse(command("\"type\":\"SET_SETTINGS\",\"event_id\":\"unknown\",\"reset\":true")).type)
                .isEqualTo(SignalType.COMMAND_REFUSED);
    }

    @Test
    void aReasonIsBoundedInCharactersAndBytes() {
        String reject = "\"type\":\"REJECT\",\"decision_id\":\"d-5e1f09c2-7\",\"reason\":\"%s\"";
        assertThat(parse(command(String.format(reject, "x".repeat(500)))).type).isEqualTo(SignalType.REJECT);
        assertThat(parse(command(String.format(reject, "x".repeat(501)))).type).isEqualTo(SignalType.COMMAND_REFUSED);
        int most = Payload.REASON_MAX / 4;
        assertThat(parse(command(String.format(reject, "💡".repeat(most)))).type)
                .isEqualTo(SignalType.REJECT);
        assertThat(parse(command(String.format(reject, "💡".repeat(most + 1)))).type)
                .isEqualTo(SignalType.COMMAND_REFUSED);
    }

    @Test
    void addressesAreBoundedInBytes() {
        String address = "\"" + "a".repeat(240) + "@b.example\"";
        String settings = "\"type\":\"SET_SETTINGS\",\"event_id\":\"e\",\"settings\":{\"notification_emails\":[%s]}";
        String eight = String.join(",", Collections.nCopies(8, address));
        assertThat(parse(command(String.format(settings, eight))).type).isEqualTo(SignalType.SET_SETTINGS);
        assertThat(texts(parse(command(String.format(settings, eight + "," + address))))
                        .reason())
                .isEqualTo("settings.notification_emails must be no longer than 2048 bytes as JSON.");
    }

    @Test
    void flatFieldsAreReadAsTheTextsThatTheyAre() {
        parseFields(
                "command_id",
                "c",
                "type",
                "SET_SETTINGS",
                "actor",
                "u",
                "event_id",
                "e",
                "expected_version",
                "3",
                "reset",
                "false",
                "settings",
                "{\"agent_enabled\":true}");
        SettingsChangeRecordDecoder change = change(entry.signal);
        assertThat(change.expectedVersion()).isEqualTo(3);
        assertThat(change.reset()).isZero();
        assertThat(change.columns()).isEqualTo(1L << SettingsColumn.AGENT_ENABLED);
        parseFields("command_id", "c", "type", "SET_SETTINGS", "actor", "u", "event_id", "e", "reset", "true");
        assertThat(change(entry.signal).reset()).isEqualTo((short) 1);
        parseFields("command_id", "c", "type", "SET_SETTINGS", "actor", "u", "event_id", "e", "settings", "{} {}");
        assertThat(entry.signal.type).isEqualTo(SignalType.COMMAND_REFUSED);
    }

    private long mode(String json) {
        Signal mode = parse(command("\"type\":\"SET_MODE\",\"session_id\":\"s\",\"mode\":" + json));
        assertThat(mode.type).isEqualTo(SignalType.SET_MODE);
        return mode.value1;
    }

    private static String command(String fields) {
        return "{\"command_id\":\"c\",\"actor\":\"u\"," + fields + "}";
    }

    private static RecordText.Command texts(Signal signal) {
        assertThat(RecordText.isCommand(signal.payload, signal.payloadLength)).isTrue();
        return RecordText.command(signal.payload);
    }

    private static SettingsChangeRecordDecoder change(Signal signal) {
        assertThat(signal.type).isEqualTo(SignalType.SET_SETTINGS);
        assertThat(RecordText.isSettingsChange(signal.payload, signal.payloadLength))
                .isTrue();
        return new SettingsChangeRecordDecoder().wrapAndApplyHeader(signal.payload, 0, new MessageHeaderDecoder());
    }

    private static String emails(SettingsChangeRecordDecoder change) {
        change.skipCommandId();
        change.skipActor();
        change.skipEvent();
        byte[] json = new byte[change.emailsLength()];
        change.getEmails(json, 0, json.length);
        return new String(json, StandardCharsets.UTF_8);
    }

    private Signal parse(String json) {
        return parseFields("data", json);
    }

    private Signal parseFields(String... texts) {
        EntryQueue queue = new EntryQueue();
        byte[][] bytes = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            bytes[i] = utf8(texts[i]);
        }
        Entries.add(queue, 1_772_446_530_004L, 3, bytes);
        parser.parse(SourceId.COMMAND, queue, entry);
        return entry.signal;
    }
}
