package conductor.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonScannerTest {
    private static final String[] PATHS = {
        "a",
        "b",
        "id",
        "message",
        "message.id",
        "message.author",
        "message.author.id",
        "message.a",
        "ab",
        "a.a.a",
        "é",
        "💡"
    };
    private static final JsonFields FIELDS = JsonFields.of(PATHS);

    private final JsonScanner scanner = new JsonScanner();
    private final FieldValues found = new FieldValues();
    private final JsonOracle oracle = new JsonOracle();

    @Test
    void agreesWithAnotherReaderOnTwoHundredThousandRandomTexts() {
        RandomJson texts = new RandomJson(20261121);
        Random places = new Random(7);
        int[] seen = new int[8];
        for (int i = 0; i < 200_000; i++) {
            byte[] json = texts.next();
            oracle.read(json);
            // The text stands somewhere in a larger buffer whose other bytes must not matter.
            int before = places.nextInt(12);
            byte[] buffer = new byte[before + json.length + places.nextInt(12)];
            Arrays.fill(buffer, (byte) '"');
            System.arraycopy(json, 0, buffer, before, json.length);
            int code = scanner.scan(FIELDS, buffer, before, json.length, found);
            String shown = new String(json, StandardCharsets.UTF_8);
            assertThat(Code.name(code)).as("case %d: %s", i, shown).isEqualTo(Code.name(oracle.code()));
            seen[code]++;
            if (code == Code.NONE) {
                compareMembers(i, shown);
            }
        }
        assertThat(seen[Code.NONE]).isGreaterThan(40_000);
        assertThat(seen[Code.BAD_JSON]).isGreaterThan(20_000);
        assertThat(seen[Code.BAD_UTF8]).isGreaterThan(2_000);
        assertThat(seen[Code.NOT_AN_OBJECT]).isGreaterThan(1_000);
    }

    private void compareMembers(int number, String json) {
        for (String path : PATHS) {
            String expected = oracle.members().getOrDefault("/" + path.replace('.', '/'), JsonKind.ABSENT + ":");
            assertThat(shown(FIELDS.index(path)))
                    .as("case %d, %s of %s", number, path, json)
                    .isEqualTo(expected);
        }
    }

    private String shown(int field) {
        String text = found.kind(field) == JsonKind.STRING
                ? new String(found.bytes(field), found.offset(field), found.length(field), StandardCharsets.UTF_8)
                : "";
        return found.kind(field) + ":" + text;
    }

    @Test
    void theLastOfEqualMembersCountsWithEverythingInIt() {
        assertThat(scan("{\"message\":{\"id\":\"old\",\"a\":1},\"message\":{\"id\":\"new\"}}"))
                .isEqualTo(Code.NONE);
        assertThat(shown(FIELDS.index("message.id"))).isEqualTo("1:new");
        assertThat(found.kind(FIELDS.index("message.a"))).isEqualTo(JsonKind.ABSENT);
    }

    @Test
    void objectsAndArraysAreFoundFromBracketToBracket() {
        String json =
                "{ \"a\" : {\"x\":[1,{\"y\":\"}\"}] } , \"b\":[ ],\"message\":{\"id\":1},\"message\":{\"id\":22}}";
        assertThat(scan(json)).isEqualTo(Code.NONE);
        assertThat(extent("a")).isEqualTo("{\"x\":[1,{\"y\":\"}\"}] }");
        assertThat(extent("b")).isEqualTo("[ ]");
        assertThat(extent("message")).isEqualTo("{\"id\":22}");
    }

    private String extent(String path) {
        int field = FIELDS.index(path);
        return new String(found.bytes(field), found.offset(field), found.length(field), StandardCharsets.UTF_8);
    }

    @Test
    void everyByteSequenceIsValidUtf8ExactlyWhenTheJdkSaysSo() {
        Random random = new Random(11);
        byte[] bytes = new byte[12];
        for (int i = 0; i < 300_000; i++) {
            random.nextBytes(bytes);
            for (int k = 0; k < bytes.length; k++) {
                if (random.nextInt(3) == 0) {
                    bytes[k] = (byte) (0x80 | random.nextInt(0x40));
                } else if (random.nextInt(3) == 0) {
                    bytes[k] = (byte) (0xe0 | random.nextInt(0x16));
                }
            }
            int length = 1 + random.nextInt(4);
            boolean valid = !new String(bytes, 0, length, StandardCharsets.UTF_8).contains("\ufffd");
            assertThat(Utf8.valid(bytes, 0, length)).isEqualTo(valid);
        }
    }

    @Test
    void refusesWhatIsTooLargeBeforeLookingAtIt() {
        String text = "{\"a\":\"" + "x".repeat(JsonScanner.MAX_LENGTH - 8) + "\"}";
        assertThat(scan(text)).isEqualTo(Code.NONE);
        assertThat(scan(text + " ")).isEqualTo(Code.TOO_LARGE);
    }

    @Test
    void unescapesAsMuchAsAnInputCanHold() {
        String text = "{\"a\":\"" + "\\u20ac".repeat(10_000) + "\",\"b\":\"\\n\"}";
        assertThat(scan(text)).isEqualTo(Code.NONE);
        assertThat(shown(FIELDS.index("a"))).isEqualTo("1:" + "€".repeat(10_000));
        assertThat(shown(FIELDS.index("b"))).isEqualTo("1:\n");
    }

    @Test
    void halfASurrogatePairIsJsonButNoText() {
        assertThat(scan("{\"a\":\"\\ud83d\",\"b\":\"\\udca1\\ud83d\"}")).isEqualTo(Code.NONE);
        assertThat(found.kind(FIELDS.index("a"))).isEqualTo(JsonKind.BROKEN_STRING);
        assertThat(found.kind(FIELDS.index("b"))).isEqualTo(JsonKind.BROKEN_STRING);
    }

    private int scan(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return scanner.scan(FIELDS, bytes, 0, bytes.length, found);
    }
}
