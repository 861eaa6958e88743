package conductor.gateway.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Seeded JSON texts, mostly objects with the members a reader looks for, and broken copies of them. */
final class RandomJson {
    private static final String[] NAMES = {
        "a", "b", "id", "message", "text", "author", "ab", "", "é", "💡", "a\"b", "x\\y"
    };
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "-17",
        "3.25",
        "1e9",
        "-1.5E-3",
        "12345678901234567890",
        "0.0e+0",
        "01",
        "-",
        "1.",
        "1e",
        "+1",
        ".5",
        "0x1",
        "NaN",
        "1e+",
        "--1"
    };
    private static final String[] LITERALS = {"true", "false", "null", "True", "nul", "truefalse"};
    private static final String[] BLANKS = {"", "", "", " ", "\n", "\t ", "\r\n", "\u000b", "\u00a0"};
    private static final int WELL_FORMED_NUMBERS = 9;
    private static final int WELL_FORMED_LITERALS = 3;
    private static final int WELL_FORMED_BLANKS = 7;

    private final Random random;
    private final StringBuilder json = new StringBuilder();
    private boolean wellFormed;

    RandomJson(long seed) {
        random = new Random(seed);
    }

    /** The next text, valid or not. */
    byte[] next() {
        json.setLength(0);
        wellFormed = random.nextInt(4) > 0;
        if (random.nextInt(40) == 0) {
            deep();
        } else if (random.nextInt(15) == 0) {
            value(0);
        } else {
            object(0);
        }
        if (random.nextInt(30) == 0) {
            json.append(random.nextBoolean() ? "{}" : " x");
        }
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        return random.nextInt(3) == 0 ? mutated(bytes) : bytes;
    }

    private void value(int depth) {
        blank();
        switch (random.nextInt(depth > 4 ? 4 : 7)) {
            case 0, 1 -> string();
            case 2 -> json.append(pick(NUMBERS, WELL_FORMED_NUMBERS));
            case 3 -> json.append(pick(LITERALS, WELL_FORMED_LITERALS));
            case 4 -> array(depth + 1);
            default -> object(depth + 1);
        }
        blank();
    }

    private void object(int depth) {
        json.append('{');
        int members = random.nextInt(6);
        for (int i = 0; i < members; i++) {
            blank();
            name();
            blank();
            json.append(':');
            value(depth);
            if (i < members - 1 || !wellFormed && random.nextInt(30) == 0) {
                json.append(',');
            }
        }
        blank();
        json.append('}');
    }

    private void array(int depth) {
        json.append('[');
        int elements = random.nextInt(4);
        for (int i = 0; i < elements; i++) {
            value(depth);
            if (i < elements - 1 || !wellFormed && random.nextInt(30) == 0) {
                json.append(',');
            }
        }
        json.append(']');
    }

    /** Nesting around the limit. */
    private void deep() {
        int depth = JsonScanner.MAX_DEPTH - 3 + random.nextInt(6);
        boolean arrays = random.nextBoolean();
        json.append("{\"a\":");
        json.append((arrays ? "[" : "{\"b\":").repeat(depth - 1));
        json.append('1');
        json.append((arrays ? "]" : "}").repeat(depth - 1));
        json.append('}');
    }

    private void name() {
        String name = NAMES[random.nextInt(NAMES.length)];
        json.append('"');
        for (int i = 0; i < name.length(); i++) {
            character(name.charAt(i), random.nextInt(8) == 0);
        }
        json.append('"');
    }

    private void string() {
        json.append('"');
        int length = random.nextInt(30);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(12)) {
                case 0 ->
                    json.append(pick(
                            new String[] {
                                "\\n", "\\t", "\\/", "\\\\", "\\\"", "\\b", "\\f", "\\r", "\\x", "\\u12", "\\'"
                            },
                            8));
                case 1 -> json.append(String.format("\\u%04x", random.nextInt(0x10000)));
                case 2 -> json.append("\\ud83d\\udca1");
                case 3 -> json.appendCodePoint(random.nextInt(4) == 0 ? 0x1f4a1 : 0xe9 + random.nextInt(0x4000));
                case 4 -> json.append(wellFormed ? ' ' : (char) random.nextInt(0x20));
                default -> json.append((char) ('a' + random.nextInt(26)));
            }
        }
        json.append('"');
    }

    private void character(char c, boolean escape) {
        if (escape) {
            json.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
        } else if (c == '"' || c == '\\') {
            json.append('\\').append(c);
        } else {
            json.append(c);
        }
    }

    private void blank() {
        json.append(pick(BLANKS, WELL_FORMED_BLANKS));
    }

    private String pick(String[] from, int wellFormedCount) {
        return from[random.nextInt(wellFormed || random.nextInt(4) > 0 ? wellFormedCount : from.length)];
    }

    private byte[] mutated(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int changes = 1 + random.nextInt(2);
        int at = 0;
        for (int i = 0; i < changes && at < bytes.length; i++) {
            int next = at + random.nextInt(bytes.length - at);
            out.write(bytes, at, next - at);
            at = next;
            switch (random.nextInt(4)) {
                case 0 -> out.write(random.nextInt(256));
                case 1 -> at++;
                case 2 -> {
                    out.write("{}[]\",:\\0".charAt(random.nextInt(9)));
                    at++;
                }
                default -> {
                    return out.toByteArray();
                }
            }
        }
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
    }
}
