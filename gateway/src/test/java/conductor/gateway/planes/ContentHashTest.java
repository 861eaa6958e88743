package conductor.gateway.planes;

import static conductor.gateway.planes.PresenceMessages.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.Signal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When two messages say the same. */
class ContentHashTest {
    private static final String LOGIN = "{\"v\":1,\"type\":\"operator.login\",\"id\":\"m1\",\"scope\":\"s\","
            + "\"agent_id\":\"a/1\",\"max_concurrent\":2,\"skills\":[\"en\",\"de\"],\"x\":{\"b\":[1,{\"d\":2,\"c\":\"é\"}],\"a\":null}}";

    private final PresenceMessageParser parser =
            new PresenceMessageParser(PresenceMessages.HASH, PresenceMessages.ENGINE);

    @Test
    void theHashIsThatOfTheCanonicalJsonWithoutIdAndReply() {
        assertThat(content(LOGIN.replace("\"v\":1", "\"reply\":true,\"v\":1")))
                .isEqualTo(
                        sha256(
                                "{\"agent_id\":\"a/1\",\"max_concurrent\":2,\"scope\":\"s\",\"skills\":[\"en\",\"de\"],"
                                        + "\"type\":\"operator.login\",\"v\":1,\"x\":{\"a\":null,\"b\":[1,{\"c\":\"é\",\"d\":2}]}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Another order.
                "{\"x\":{\"a\":null,\"b\":[1,{\"c\":\"é\",\"d\":2}]},\"skills\":[\"en\",\"de\"],\"max_concurrent\":2,"
                        + "\"agent_id\":\"a/1\",\"scope\":\"s\",\"id\":\"m1\",\"type\":\"operator.login\",\"v\":1}",
                // Other spaces.
                " { \"v\" : 1 ,\n\"type\":\t\"operator.login\",\"id\":\"m1\",\"scope\":\"s\",\"agent_id\":\"a/1\","
                        + "\"max_concurrent\":2,\"skills\":[ \"en\" , \"de\" ],\"x\":{\"b\":[ 1,{\"d\":2,\"c\":\"é\"}],\"a\": null}}\r\n",
                // Other escapes, in names too.
                "{\"\\u0076\":1,\"type\":\"operator\\u002elogin\",\"id\":\"m1\",\"scope\":\"\\u0073\",\"agent\\u005fid\":\"a\\/1\","
                        + "\"max_concurrent\":2,\"skills\":[\"\\u0065n\",\"d\\u0065\"],\"x\":{\"b\":[1,{\"d\":2,\"c\":\"\\u00E9\"}],\"\\u0061\":null}}",
                // Another message, with an answer.
                "{\"v\":1,\"type\":\"operator.login\",\"id\":\"m2\",\"scope\":\"s\",\"reply\":true,\"agent_id\":\"a/1\","
                        + "\"max_concurrent\":2,\"skills\":[\"en\",\"de\"],\"x\":{\"b\":[1,{\"d\":2,\"c\":\"é\"}],\"a\":null}}"
            })
    void theSameSaidInAnotherWayIsTheSame(String other) {
        assertThat(content(other)).isEqualTo(content(LOGIN));
    }

    @Test
    void anythingElseIsAnotherContent() {
        ContentHash content = content(LOGIN);
        String[][] changes = {
            {"\"s\"", "\"t\""},
            {"a/1", "a/2"},
            {"rent\":2", "rent\":1"},
            {"\"max_concurrent\":2,", ""},
            {"[\"en\",\"de\"]", "[\"de\",\"en\"]"},
            {"[\"en\",\"de\"]", "[\"en\"]"},
            {"\"d\":2", "\"d\":\"2\""},
            {"\"d\":2", "\"d\":-2"},
            {"\"é\"", "\"e\\u0301\""},
            {"\"a\":null", "\"a\":false"},
            {",\"a\":null", ""},
            {"\"a\":null", "\"id\":null"},
            {"\"v\":1", "\"v\":1,\"actor\":\"a1\""},
            {"\"v\":1", "\"v\":1,\"actor\":null"},
            {"\"x\":", "\"y\":"}
        };
        for (String[] change : changes) {
            String other = LOGIN.replace(change[0], change[1]);
            assertThat(other).isNotEqualTo(LOGIN);
            assertThat(content(other)).as(other).isNotEqualTo(content);
        }
    }

    @Test
    void onlyTheMessagesOwnIdAndReplyAreLeftOut() {
        String inner = LOGIN.replace("\"d\":2", "\"id\":2");
        assertThat(content(inner.replace("\"id\":2", "\"id\":3"))).isNotEqualTo(content(inner));
    }

    @Test
    void membersAreSortedByTheBytesOfTheirNames() {
        // U+FF5E comes after U+1F4A1 by chars, and before it by bytes.
        assertThat(canonical("{\"💡\":1,\"～\":2,\"é\":3,\"z\":4,\"a\":5,\"ab\":6,\"B\":7,\"\":8}"))
                .isEqualTo("{\"\":8,\"B\":7,\"a\":5,\"ab\":6,\"z\":4,\"é\":3,\"～\":2,\"💡\":1}");
    }

    @Test
    void onlyWhatMustBeEscapedIs() {
        assertThat(
                        canonical(
                                "{\"x\":\"\\u0022\\u005c\\/\\u0008\\u000c\\u000a\\u000d\\u0009\\u0000\\u001F\\u007f\\u00e9\\ud83d\\udca1\"}"))
                .isEqualTo("{\"x\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007fé💡\"}");
        assertThat(canonical("{\"\\n\":[]}")).isEqualTo("{\"\\n\":[]}");
    }

    @Test
    void halvesOfPairsAreNotTakenForEachOther() {
        assertThat(canonical("{\"x\":\"\\uD800-\\uDC00\\\\ud800\"}")).isEqualTo("{\"x\":\"\\ud800-\\udc00\\\\ud800\"}");
    }

    @Test
    void numbersAreTheirDigits() {
        assertThat(canonical("{\"x\":[0,-7,100,123456789012345678901234567890]}"))
                .isEqualTo("{\"x\":[0,-7,100,123456789012345678901234567890]}");
    }

    private static String canonical(String json) {
        byte[] bytes = utf8(json);
        try {
            return new String(CanonicalJson.utf8(StrictJson.read(bytes, 0, bytes.length)), StandardCharsets.UTF_8);
        } catch (Malformed e) {
            throw new AssertionError(Code.name(e.code()), e);
        }
    }

    private ContentHash content(String json) {
        Signal signal = new Signal();
        byte[] data = utf8(json);
        assertThat(parser.parse(data, 0, data.length, signal)).as(json).isEqualTo(Code.NONE);
        return PresenceMessages.content(signal);
    }

    private static ContentHash sha256(String text) {
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(utf8(text)));
            return new ContentHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
