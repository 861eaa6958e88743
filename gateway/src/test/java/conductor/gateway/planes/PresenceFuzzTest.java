package conductor.gateway.planes;

import static conductor.gateway.planes.PresenceMessages.message;
import static conductor.gateway.planes.PresenceMessages.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.presence.WorkKind;
import conductor.gateway.json.FieldValues;
import conductor.gateway.json.JsonFields;
import conductor.gateway.json.JsonScanner;
import conductor.gateway.planes.PresenceMessages.Said;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Messages that something happened to on their way: each becomes a signal that can be applied or a dead letter with a reason. */
class PresenceFuzzTest {
    private static final int MESSAGES = 20_000;
    private static final long SEED = 20_260_302;

    /** What stands in place of a value, or is put somewhere. */
    private static final String[] PIECES = {
        "null",
        "true",
        "false",
        "0",
        "1",
        "-1",
        "-0",
        "2",
        "99",
        "100",
        "1.5",
        "1e3",
        "600001",
        "9007199254740992",
        "\"\"",
        "\" \"",
        "\"x\"",
        "\"en\"",
        "\"call\"",
        "\"approval\"",
        "\"BREAK\"",
        "\"ap-d-5e1f09c2-7\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\ud83d\\udca1\"",
        "[]",
        "{}",
        "[\"en\",\"en\"]",
        "[\"en\",\"de\"]",
        "[[[[[[[[]]]]]]]]",
        ",",
        ":",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        ",\"reply\":true",
        ",\"actor\":\"a1\"",
        ",\"priority\":5",
        ",\"x\":{\"y\":[1,{\"z\":null}]}",
        ",\"v\":1"
    };

    private final Random random = new Random(SEED);
    private final PresenceMessageParser parser =
            new PresenceMessageParser(PresenceMessages.HASH, PresenceMessages.ENGINE);
    private final JsonScanner scanner = new JsonScanner();
    private final JsonFields noFields = JsonFields.of("v");
    private final FieldValues found = new FieldValues();
    private final Signal signal = new Signal();

    @Test
    void whateverComesBecomesASignalThatCanBeAppliedOrADeadLetterWithAReason() {
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < MESSAGES; i++) {
            byte[] data = next();
            signal.clear();
            signal.payload.setMemory(0, Signal.PAYLOAD_CAPACITY, (byte) 0xff);
            int code = parser.parse(data, 0, data.length, signal);
            String shown = new String(data, StandardCharsets.UTF_8);
            outcomes.merge(String.valueOf(Code.name(code)), 1, Integer::sum);
            assertReadAlikeByTheOtherReader(code, data, shown);
            if (code == Code.NONE) {
                assertThat(parser.badField()).as(shown).isNull();
                assertApplicable(shown);
            } else {
                assertThat(code).as(shown).isIn(reasons());
                assertThat(signal.type).as(shown).isZero();
                assertThat(signal.payloadLength).as(shown).isZero();
            }
        }
        assertThat(outcomes)
                .containsOnlyKeys(
                        "null",
                        "BAD_FIELD",
                        "BAD_JSON",
                        "BAD_UTF8",
                        "BAD_VERSION",
                        "MISSING_FIELD",
                        "NOT_AN_OBJECT",
                        "UNKNOWN_TYPE");
        // Neither of both ends may be a rare one, else nothing was tried.
        assertThat(outcomes.get("null")).isGreaterThan(MESSAGES / 20);
        assertThat(outcomes.get("BAD_FIELD")).isGreaterThan(MESSAGES / 20);
    }

    private static Object[] reasons() {
        return new Object[] {
            Code.BAD_UTF8,
            Code.BAD_JSON,
            Code.NOT_AN_OBJECT,
            Code.MISSING_FIELD,
            Code.BAD_FIELD,
            Code.BAD_VERSION,
            Code.UNKNOWN_TYPE
        };
    }

    /** What the scanner of the platform's messages refuses is refused here, for the same reason unless a narrower rule comes first. */
    private void assertReadAlikeByTheOtherReader(int code, byte[] data, String shown) {
        int scanned = scanner.scan(noFields, data, 0, data.length, found);
        if (scanned == Code.NOT_AN_OBJECT) {
            assertThat(code).as(shown).isIn(Code.NOT_AN_OBJECT, Code.BAD_JSON);
        } else if (scanned != Code.NONE) {
            assertThat(code).as(shown).isEqualTo(scanned);
        } else {
            assertThat(code).as(shown).isNotIn(Code.BAD_UTF8, Code.NOT_AN_OBJECT, Code.TOO_LARGE);
        }
    }

    private void assertApplicable(String shown) {
        boolean ofNobody = signal.type == SignalType.READINESS || signal.type == SignalType.CLEANUP;
        boolean namesAgent = signal.type == SignalType.WORK_OFFER_RESULT || signal.type == SignalType.WORK_ENDED;
        assertThat(SignalType.isOfPresence(signal.type)).as(shown).isTrue();
        assertThat(signal.scopeKey).as(shown).isNotZero();
        assertThat(signal.value2).as(shown).isNotZero();
        assertThat(signal.subjectKey == 0).as(shown).isEqualTo(ofNobody);
        assertThat(signal.actorKey == 0).as(shown).isEqualTo(!namesAgent);
        assertThat(signal.value1 | signal.value3 | signal.value4).as(shown).isZero();
        assertThat(signal.payloadLength).as(shown).isBetween(1, Signal.PAYLOAD_CAPACITY);
        Said said = PresenceMessages.said(signal);
        assertThat(said.message()).as(shown).isNotEmpty();
        assertThat(said.scope()).as(shown).isNotEmpty();
        assertThat(said.subject().isEmpty()).as(shown).isEqualTo(ofNobody);
        assertThat(said.agent().isEmpty()).as(shown).isEqualTo(!namesAgent);
        assertThat(said.number()).as(shown).isNotNegative();
        assertThat(said.session()).as(shown).isGreaterThanOrEqualTo(-1);
        assertThat(said.rttMs()).as(shown).isBetween(-1, 600_000);
        assertThat(said.priority()).as(shown).isBetween(-1, 99);
        assertThat(said.kind()).as(shown).isIn(0, WorkKind.CALL, WorkKind.ESCALATION);
        assertThat(said.flag() | said.reply()).as(shown).isBetween(0, 1);
        assertThat(said.word()).as(shown).isBetween(0, 5);
        assertThat(said.maxConcurrent()).as(shown).isBetween(signal.type == SignalType.OPERATOR_LOGIN ? 1 : 0, 8);
        assertThat(said.skills()).as(shown).hasSizeLessThanOrEqualTo(16).doesNotHaveDuplicates();
    }

    /** One of the examples with up to three changes. */
    private byte[] next() {
        String[] example = PresenceMessages.EXAMPLES[random.nextInt(PresenceMessages.EXAMPLES.length)];
        byte[] data = utf8(message(example[0], example[1]));
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            data = random.nextInt(3) == 0 ? bytesChanged(data) : valueReplaced(data);
        }
        return random.nextInt(100) == 0 ? utf8("[" + new String(data, StandardCharsets.UTF_8) + "]") : data;
    }

    /** Another piece in place of what stands behind one of the colons, up to the next comma or bracket. */
    private byte[] valueReplaced(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':', random.nextInt(text.length() + 1));
        if (colon < 0) {
            return bytesChanged(data);
        }
        int end = colon + 1;
        while (end < text.length() && ",}]".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String piece = PIECES[random.nextInt(PIECES.length)];
        boolean insert = piece.startsWith(",");
        return (text.substring(0, insert ? end : colon + 1) + piece + text.substring(end))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] bytesChanged(byte[] data) {
        int at = random.nextInt(data.length + 1);
        int end = Math.min(data.length, at + 1 + random.nextInt(6));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(data, 0, at);
        switch (random.nextInt(6)) {
            case 0 -> out.write(random.nextInt(256));
            case 1 -> out.writeBytes(utf8(PIECES[random.nextInt(PIECES.length)]));
            case 2 -> out.writeBytes(Arrays.copyOfRange(data, at, end));
            case 3 -> at = end;
            case 4 -> {
                return random.nextBoolean() ? out.toByteArray() : Arrays.copyOfRange(data, at, data.length);
            }
            default -> {
                if (at < data.length) {
                    out.write(data[at++] ^ 1 << random.nextInt(8));
                }
            }
        }
        out.write(data, at, data.length - at);
        return out.toByteArray();
    }
}
