package conductor.gateway.planes;

import static conductor.gateway.planes.PresenceMessages.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.Signal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the planes take as JSON at all. */
class StrictJsonTest {
    private static final String CLEANUP = "{\"v\":1,\"type\":\"presence.cleanup\",\"id\":\"m\",\"scope\":\"s\"";

    private final PresenceMessageParser parser =
            new PresenceMessageParser(PresenceMessages.HASH, PresenceMessages.ENGINE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"x\":-7",
                ",\"x\":0",
                ",\"x\":123456789012345678901234567890",
                ",\"x\":\"\\ud800\"",
                ",\"\\ud800\":1",
                ",\"\":{\"\":[]}",
                ",\"x\":[true,false,null,[],{}]",
                ",\"x\":{\"v\":2,\"type\":\"x\"},\"y\":{\"v\":3}",
                ",\"x\":[{\"a\":1},{\"a\":1}]",
                ",\"x\":\"\\u0000\u007f\""
            })
    void whatNobodyAsksForIsPassedOver(String members) {
        assertParsed(CLEANUP + members + "}", Code.NONE, null);
    }

    @Test
    void whiteSpaceMayStandBetween() {
        assertParsed(" \t\r\n" + CLEANUP.replace(":", " : ").replace(",", "\n,\t") + " } \r\n", Code.NONE, null);
        assertParsed("\u00a0" + CLEANUP + "}", Code.BAD_JSON, null);
        assertParsed(CLEANUP + "}\f", Code.BAD_JSON, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "{\"v\":1",
                "{\"v\":1,}",
                "{\"v\":1}}",
                "{\"v\":1}{}",
                "{\"v\":1} 2",
                "{'v':1}",
                "{v:1}",
                "{\"v\":01}",
                "{\"v\":+1}",
                "{\"v\":1.}",
                "{\"v\":.5}",
                "{\"v\":1e}",
                "{\"v\":0x1}",
                "{\"v\":NaN}",
                "{\"v\":Infinity}",
                "{\"v\":-}",
                "{\"v\":1 2}",
                "{\"v\":1x}",
                "{\"v\":tru}",
                "{\"v\":True}",
                "{\"v\":nullx}",
                "{\"v\":\"\\x\"}",
                "{\"v\":\"\\u12\"}",
                "{\"v\":\"a\nb\"}",
                "{\"v\":\"a\u0000b\"}",
                "{\"v\":\"",
                "{\"v\":[1,]}",
                "{\"v\":[1}",
                "{\"v\" 1}",
                "{\"v\":1/**/}",
                "{\"v\":1}//",
                "[1",
                "nul",
                "{bad",
                "\ufeff{\"v\":1}"
            })
    void whatIsNoJsonIsNotRead(String text) {
        assertParsed(text, Code.BAD_JSON, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"v\":1}]", "1", "1.5", "-0", "\"x\"", "true", "null", "[1e5]"})
    void whatIsNoObjectIsNoMessage(String text) {
        assertParsed(text, Code.NOT_AN_OBJECT, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"v\":1",
                ",\"\\u0076\":1",
                ",\"x\":1,\"x\":1",
                ",\"x\":null,\"x\":1",
                ",\"x\":{\"a\":1,\"b\":2,\"c\":3,\"a\":1}",
                ",\"x\":[[{\"a\":1,\"\\u0061\":1}]]",
                ",\"id\":\"m\"",
                ",\"é\":1,\"\\u00e9\":2"
            })
    void noMemberStandsTwice(String members) {
        assertParsed(CLEANUP + members + "}", Code.BAD_JSON, null);
    }

    @Test
    void nothingIsDeeperThanEight() {
        assertParsed(CLEANUP + ",\"x\":" + "[".repeat(7) + "1" + "]".repeat(7) + "}", Code.NONE, null);
        assertParsed(CLEANUP + ",\"x\":" + "{\"y\":".repeat(7) + "1" + "}".repeat(7) + "}", Code.NONE, null);
        assertParsed(CLEANUP + ",\"x\":" + "[".repeat(8) + "]".repeat(8) + "}", Code.BAD_JSON, null);
        assertParsed(CLEANUP + ",\"x\":" + "{\"y\":".repeat(8) + "1" + "}".repeat(8) + "}", Code.BAD_JSON, null);
        assertParsed("[".repeat(65_536), Code.BAD_JSON, null);
        assertParsed("{\"a\":".repeat(10_000), Code.BAD_JSON, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.0", "0.5", "-0", "-0.0", "1e3", "1E3", "1e-3", "-1.5E+3", "1e999", "[1.0]", "{\"y\":[-0]}"})
    void numbersAreWholeAlsoWhereNobodyAsksForThem(String value) {
        assertParsed(CLEANUP + ",\"x\":" + value + "}", Code.BAD_FIELD, "x");
        assertParsed(CLEANUP + ",\"x\":1,\"idle_ms\":" + value + ",\"y\":2}", Code.BAD_FIELD, "idle_ms");
    }

    @Test
    void ofTwoNumbersThatAreNotWholeTheFirstIsNamed() {
        assertParsed(CLEANUP + ",\"a\":1,\"b\":{\"c\":2.5},\"d\":3.5}", Code.BAD_FIELD, "b");
    }

    @Test
    void aNameThatIsTooLongToShowIsNotShown() {
        assertParsed(CLEANUP + ",\"" + "x".repeat(64) + "\":1.5}", Code.BAD_FIELD, "x".repeat(64));
        assertParsed(CLEANUP + ",\"" + "x".repeat(65) + "\":1.5}", Code.BAD_FIELD, null);
    }

    @Test
    void textThatIsNoJsonWeighsMoreThanANumberThatIsNotWhole() {
        assertParsed(CLEANUP + ",\"x\":1.5", Code.BAD_JSON, null);
        assertParsed(CLEANUP + ",\"x\":1.5}}", Code.BAD_JSON, null);
    }

    @Test
    void aMessageHasAtMost65536Bytes() {
        String start = CLEANUP + ",\"x\":\"";
        for (String filler : new String[] {"y", "é"}) {
            int room = 65_536 - utf8(start + "\"}").length;
            String text = filler.repeat(room / utf8(filler).length) + "z".repeat(room % utf8(filler).length);
            String largest = start + text + "\"}";
            assertThat(utf8(largest)).hasSize(65_536);
            assertParsed(largest, Code.NONE, null);
            assertParsed(largest + " ", Code.TOO_LARGE, null);
        }
        assertParsed("x".repeat(65_537), Code.TOO_LARGE, null);
    }

    @Test
    void aMessageMayBeOneLongNameOrNumber() {
        int room = 65_536 - utf8(CLEANUP + ",\"\":1}").length;
        assertParsed(CLEANUP + ",\"" + "n".repeat(room) + "\":1}", Code.NONE, null);
        assertParsed(CLEANUP + ",\"\":1" + "0".repeat(room) + "}", Code.NONE, null);
        StringBuilder many = new StringBuilder(CLEANUP);
        for (int i = 0; many.length() < 65_000; i++) {
            many.append(",\"_").append(Integer.toString(i, 36)).append("\":0");
        }
        assertParsed(many + "}", Code.NONE, null);
    }

    @Test
    void bytesThatAreNoUtf8AreNotRead() {
        byte[] good = utf8(CLEANUP + ",\"x\":\"????\"}");
        int at = new String(good, StandardCharsets.ISO_8859_1).indexOf("????");
        for (int[] bad : new int[][] {
            {0xff, '?', '?', '?'},
            {0xc3, '?', '?', '?'},
            {0x80, '?', '?', '?'},
            {0xc0, 0x80, '?', '?'},
            {0xed, 0xa0, 0x80, '?'},
            {0xf4, 0x90, 0x80, 0x80},
            {0xf8, 0x88, 0x80, 0x80}
        }) {
            byte[] data = good.clone();
            for (int i = 0; i < bad.length; i++) {
                data[at + i] = (byte) bad[i];
            }
            assertThat(parser.parse(data, 0, data.length, new Signal())).isEqualTo(Code.BAD_UTF8);
            assertThat(parser.badField()).isNull();
        }
        byte[] wide = (CLEANUP + "}").getBytes(StandardCharsets.UTF_16LE);
        assertThat(parser.parse(wide, 0, wide.length, new Signal())).isEqualTo(Code.BAD_JSON);
    }

    @Test
    void onlyTheBytesOfTheEntryAreRead() {
        byte[] data = utf8("{\"x\":" + CLEANUP + "}}");
        assertThat(parser.parse(data, 5, data.length - 6, new Signal())).isEqualTo(Code.NONE);
        byte[] cut = Arrays.copyOf(data, data.length - 1);
        assertThat(parser.parse(cut, 5, cut.length - 6, new Signal())).isEqualTo(Code.BAD_JSON);
        assertThat(parser.parse(data, 5, 0, new Signal())).isEqualTo(Code.BAD_JSON);
    }

    private void assertParsed(String text, int code, String field) {
        byte[] data = utf8(text);
        assertThat(Code.name(parser.parse(data, 0, data.length, new Signal())))
                .as(text.substring(0, Math.min(200, text.length())))
                .isEqualTo(Code.name(code));
        assertThat(parser.badField()).isEqualTo(field);
    }
}
