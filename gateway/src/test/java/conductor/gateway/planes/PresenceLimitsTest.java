package conductor.gateway.planes;

import static conductor.gateway.planes.PresenceMessages.message;
import static conductor.gateway.planes.PresenceMessages.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.Signal;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What messages of the presence plane may hold: each limit from both sides, and what is said of what is wrong. */
class PresenceLimitsTest {
    private static final String HEARTBEAT = "\"agent_id\":\"a1\",\"seq\":42,\"device\":true";
    private static final String OFFER = "\"work_id\":\"w1\",\"agent_id\":\"a1\",\"result\":\"busy\"";

    private final PresenceMessageParser parser =
            new PresenceMessageParser(PresenceMessages.HASH, PresenceMessages.ENGINE);
    private final Signal signal = new Signal();

    @ParameterizedTest
    @CsvSource({
        "operator.login, max_concurrent, 1, 8",
        "operator.heartbeat, seq, 1, 9007199254740991",
        "operator.heartbeat, rtt_ms, 0, 600000",
        "work.arrived, priority, 0, 99",
        "work.arrived, max_wait_ms, 1000, 3600000",
        "presence.cleanup, idle_ms, 7200000, 86400000"
    })
    void aNumberIsWithinItsBounds(String type, String name, long least, long most) {
        for (long good : new long[] {least, least + 1, most - 1, most}) {
            assertAccepted(type, with(type, name, Long.toString(good)));
        }
        for (String bad : new String[] {
            Long.toString(least - 1),
            Long.toString(most + 1),
            Long.toString(-least - 1),
            "18446744073709551617",
            "-18446744073709551615",
            "9".repeat(2_000),
            "\"" + least + "\"",
            "true",
            "[]",
            "{}",
            "-0",
            least + ".0",
            least + "e0"
        }) {
            assertRejected(type, with(type, name, bad), Code.BAD_FIELD, name);
        }
    }

    @Test
    void anOfferIsOneOrMore() {
        assertAccepted("work.offer_result", OFFER + ",\"offer\":1");
        assertAccepted("work.offer_result", OFFER + ",\"offer\":9223372036854775808");
        for (String bad : new String[] {"0", "-1", "-9223372036854775809", "\"1\"", "1.0"}) {
            assertRejected("work.offer_result", OFFER + ",\"offer\":" + bad, Code.BAD_FIELD, "offer");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "operator.status, status, 16",
        "operator.status, reason, 32",
        "operator.heartbeat, client_status, 16",
        "work.ended, disposition, 32"
    })
    void aTextHasSoManyCharacters(String type, String name, int most) {
        for (String good :
                new String[] {"", "x", "x".repeat(most - 1), "x".repeat(most), "é".repeat(most), "💡".repeat(most)}) {
            assertAccepted(type, with(type, name, "\"" + good + "\""));
        }
        for (String bad : new String[] {
            "\"" + "x".repeat(most + 1) + "\"",
            "\"" + "é".repeat(most + 1) + "\"",
            "\"" + "💡".repeat(most + 1) + "\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "1",
            "false",
            "[]",
            "{}"
        }) {
            assertRejected(type, with(type, name, bad), Code.BAD_FIELD, name);
        }
    }

    @ParameterizedTest
    @CsvSource({"operator.status, reason", "work.ended, disposition"})
    void whatAPersonWroteHasNoControlCharactersButLinesAndTabs(String type, String name) {
        assertAccepted(type, with(type, name, "\"a\\tb\\r\\nc\""));
        assertRejected(type, with(type, name, "\"a\\u0000\""), Code.BAD_FIELD, name);
        assertRejected(type, with(type, name, "\"a\\u001f\""), Code.BAD_FIELD, name);
    }

    @ParameterizedTest
    @CsvSource({
        "operator.account, agent_id",
        "operator.login, agent_id",
        "operator.logout, agent_id",
        "operator.status, agent_id",
        "operator.heartbeat, agent_id",
        "operator.heartbeat, session_id",
        "operator.disconnect, agent_id",
        "operator.disconnect, session_id",
        "work.arrived, work_id",
        "work.arrived, caller",
        "work.arrived, related",
        "work.offer_result, work_id",
        "work.offer_result, agent_id",
        "work.abandoned, work_id",
        "work.ended, work_id",
        "work.ended, agent_id",
        "work.callback_response, work_id",
        "work.verdict, work_id",
        "work.verdict, actor",
        "presence.readiness, actor",
        "presence.readiness, id",
        "presence.cleanup, scope"
    })
    void anIdIsPrintableAndHasUpTo255Bytes(String type, String name) {
        for (String good : new String[] {
            "x",
            " x ",
            "x".repeat(255),
            "é".repeat(127) + "x",
            "💡".repeat(63),
            "a\\\"b\\\\c/",
            "\\u0061",
            "007",
            "\\ud83d\\udca1"
        }) {
            assertAccepted(type, with(type, name, "\"" + good + "\""));
        }
        for (String bad : new String[] {
            "\"\"",
            "\" \"",
            "\"\\u00a0\\u2003\"",
            "\"" + "x".repeat(256) + "\"",
            "\"" + "é".repeat(128) + "\"",
            "\"" + "💡".repeat(64) + "\"",
            "\"a\\u0000\"",
            "\"a\\nb\"",
            "\"a\\u007f\"",
            "\"a\\u0085\"",
            "\"a\\u200b\"",
            "\"a\\u202e\"",
            "\"a\\u2028b\"",
            "\"a\\u2029b\"",
            "\"\\ufeffa\"",
            "\"\\ud83d\"",
            "\"\\udca1\\ud83d\"",
            "7",
            "true",
            "[\"x\"]",
            "{\"x\":\"y\"}"
        }) {
            assertRejected(type, with(type, name, bad), Code.BAD_FIELD, name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator.login", "work.arrived"})
    void skillsAreUpTo16IdsOf32BytesWithoutRepeats(String type) {
        assertAccepted(type, with(type, "skills", "[]"));
        assertAccepted(type, with(type, "skills", skills(16)));
        assertAccepted(
                type, with(type, "skills", "[\"" + "x".repeat(32) + "\",\"" + "é".repeat(16) + "\",\"EN\",\"en\"]"));
        for (String bad : new String[] {
            skills(17),
            "[\"" + "x".repeat(33) + "\"]",
            "[\"" + "é".repeat(16) + "x\"]",
            "[\"en\",\"de\",\"en\"]",
            "[\"en\",\"\\u0065n\"]",
            "[\"\"]",
            "[\" \"]",
            "[null]",
            "[1]",
            "[[\"en\"]]",
            "\"en\"",
            "{\"en\":\"en\"}",
            "true"
        }) {
            assertRejected(type, with(type, "skills", bad), Code.BAD_FIELD, "skills");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "operator.account, role, agent supervisor admin, Agent owner",
        "work.arrived, kind, call escalation, approval CALL",
        "work.offer_result, result, answered busy no_answer failed cancelled, timeout Answered",
        "work.abandoned, reason, caller upstream, agent CALLER",
        "work.callback_response, digit, 0 1 9 * #, 10 a A ٣ + -",
        "work.verdict, verdict, approve reject, APPROVE abstain"
    })
    void aWordIsOneOfItsList(String type, String name, String good, String bad) {
        for (String word : good.split(" ")) {
            assertAccepted(type, with(type, name, "\"" + word + "\""));
        }
        for (String word : (bad + " " + good.replace(' ', ',')).split(" ")) {
            assertRejected(type, with(type, name, "\"" + word + "\""), Code.BAD_FIELD, name);
        }
        for (String other : new String[] {"\"\"", "\" \"", "1", "true", "[]", "{}", "\"\\ud800\""}) {
            assertRejected(type, with(type, name, other), Code.BAD_FIELD, name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "operator.account, active",
        "operator.logout, force",
        "operator.heartbeat, device",
        "presence.readiness, schema_ok",
        "presence.cleanup, reply"
    })
    void aTruthValueIsNothingElse(String type, String name) {
        assertAccepted(type, with(type, name, "true"));
        assertAccepted(type, with(type, name, "false"));
        for (String bad : new String[] {"1", "0", "\"true\"", "[]", "{}"}) {
            assertRejected(type, with(type, name, bad), Code.BAD_FIELD, name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "operator.account, agent_id active role",
        "operator.login, agent_id",
        "operator.logout, agent_id",
        "operator.status, agent_id status",
        "operator.heartbeat, agent_id seq device",
        "operator.disconnect, agent_id session_id",
        "work.arrived, work_id",
        "work.offer_result, work_id agent_id offer result",
        "work.abandoned, work_id",
        "work.ended, work_id agent_id",
        "work.callback_response, work_id digit",
        "work.verdict, work_id verdict actor",
        "presence.readiness, schema_ok v type id scope",
        "presence.cleanup, v type id scope"
    })
    void whatMustBeThereIsMissedWhereItIsAbsentOrNull(String type, String names) {
        for (String name : names.split(" ")) {
            assertRejected(type, with(type, name, "null"), Code.MISSING_FIELD, name);
            assertRejected(type, with(type, name, null), Code.MISSING_FIELD, name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "operator.login, max_concurrent skills actor reply",
        "operator.logout, force",
        "operator.status, reason",
        "operator.heartbeat, session_id rtt_ms client_status",
        "work.arrived, kind priority skills max_wait_ms caller related",
        "work.abandoned, reason",
        "work.ended, disposition",
        "presence.cleanup, idle_ms"
    })
    void whatMayBeAbsentMayBeNull(String type, String names) {
        for (String name : names.split(" ")) {
            assertAccepted(type, with(type, name, "null"));
            assertAccepted(type, with(type, name, null));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2", "-1", "18446744073709551617"})
    void anotherVersionIsNotSpoken(String version) {
        assertRejected("presence.cleanup", with("presence.cleanup", "v", version), Code.BAD_VERSION, "v");
        assertThat(Code.name(Code.BAD_VERSION)).isEqualTo("BAD_VERSION");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "true", "1.0", "[1]"})
    void aVersionIsANumber(String version) {
        assertRejected("presence.cleanup", with("presence.cleanup", "v", version), Code.BAD_FIELD, "v");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "operator", "Operator.login", "operator.login ", "task.created", "exec.submit", "\\ud800"})
    void anotherTypeIsUnknown(String type) {
        assertRejected(
                "presence.cleanup", with("presence.cleanup", "type", "\"" + type + "\""), Code.UNKNOWN_TYPE, "type");
        assertThat(Code.name(Code.UNKNOWN_TYPE)).isEqualTo("UNKNOWN_TYPE");
    }

    @Test
    void aTypeIsAText() {
        assertRejected("presence.cleanup", with("presence.cleanup", "type", "64"), Code.BAD_FIELD, "type");
    }

    @Test
    void whatIsNotOfTheTypeSaysNothing() {
        assertAccepted(
                "operator.heartbeat",
                HEARTBEAT
                        + ",\"status\":7,\"skills\":\"x\",\"work_id\":\"\",\"kind\":\"approval\",\"at\":{\"deep\":[null]}");
    }

    @Test
    void aRefusedMessageLeavesTheSignalAsItWas() {
        signal.type = -1;
        signal.scopeKey = -2;
        signal.payloadLength = 0;
        assertRejected("operator.heartbeat", "\"agent_id\":\"a1\",\"seq\":42", Code.MISSING_FIELD, "device");
        assertThat(signal.type).isEqualTo(-1);
        assertThat(signal.scopeKey).isEqualTo(-2);
        assertThat(signal.payloadLength).isZero();
    }

    private static String skills(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"s" + i + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    /** The example of a type as a whole message, with one member set to {@code value}, or without it where that is null. */
    private static String with(String type, String name, String value) {
        for (String[] example : PresenceMessages.EXAMPLES) {
            if (example[0].equals(type)) {
                String plain = message(type, example[1]).replaceAll(",\"" + name + "\":(\\[.*?\\]|[^,}]*)", "");
                plain = name.equals("v") ? plain.replace("\"v\":1,", "") : plain;
                return value == null
                        ? plain
                        : plain.substring(0, plain.length() - 1) + ",\"" + name + "\":" + value + "}";
            }
        }
        throw new IllegalArgumentException(type);
    }

    private void assertAccepted(String type, String membersOrMessage) {
        String json = whole(type, membersOrMessage);
        byte[] data = utf8(json);
        assertThat(parser.parse(data, 0, data.length, signal)).as(json).isEqualTo(Code.NONE);
        assertThat(parser.badField()).isNull();
        PresenceMessages.said(signal);
    }

    private void assertRejected(String type, String membersOrMessage, int code, String field) {
        String json = whole(type, membersOrMessage);
        byte[] data = utf8(json);
        assertThat(Code.name(parser.parse(data, 0, data.length, signal)))
                .as(json)
                .isEqualTo(Code.name(code));
        assertThat(parser.badField()).as(json).isEqualTo(field);
    }

    private static String whole(String type, String membersOrMessage) {
        return membersOrMessage.startsWith("{") ? membersOrMessage : message(type, membersOrMessage);
    }
}
