package conductor.gateway.edge;

import static conductor.gateway.edge.Told.fault;
import static conductor.gateway.edge.Told.read;
import static conductor.gateway.edge.Told.text;
import static conductor.gateway.edge.Told.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.Signal;
import conductor.engine.core.SourceId;
import conductor.gateway.redis.NodeView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals as clients write them, good and bad. */
class SignalJsonTest {
    private static final String SESSION = "ses_0a1b2c3d4e5f";
    private static final String EVENT = "evt_9f8e7d6c5b4a";
    private static final String SECRET = "Is there a recording?";

    private static final String CHAT = "{\"sessionId\":\"ses_0a1b2c3d4e5f\",\"eventId\":\"evt_9f8e7d6c5b4a\","
            + "\"message\":{\"id\":\"cmb01x\",\"text\":\"" + SECRET + "\",\"timestamp\":\"2026-03-02T10:15:07.120Z\","
            + "\"metadata\":null,\"authorId\":\"usr_71\",\"sessionId\":\"ses_other\",\"replyingToMessageId\":null,"
            + "\"author\":{\"id\":\"usr_72\",\"firstName\":\"Ama\",\"lastName\":\"Boye\"},\"parentMessage\":null}}";
    private static final String VOTE =
            "{\"userId\":\"usr_71\",\"pollId\":\"cmp42\",\"optionId\":\"cmo3\",\"sessionId\":\"ses_0a1b2c3d4e5f\","
                    + "\"eventId\":\"ses_0a1b2c3d4e5f\",\"voteTimestamp\":\"2026-03-02T10:15:30.004Z\"}";
    private static final String POLL_CLOSED =
            "{\"poll\":{\"id\":\"cmp42\",\"question\":\"Pace?\",\"isActive\":false,\"expiresAt\":null,"
                    + "\"creatorId\":\"usr_1\",\"sessionId\":\"ses_0a1b2c3d4e5f\",\"author\":{\"id\":\"usr_1\"},"
                    + "\"options\":[{\"id\":\"cmo3\",\"text\":\"Good\",\"pollId\":\"cmp9\",\"voteCount\":9}],\"totalVotes\":9},"
                    + "\"userVotedForOptionId\":null}";
    private static final String JOIN = "{\"type\":\"user_join\",\"sessionId\":\"ses_0a1b2c3d4e5f\","
            + "\"eventId\":\"evt_9f8e7d6c5b4a\",\"userId\":\"usr_71\",\"payload\":{\"type\":\"other\",\"userId\":7}}";
    private static final String LEAVE = "{\"type\":\"user_leave\",\"sessionId\":\"ses_0a1b2c3d4e5f\","
            + "\"eventId\":\"unknown\",\"userId\":\"usr_71\"}";
    private static final String REACTION = "{\"userId\":\"usr_71\",\"sessionId\":\"ses_0a1b2c3d4e5f\","
            + "\"emoji\":\"👏\",\"timestamp\":\"2026-03-02T10:15:31.900Z\"}";

    @ParameterizedTest
    @CsvSource({
        "chat, CHAT s u e -",
        "reaction, REACTION s u - -",
        "poll_vote, POLL_VOTE s u - p",
        "poll_closed, POLL_CLOSED s - - p",
        "join, JOIN s u e -",
        "leave, LEAVE s u - -",
    })
    void aSignalInOurFormSaysWhatItsTypeUses(String type, String expected) throws Exception {
        String members = "\"session_id\":\"s\",\"user_id\":\"u\",\"event_id\":\"e\",\"poll_id\":\"p\"";
        assertThat(text(read("{\"type\":\"" + type + "\"," + members + "}"))).isEqualTo(expected);
        assertThat(text(read("{" + members + ",\"type\":\"" + type + "\"}"))).isEqualTo(expected);
        assertThat(text(read("{" + members + ",\"type\":\"nothing\"}", type))).isEqualTo(expected);
    }

    static Stream<Arguments> platformForms() {
        return Stream.of(
                Arguments.of(SourceId.CHAT, CHAT, "CHAT ses_0a1b2c3d4e5f usr_71 evt_9f8e7d6c5b4a -"),
                Arguments.of(SourceId.POLL_VOTE, VOTE, "POLL_VOTE ses_0a1b2c3d4e5f usr_71 - cmp42"),
                Arguments.of(SourceId.POLL_CLOSED, POLL_CLOSED, "POLL_CLOSED ses_0a1b2c3d4e5f - - cmp42"),
                Arguments.of(
                        SourceId.POLL_CLOSED,
                        "{\"pollId\":\"cmp42\",\"sessionId\":\"ses_0a1b2c3d4e5f\"}",
                        "POLL_CLOSED ses_0a1b2c3d4e5f - - cmp42"),
                Arguments.of(SourceId.POLL_CLOSED, "{\"pollId\":\"cmp42\"}", "POLL_CLOSED - - - cmp42"),
                Arguments.of(SourceId.PRESENCE, JOIN, "JOIN ses_0a1b2c3d4e5f usr_71 evt_9f8e7d6c5b4a -"),
                Arguments.of(SourceId.PRESENCE, LEAVE, "LEAVE ses_0a1b2c3d4e5f usr_71 - -"),
                Arguments.of(SourceId.REACTION, REACTION, "REACTION ses_0a1b2c3d4e5f usr_71 - -"));
    }

    @ParameterizedTest
    @MethodSource("platformForms")
    void aMessageOfThePlatformSaysTheSameHereAsOnItsStream(int source, String json, String expected) throws Exception {
        EdgeSignal signal = read(json, SourceId.stream(source));
        assertThat(text(signal)).isEqualTo(expected);
        Signal inNode = new NodeView().platform(source, json);
        assertThat(inNode.type).isEqualTo(signal.type());
        assertThat(List.of(inNode.subjectKey, inNode.actorKey, inNode.scopeKey))
                .containsExactly(key(signal.session()), key(signal.actor()), key(signal.event()));
        assertThat(inNode.value1).isEqualTo(key(signal.poll()));
    }

    private static long key(byte[] id) {
        return NodeView.key(id == null ? null : new String(id, StandardCharsets.UTF_8));
    }

    @Test
    void aPresenceEventIsNamedByItsTypeWithoutTheStreamToo() throws Exception {
        assertThat(text(read(JOIN))).startsWith("JOIN ");
        assertThat(text(read(LEAVE))).startsWith("LEAVE ");
    }

    @Test
    void aChatIsOfItsAuthorIdElseOfTheAuthorElseOfNobody() throws Exception {
        String chat = "platform.events.chat.message.v1";
        assertThat(text(read("{\"sessionId\":\"s\",\"message\":{\"author\":{\"id\":\"b\"},\"authorId\":\"a\"}}", chat)))
                .isEqualTo("CHAT s a - -");
        assertThat(text(read("{\"sessionId\":\"s\",\"message\":{\"authorId\":null,\"author\":{\"id\":\"b\"}}}", chat)))
                .isEqualTo("CHAT s b - -");
        assertThat(text(read("{\"sessionId\":\"s\",\"message\":{\"author\":{}}}", chat)))
                .isEqualTo("CHAT s - - -");
        assertThat(text(read("{\"sessionId\":\"s\",\"message\":\"text\"}", chat)))
                .isEqualTo("CHAT s - - -");
        assertThat(text(read("{\"message\":{\"authorId\":\"a\"},\"session_id\":\"s\",\"user_id\":\"u\"}", chat)))
                .isEqualTo("CHAT s u - -");
    }

    @Test
    void anAuthorOfAMessageIsNobodyInASignalOfAnotherType() {
        assertThat(fault("{\"type\":\"reaction\",\"session_id\":\"s\",\"message\":{\"authorId\":\"a\"}}"))
                .isEqualTo("MISSING_FIELD /user_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "unknown", "s"})
    void anEventThatSaysNothingIsNoEvidenceAndNoFault(String event) throws Exception {
        for (String type : List.of("chat", "join")) {
            String json =
                    "{\"type\":\"" + type + "\",\"event_id\":\"" + event + "\",\"session_id\":\"s\",\"user_id\":\"u\"}";
            assertThat(read(json).event()).as(type).isNull();
        }
        assertThat(text(read("{\"type\":\"join\",\"event_id\":\"unknown2\",\"session_id\":\"s\",\"user_id\":\"u\"}")))
                .isEqualTo("JOIN s u unknown2 -");
    }

    @ParameterizedTest
    @CsvSource({
        "chat, session_id, true",
        "chat, user_id, false",
        "chat, event_id, false",
        "reaction, session_id, true",
        "reaction, user_id, true",
        "poll_vote, session_id, true",
        "poll_vote, poll_id, true",
        "poll_vote, user_id, false",
        "poll_closed, poll_id, true",
        "poll_closed, session_id, false",
        "join, session_id, true",
        "join, user_id, true",
        "join, event_id, false",
        "leave, session_id, true",
        "leave, user_id, true",
    })
    void aMissingIdIsAFaultWhereItsTypeNeedsIt(String type, String missing, boolean needed) throws Exception {
        StringBuilder left = new StringBuilder("{\"type\":\"" + type + "\"");
        for (String name : List.of("session_id", "user_id", "event_id", "poll_id")) {
            left.append(name.equals(missing) ? "" : ",\"" + name + "\":\"x" + name + "\"");
        }
        for (String json : List.of(left + "}", left + ",\"" + missing + "\":null}")) {
            if (needed) {
                assertThat(fault(json)).isEqualTo("MISSING_FIELD /" + missing);
            } else {
                assertThat(text(read(json))).contains(" - ").doesNotContain("x" + missing);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "true", "{}", "[\"s\"]", "1e999"})
    void anIdThatIsNoTextIsAFault(String value) {
        for (String name : List.of("session_id", "sessionId", "user_id", "userId", "event_id", "poll_id", "pollId")) {
            String json = "{\"type\":\"chat\",\"" + name + "\":" + value + "}";
            assertThat(fault(json)).isEqualTo("BAD_FIELD /" + name);
        }
        assertThat(fault("{\"type\":" + value + "}")).isEqualTo("BAD_FIELD /type");
        assertThat(fault("{\"type\":\"poll_closed\",\"poll\":{\"id\":" + value + "}}"))
                .isEqualTo("BAD_FIELD /poll/id");
        assertThat(fault("{\"type\":\"poll_closed\",\"poll\":{\"sessionId\":" + value + "}}"))
                .isEqualTo("BAD_FIELD /poll/sessionId");
        assertThat(fault("{\"type\":\"chat\",\"message\":{\"authorId\":" + value + "}}"))
                .isEqualTo("BAD_FIELD /message/authorId");
        assertThat(fault("{\"type\":\"chat\",\"message\":{\"author\":{\"id\":" + value + "}}}"))
                .isEqualTo("BAD_FIELD /message/author/id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CHAT",
                "chat ",
                "",
                "typing",
                "tick",
                "outcome",
                "platform.events.live.sync.v1",
                "platform.agent.intervention-outcomes.v1"
            })
    void aTypeThatIsNoneOfOursIsAFault(String type) {
        String ids = "\"session_id\":\"s\",\"user_id\":\"u\",\"poll_id\":\"p\"}";
        assertThat(fault("{\"type\":\"" + type + "\"," + ids)).isEqualTo("UNKNOWN_TYPE /type");
        assertThat(fault(() -> read("{" + ids, type))).isEqualTo("UNKNOWN_TYPE");
    }

    @Test
    void withoutATypeNothingIsGuessed() {
        assertThat(fault(CHAT)).isEqualTo("MISSING_FIELD /type");
        assertThat(fault("{}")).isEqualTo("MISSING_FIELD /type");
        assertThat(fault(() -> read("{\"type\":\"typing\"}", "platform.events.live.sync.v1")))
                .isEqualTo("UNKNOWN_TYPE");
    }

    @Test
    void anIdHas1To255BytesOfUtf8() throws Exception {
        for (String id : List.of("x", "x".repeat(255), "ü".repeat(127), "💡".repeat(63), " a ")) {
            assertThat(text(read(reactionOf(id)))).isEqualTo("REACTION " + id + " u - -");
        }
        for (String id : List.of("", "x".repeat(256), "ü".repeat(128), "💡".repeat(64), " ", "   ", "\u2003")) {
            assertThat(fault(reactionOf(id))).as("%d characters", id.length()).isEqualTo("BAD_FIELD /session_id");
        }
        assertThat(fault("{\"type\":\"reaction\",\"session_id\":\"s\",\"user_id\":\"" + "x".repeat(256) + "\"}"))
                .isEqualTo("BAD_FIELD /user_id");
        assertThat(fault("{\"type\":\"poll_closed\",\"poll_id\":\"" + "x".repeat(256) + "\"}"))
                .isEqualTo("BAD_FIELD /poll_id");
        assertThat(fault("{\"type\":\"chat\",\"session_id\":\"s\",\"event_id\":\"" + "x".repeat(256) + "\"}"))
                .isEqualTo("BAD_FIELD /event_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "a\\u001fb", "a\\u007f", "a\\u0085", "\\n", "\\t", "a\\u009fb"})
    void anIdHasNoControlCharacters(String escaped) {
        assertThat(fault(reactionOf(escaped))).isEqualTo("BAD_FIELD /session_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d", "a\\udca1", "\\udca1\\ud83d", "\\ud83d\\ud83d", "\\ud83dx"})
    void halfASurrogatePairIsNoId(String escaped) {
        assertThat(fault(reactionOf(escaped))).isEqualTo("BAD_FIELD /session_id");
    }

    @Test
    void aWholeSurrogatePairIsTheCharacterThatItMeans() throws Exception {
        assertThat(text(read(reactionOf("s\\ud83d\\udca1")))).isEqualTo("REACTION s💡 u - -");
        assertThat(text(read(reactionOf("?")))).isEqualTo("REACTION ? u - -");
    }

    private static String reactionOf(String session) {
        return "{\"type\":\"reaction\",\"session_id\":\"" + session + "\",\"user_id\":\"u\"}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"chat\",\"session_id\":\"a\",\"session_id\":\"b\"}",
                "{\"type\":\"chat\",\"session_id\":\"a\",\"type\":\"chat\"}",
                "{\"type\":\"chat\",\"session_id\":\"a\",\"x\":1,\"x\":2}",
                "{\"type\":\"chat\",\"session_id\":\"a\",\"x\":{\"y\":[{\"z\":1,\"z\":2}]}}",
                "{\"type\":\"chat\",\"session_id\":\"a\",\"message\":{\"authorId\":\"a\",\"authorId\":\"a\"}}",
                "{\"type\":\"chat\",\"session_id\":\"a\",\"session\\u005fid\":\"b\"}",
            })
    void noMemberMayBeThereTwice(String json) {
        assertThat(fault(json)).isEqualTo("BAD_JSON");
    }

    @Test
    void sixteenLevelsAreReadAndNotOneMore() throws Exception {
        String open = "{\"type\":\"chat\",\"session_id\":\"s\",\"x\":";
        assertThat(text(read(open + "[".repeat(15) + "]".repeat(15) + "}"))).isEqualTo("CHAT s - - -");
        assertThat(fault(open + "[".repeat(16) + "]".repeat(16) + "}")).isEqualTo("BAD_JSON");
        assertThat(fault(open + "{\"a\":".repeat(16) + "1" + "}".repeat(16) + "}"))
                .isEqualTo("BAD_JSON");
        assertThat(fault(open + "[".repeat(100_000))).isEqualTo("BAD_JSON");
        assertThat(fault("{\"message\":" + "{\"author\":".repeat(100_000))).isEqualTo("BAD_JSON");
        assertThat(fault("[".repeat(100_000))).isEqualTo("NOT_AN_OBJECT");
    }

    @Test
    void textsNumbersAndNamesAreBounded() throws Exception {
        assertThat(fault(reactionOf("x".repeat(4_097)))).isEqualTo("BAD_JSON");
        assertThat(fault(reactionOf("x".repeat(4_096)))).isEqualTo("BAD_FIELD /session_id");
        String open = "{\"type\":\"chat\",\"session_id\":\"s\",\"";
        assertThat(fault(open + "x\":" + "1".repeat(33) + "}")).isEqualTo("BAD_JSON");
        assertThat(fault(open + "x\":0." + "1".repeat(40) + "}")).isEqualTo("BAD_JSON");
        assertThat(fault(open + "x".repeat(200) + "\":1}")).isEqualTo("BAD_JSON");
        assertThat(text(read(open + "x".repeat(128) + "\":" + "1".repeat(32) + "}")))
                .isEqualTo("CHAT s - - -");
        assertThat(text(read(open + "x\":1e999,\"y\":-1e-999}"))).isEqualTo("CHAT s - - -");
    }

    @Test
    void whatIsNoUtf8IsNoJson() {
        byte[][] wrong = {{(byte) 0xff}, {(byte) 0x80}, {(byte) 0xc3, '('}, {(byte) 0xe2, (byte) 0x82}, {(byte) 0xf8}};
        for (byte[] bytes : wrong) {
            assertThat(fault(around("{\"type\":\"reaction\",\"user_id\":\"u\",\"session_id\":\"", bytes, "\"}")))
                    .isEqualTo("BAD_JSON");
            assertThat(fault(around("{\"type\":\"chat\",\"session_id\":\"s\",\"text\":\"", bytes, "\"}")))
                    .isEqualTo("BAD_JSON");
        }
    }

    private static byte[] around(String before, byte[] bytes, String after) {
        String all = before + new String(bytes, StandardCharsets.ISO_8859_1) + after;
        return all.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "{\"type\":\"chat\"", "{\"type\":}", "{type:\"chat\"}", "{'type':'chat'}", "{]"})
    void whatIsNoJsonIsAFault(String json) {
        assertThat(fault(json)).isIn("BAD_JSON", "NOT_AN_OBJECT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "5", "\"chat\"", "[{\"type\":\"chat\",\"session_id\":\"s\"}]"})
    void whatIsNoObjectIsAFault(String json) {
        assertThat(fault(json)).isEqualTo("NOT_AN_OBJECT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{}", "1", "]", "}", "/* */", "\u0000"})
    void nothingMayFollowTheObject(String behind) throws Exception {
        String json = "{\"type\":\"chat\",\"session_id\":\"s\"}";
        assertThat(text(read(json + " \r\n\t"))).isEqualTo("CHAT s - - -");
        assertThat(fault(json + behind)).isEqualTo("BAD_JSON");
    }

    @Test
    void onlyThePartThatIsGivenIsRead() throws Exception {
        byte[] lines = utf8("garbage{\"type\":\"chat\",\"session_id\":\"ü\"}garbage");
        EdgeSignal signal = new SignalJson().read(lines, 7, lines.length - 14, null);
        assertThat(text(signal)).isEqualTo("CHAT ü - - -");
    }

    @Test
    void aReaderKeepsNothingOfTheSignalBefore() throws Exception {
        SignalJson reader = new SignalJson();
        byte[] whole = utf8(CHAT);
        reader.read(whole, 0, whole.length, "chat");
        byte[] bad = utf8(
                "{\"type\":\"poll_vote\",\"user_id\":\"u\",\"poll_id\":\"p\",\"event_id\":\"e\",\"session_id\":5}");
        assertThatThrownBy(() -> reader.read(bad, 0, bad.length, null)).isInstanceOf(BadSignalException.class);
        byte[] little = utf8("{\"type\":\"chat\",\"session_id\":\"s2\"}");
        assertThat(text(reader.read(little, 0, little.length, null))).isEqualTo("CHAT s2 - - -");
        byte[] untyped = utf8("{\"session_id\":\"s2\"}");
        assertThat(fault(() -> reader.read(untyped, 0, untyped.length, null))).isEqualTo("MISSING_FIELD /type");
    }

    @Test
    void whatPeopleWroteIsNowhereInTheResult() throws Exception {
        assertThat(text(read(CHAT, "chat"))).isEqualTo("CHAT " + SESSION + " usr_71 " + EVENT + " -");
        assertThat(text(read("{\"type\":\"chat\",\"session_id\":\"s\",\"text\":\"" + SECRET + "\"}")))
                .doesNotContain("recording");
    }

    @Test
    void whatPeopleWroteIsNotInAFaultEither() {
        String open = "{\"type\":\"chat\",\"text\":\"" + SECRET + "\",\"message\":{\"text\":\"" + SECRET + "\"},";
        for (String rest :
                List.of("\"session_id\":5}", "\"x\":nope}", "\"x\":1,\"x\":2}", "\"session_id\":\"s\"} x", "")) {
            assertThatThrownBy(() -> read(open + rest))
                    .satisfies(fault -> assertThat(fault.getMessage()).doesNotContain("recording"));
        }
    }
}
