package conductor.gateway.edge;

import static conductor.gateway.edge.Told.fault;
import static conductor.gateway.edge.Told.text;
import static conductor.gateway.edge.Told.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals in CloudEvents: as an object, many of them, and in headers. */
class CloudEventTest {
    private static final String CHAT_TYPE = "platform.events.chat.message.v1";
    private static final String DATA =
            "{\"sessionId\":\"ses_1\",\"message\":{\"text\":\"Ist das grün? 💡\",\"authorId\":\"usr_ü\"}}";

    @Test
    void anObjectSaysItsSignalAndWhatNamesIt() throws Exception {
        CloudEvent event = read(event("1.0", "/rts/1", "e-1", CHAT_TYPE, DATA));
        assertThat(text(event.signal())).isEqualTo("CHAT ses_1 usr_ü - -");
        assertThat(event.key())
                .isEqualTo(read(event("1.0", "/rts/1", "e-1", "chat", DATA)).key());
        for (String other : List.of(
                event("1.0", "/rts/1", "e-2", CHAT_TYPE, DATA),
                event("1.0", "/rts/2", "e-1", CHAT_TYPE, DATA),
                event("1.0", "/rts/", "1e-1", CHAT_TYPE, DATA))) {
            assertThat(read(other).key()).isNotEqualTo(event.key());
        }
    }

    @Test
    void theContentIsWhatTheSignalSaysHoweverItWasWritten() throws Exception {
        byte[] content = read(event("1.0", "s", "i", CHAT_TYPE, DATA)).content();
        String ours = "{ \"user_id\":\"usr_\\u00fc\", \"text\":\"other\", \"session_id\":\"ses_1\" }";
        assertThat(read(event("1.0", "s", "i", "chat", ours)).content()).isEqualTo(content);
        for (String other : List.of(
                "{\"session_id\":\"ses_1\"}",
                "{\"session_id\":\"ses_2\",\"user_id\":\"usr_ü\"}",
                "{\"session_id\":\"ses_1 5:usr_ü\"}",
                "{\"session_id\":\"ses_1\",\"user_id\":\"usr_ü\",\"event_id\":\"e\"}")) {
            assertThat(read(event("1.0", "s", "i", "chat", other)).content()).isNotEqualTo(content);
        }
        assertThat(new String(content, StandardCharsets.UTF_8)).doesNotContain("grün");
    }

    @Test
    void theDataMayStandAnywhereBehindAnyTextAndWithAnySpace() throws Exception {
        Random random = new Random(20_261_127);
        for (int round = 0; round < 500; round++) {
            List<String> members = new ArrayList<>(List.of(
                    "\"specversion\":\"1.0\"",
                    "\"source\":\"/rts/" + foreign(random) + "\"",
                    "\"id\":\"e" + foreign(random) + "\"",
                    "\"type\" : \"chat\"",
                    "\"data\"" + space(random) + ":" + space(random) + DATA + space(random),
                    "\"ö" + random.nextInt() + "\":[\"" + foreign(random) + "\",{\"ö\":\"" + foreign(random) + "\"}]"));
            Collections.shuffle(members, random);
            String json = space(random) + "{" + String.join("," + space(random), members) + "}" + space(random);
            assertThat(text(read(json).signal())).as(json).isEqualTo("CHAT ses_1 usr_ü - -");
            String all = "[" + json + "," + space(random) + json + "]";
            assertThat(results(all)).as(all).containsExactly("CHAT ses_1 usr_ü - -", "CHAT ses_1 usr_ü - -");
        }
    }

    private static String space(Random random) {
        return " \n\t\r".repeat(random.nextInt(3));
    }

    private static String foreign(Random random) {
        String[] some = {"a", "ü", "€", "💡", "\\u00fc", "\\ud83d\\udca1", "\\\"", "ab"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(some[random.nextInt(some.length)]);
        }
        return text.toString();
    }

    @Test
    void theDataIsFoundBehindMoreTextThanAReaderHoldsAtOnce() throws Exception {
        String long1 = "\"a\":\"" + "ü💡".repeat(1_300) + "\",";
        String json = "{" + long1 + "\"b\":[" + "\"€\",".repeat(5_000) + "1],"
                + event("1.0", "s", "i", "chat", DATA).substring(1);
        assertThat(text(read(json).signal())).isEqualTo("CHAT ses_1 usr_ü - -");
    }

    @Test
    void dataThatIsATextOfJsonIsReadAsThat() throws Exception {
        String quoted = "\"" + DATA.replace("\"", "\\\"") + "\"";
        assertThat(text(read(event("1.0", "s", "i", "chat", quoted)).signal())).isEqualTo("CHAT ses_1 usr_ü - -");
        assertThat(fault(() -> read(event("1.0", "s", "i", "chat", "\"{\"")))).isEqualTo("BAD_JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-1.5e3", "true", "null", "[]", "[{\"session_id\":\"s\"}]", "\"\"", "\"chat\""})
    void dataThatIsNoObjectIsAFault(String data) {
        assertThat(fault(() -> read(event("1.0", "s", "i", "chat", data)))).isIn("NOT_AN_OBJECT", "BAD_JSON");
    }

    @Test
    void aPresenceEventIsWhatItsDataSays() throws Exception {
        String data = "{\"type\":\"user_leave\",\"sessionId\":\"s\",\"userId\":\"u\"}";
        assertThat(text(read(event("1.0", "s", "i", "platform.events.live.sync.v1", data))
                        .signal()))
                .isEqualTo("LEAVE s u - -");
    }

    @ParameterizedTest
    @CsvSource({"specversion", "source", "id", "type", "data"})
    void aMissingAttributeIsNamed(String missing) {
        String json = event("1.0", "s", "i", "chat", DATA).replace("\"" + missing + "\":", "\"x" + missing + "\":");
        assertThat(fault(() -> read(json))).isEqualTo("MISSING_FIELD /" + missing);
    }

    @ParameterizedTest
    @CsvSource({"specversion", "source", "id", "type"})
    void anAttributeThatIsNoTextOrBlankIsMissing(String attribute) {
        for (String value : List.of("1", "null", "{}", "[\"1.0\"]", "\"\"", "\"  \"")) {
            String json = event("1.0", "s", "i", "chat", DATA)
                    .replaceFirst("\"" + attribute + "\":\"[^\"]*\"", "\"" + attribute + "\":" + value);
            assertThat(fault(() -> read(json))).as(value).isEqualTo("MISSING_FIELD /" + attribute);
        }
    }

    @Test
    void anAttributeHas255CharactersAtMost() throws Exception {
        assertThat(read(event("1.0", "s".repeat(255), "i".repeat(255), "chat", DATA))
                        .key())
                .contains("sss");
        assertThat(fault(() -> read(event("1.0", "s".repeat(256), "i", "chat", DATA))))
                .isEqualTo("BAD_FIELD /source");
        assertThat(fault(() -> read(event("1.0", "s", "i".repeat(256), "chat", DATA))))
                .isEqualTo("BAD_FIELD /id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3", "1", "1.0.1", "2.0", " 1.0"})
    void anotherVersionIsRefused(String version) {
        assertThat(fault(() -> read(event(version, "s", "i", "chat", DATA)))).isEqualTo("BAD_FIELD /specversion");
        assertThat(fault(() -> CloudEvent.ofHeaders(version, "s", "i", "chat", utf8(DATA))))
                .isEqualTo("BAD_FIELD /specversion");
    }

    @Test
    void ofAllEventsABadOneHarmsNoOther() throws Exception {
        String good = event("1.0", "s", "i", CHAT_TYPE, DATA);
        List<String> all = List.of(
                good,
                event("0.3", "s", "i", "chat", DATA),
                good,
                "5",
                "[" + good + "]",
                "null",
                "{}",
                event("1.0", "s", "i", "typing", DATA),
                event("1.0", "s", "i", "reaction", "{\"user_id\":\"u\"}"),
                event("1.0", "s", "i", "reaction", "{\"user_id\":{\"a\":[{}]},\"session_id\":\"s\"}"),
                event("1.0", "s", "i", "reaction", "\"{\\\"a\\\":\""),
                event("1.0", "s", "i", "reaction", "[[],{}]"),
                good.replace("\"s\"", "{\"a\":[{}]}"),
                good.replace("\"i\"", "[[\"a\"],{\"a\":1}]"),
                good);
        assertThat(results("[" + String.join(",", all) + "]"))
                .containsExactly(
                        "CHAT ses_1 usr_ü - -",
                        "BAD_FIELD",
                        "CHAT ses_1 usr_ü - -",
                        "NOT_AN_OBJECT",
                        "NOT_AN_OBJECT",
                        "NOT_AN_OBJECT",
                        "MISSING_FIELD",
                        "UNKNOWN_TYPE",
                        "MISSING_FIELD",
                        "BAD_FIELD",
                        "BAD_JSON",
                        "NOT_AN_OBJECT",
                        "MISSING_FIELD",
                        "MISSING_FIELD",
                        "CHAT ses_1 usr_ü - -");
        assertThat(CloudEvent.readAll(utf8(" [ ] "))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "5", "[", "[{}", "[{},]", "[{\"a\":}]", "[{\"id\":\"a\",\"id\":\"a\"}]"})
    void whatIsNoArrayOfJsonIsRefusedAsAWhole(String json) {
        assertThat(fault(() -> CloudEvent.readAll(utf8(json)))).isEqualTo("BAD_JSON");
    }

    @Test
    void anEventIsOneObjectOfStrictJson() {
        String good = event("1.0", "s", "i", "chat", DATA);
        assertThat(fault(() -> read("[" + good + "]"))).isEqualTo("NOT_AN_OBJECT");
        assertThat(fault(() -> read(""))).isEqualTo("NOT_AN_OBJECT");
        assertThat(fault(() -> read(good + "x"))).isEqualTo("BAD_JSON");
        assertThat(fault(() -> read(good + good))).isEqualTo("BAD_JSON");
        assertThat(fault(() -> read(good.substring(0, good.length() - 1)))).isEqualTo("BAD_JSON");
        assertThat(fault(() -> read(good.replace("{\"specversion\"", "{\"id\":\"twice\",\"specversion\""))))
                .isEqualTo("BAD_JSON");
        assertThat(fault(() -> read(good.replace("{\"specversion\"", "{\"x\":" + "[".repeat(100_000)))))
                .isEqualTo("BAD_JSON");
        byte[] latin = good.replace("ses_1", "ses_ü").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(fault(() -> CloudEvent.read(latin))).isEqualTo("BAD_JSON");
    }

    @Test
    void attributesMayStandInHeaders() throws Exception {
        CloudEvent event = CloudEvent.ofHeaders("1.0", "/rts/1", "e-1", CHAT_TYPE, utf8(DATA));
        CloudEvent same = read(event("1.0", "/rts/1", "e-1", CHAT_TYPE, DATA));
        assertThat(text(event.signal())).isEqualTo("CHAT ses_1 usr_ü - -");
        assertThat(event.key()).isEqualTo(same.key());
        assertThat(event.content()).isEqualTo(same.content());
    }

    @Test
    void aMissingHeaderIsNamed() {
        String[] names = {"specversion", "source", "id", "type"};
        for (int i = 0; i < names.length; i++) {
            String[] values = {"1.0", "s", "i", "chat"};
            for (String none : Arrays.asList(null, "", " ")) {
                values[i] = none;
                assertThat(fault(() -> CloudEvent.ofHeaders(values[0], values[1], values[2], values[3], utf8(DATA))))
                        .isEqualTo("MISSING_FIELD /" + names[i]);
            }
        }
        assertThat(fault(() -> CloudEvent.ofHeaders("1.0", "s", "i", "chat", new byte[0])))
                .isEqualTo("NOT_AN_OBJECT");
    }

    private static CloudEvent read(String json) throws BadSignalException {
        return CloudEvent.read(utf8(json));
    }

    private static List<String> results(String json) throws BadSignalException {
        return CloudEvent.readAll(utf8(json)).stream()
                .map(result -> result.event() != null
                        ? text(result.event().signal())
                        : result.fault().reason().toString())
                .toList();
    }

    private static String event(String version, String source, String id, String type, String data) {
        return "{\"specversion\":\"" + version + "\",\"type\":\"" + type + "\",\"source\":\"" + source + "\",\"id\":\""
                + id + "\",\"datacontenttype\":\"application/json\",\"data\":" + data + ",\"subject\":\"ö\"}";
    }
}
