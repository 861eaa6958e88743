package conductor.gateway.edge;

import static conductor.gateway.edge.Told.text;
import static conductor.gateway.edge.Told.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way of reading a signal beside the long one. */
class PlainJsonTest {
    private static final int DOCUMENTS = 200_000;
    private static final List<String> TYPES =
            List.of("chat", "reaction", "poll_vote", "poll_closed", "join", "leave", "user_join", "wave", "");
    private static final List<String> NAMES = List.of(
            "type", "session_id", "user_id", "event_id", "poll_id", "sessionId", "userId", "text", "poll", "typ", "");
    private static final List<String> VALUES = List.of(
            "\"s1\"",
            "\"u 1\"",
            "\"unknown\"",
            "\"s1\"",
            "\"\"",
            "\" \"",
            "\"ü\"",
            "\"a\\u0062\"",
            "null",
            "7",
            "{}",
            "\"~\"",
            "\"x" + "y".repeat(253) + "\"",
            "\"x" + "y".repeat(254) + "\"",
            "\"x" + "y".repeat(255) + "\"");
    private static final List<String> BLANKS = List.of("", "", "", " ", "\t", "\r\n", "\u000b");

    private final SignalJson json = new SignalJson();
    private final PlainJson plain = new PlainJson();
    private final Random random = new Random(42);

    @Test
    void whatTheShortWayReadsTheLongOneReadsInTheSameWay() {
        int read = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            byte[] all = utf8("??" + document() + "??");
            EdgeSignal signal = plain.read(all, 2, all.length - 4);
            if (signal != null) {
                read++;
                assertThat(text(signal)).as(new String(all, 2, all.length - 4)).isEqualTo(byLibrary(all));
            }
        }
        assertThat(read).isGreaterThan(DOCUMENTS / 100);
    }

    private String byLibrary(byte[] all) {
        try {
            return text(json.readAny(all, 2, all.length - 4, null));
        } catch (BadSignalException e) {
            return e.reason() + " " + e.pointer();
        }
    }

    /** Mostly like a signal, with a fault now and then. */
    private String document() {
        StringBuilder text = new StringBuilder(blank()).append('{');
        member(text, "type", "\"" + TYPES.get(random.nextInt(random.nextInt(4) == 0 ? TYPES.size() : 6)) + "\"");
        int members = random.nextInt(5);
        for (int i = 0; i < members; i++) {
            boolean odd = random.nextInt(8) == 0;
            text.append(random.nextInt(100) == 0 ? ";" : ",");
            member(
                    text,
                    NAMES.get(odd ? random.nextInt(NAMES.size()) : 1 + (i + random.nextInt(2)) % 4),
                    VALUES.get(random.nextInt(random.nextInt(4) == 0 ? VALUES.size() : 4)));
        }
        text.append('}').append(blank());
        if (random.nextInt(20) == 0) {
            text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
        }
        return random.nextInt(50) == 0 ? text.substring(0, random.nextInt(text.length())) : text.toString();
    }

    private void member(StringBuilder text, String name, String value) {
        text.append(blank())
                .append('"')
                .append(name)
                .append('"')
                .append(blank())
                .append(':');
        text.append(blank()).append(value).append(blank());
    }

    private String blank() {
        return random.nextInt(4) == 0 ? BLANKS.get(random.nextInt(BLANKS.size())) : "";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"chat\",\"session_id\":\"s\",\"user_id\":\"u\",\"event_id\":\"e\"}",
                " { \"type\" : \"join\" , \"session_id\" : \"s\" , \"user_id\" : \"u\" } ",
                "{\"poll_id\":\"p\",\"type\":\"poll_closed\"}",
                "{\"type\":\"leave\",\"session_id\":\"s\",\"user_id\":\"u\"}"
            })
    void signalsInOurFormAreReadTheShortWay(String document) throws Exception {
        byte[] bytes = utf8(document);
        EdgeSignal signal = plain.read(bytes, 0, bytes.length);
        assertThat(signal).isNotNull();
        assertThat(text(signal)).isEqualTo(text(json.readAny(bytes, 0, bytes.length, null)));
    }
}
