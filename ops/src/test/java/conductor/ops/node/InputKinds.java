package conductor.ops.node;

import conductor.engine.core.SourceId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Entries of every kind that somebody could write to a stream, with what must become of each. Made from a seed. */
final class InputKinds {
    /** Stands in every chat as what somebody wrote. */
    static final String SECRET = "geheim";

    private static final String SESSION = "ses_0a1b2c3d4e5f";
    private static final int[] SOURCES = {
        SourceId.PRESENCE,
        SourceId.CHAT,
        SourceId.POLL_VOTE,
        SourceId.REACTION,
        SourceId.POLL_CLOSED,
        SourceId.OUTCOME,
        SourceId.COMMAND
    };
    private static final List<String> NO_STRINGS =
            List.of("5", "-0.5e3", "1e999", "true", "[]", "{}", "[\"x\"]", "{\"a\":1}", "[[[]]]");
    private static final List<String> BROKEN = List.of(
            "NaN",
            "Infinity",
            "-",
            "01",
            "1.",
            ".5",
            "+1",
            "{'a':1}",
            "{a:1}",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "{\"a\":NaN}",
            "{\"a\":01}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12\"}",
            "\ufeff{}",
            "{}{}",
            "{} x",
            "/**/{}",
            "{\"a\":\"\u0001\"}",
            "{\"a\":\"tab\there\"}",
            "{\"a\":\"nul\u0000\"}",
            "\u0000",
            "{\"a\":tru}",
            "{",
            "}",
            "",
            " ");
    private static final List<String> NO_OBJECTS = List.of(
            "[]", "[1,2]", "\"text\"", "0", "-1.5e3", "1e999", "true", "false", "null", "[{\"sessionId\":\"x\"}]");

    /**
     * One entry.
     *
     * @param name what is special about it.
     * @param source its stream.
     * @param texts its fields: name, value, name, value ...
     * @param reason of its dead letter, or null if it must be accepted.
     * @param field of its dead letter, or null.
     */
    record Kind(String name, int source, List<byte[]> texts, String reason, String field) {}

    private final Random random;
    private final List<Kind> kinds = new ArrayList<>();

    private InputKinds(long seed) {
        random = new Random(seed);
    }

    static List<Kind> all(long seed) {
        InputKinds made = new InputKinds(seed);
        made.wrongFields();
        made.brokenTexts();
        made.deepAndLarge();
        made.withoutData();
        made.membersTwice();
        made.chatsInOtherForms();
        made.acceptable();
        return made.kinds;
    }

    /** An entry of a source that is as it should be. */
    static Kind good(int source) {
        return new Kind("good", source, data(json(template(source))), null, null);
    }

    private static Map<String, String> template(int source) {
        Map<String, String> members = new LinkedHashMap<>();
        switch (source) {
            case SourceId.PRESENCE -> members.putAll(of("type", "user_join", "sessionId", SESSION, "userId", "usr_1"));
            case SourceId.CHAT -> {
                members.putAll(of("sessionId", SESSION));
                members.put("message", "{\"id\":\"m1\",\"text\":\"" + SECRET + "\",\"authorId\":\"usr_1\"}");
            }
            case SourceId.POLL_VOTE -> members.putAll(of("sessionId", SESSION, "pollId", "p1", "userId", "usr_1"));
            case SourceId.REACTION -> members.putAll(of("sessionId", SESSION, "userId", "usr_1", "emoji", "+1"));
            case SourceId.POLL_CLOSED -> members.putAll(of("pollId", "p9", "sessionId", SESSION));
            case SourceId.OUTCOME -> {
                members.putAll(of("intervention_id", "i-00000000-1"));
                members.put("success", "true");
            }
            case SourceId.COMMAND -> members.putAll(of("command_id", "c-1", "type", "NOTHING", "actor", "usr_9"));
            default -> throw new IllegalArgumentException("source " + source);
        }
        return members;
    }

    private static Map<String, String> of(String... texts) {
        Map<String, String> members = new LinkedHashMap<>();
        for (int i = 0; i < texts.length; i += 2) {
            members.put(texts[i], '"' + texts[i + 1] + '"');
        }
        return members;
    }

    private static List<String> ids(int source) {
        return switch (source) {
            case SourceId.CHAT -> List.of("sessionId");
            case SourceId.PRESENCE, SourceId.REACTION -> List.of("sessionId", "userId");
            case SourceId.POLL_VOTE -> List.of("sessionId", "pollId");
            case SourceId.POLL_CLOSED -> List.of("pollId");
            case SourceId.OUTCOME -> List.of("intervention_id");
            default -> List.of("command_id", "actor");
        };
    }

    private void wrongFields() {
        for (int source : SOURCES) {
            for (String id : ids(source)) {
                wrong(source, id, badIds());
            }
        }
        List<String> long51 = List.of("\"\"", '"' + "x".repeat(51) + '"');
        wrong(SourceId.PRESENCE, "type", plus(NO_STRINGS, long51));
        wrong(SourceId.COMMAND, "type", plus(NO_STRINGS, long51));
        wrong(SourceId.REACTION, "emoji", plus(NO_STRINGS, List.of("\"\"", '"' + "\ud83d\udc4f".repeat(11) + '"')));
        wrong(SourceId.OUTCOME, "success", List.of("1", "\"yes\"", "[]", "{}", "\"\"", "\"TRUE\""));
    }

    private static List<String> badIds() {
        List<String> values = new ArrayList<>(NO_STRINGS);
        values.addAll(List.of("\"\"", "\"   \"", "\"\\u00a0\\u2003\"", "\"\\ud800\"", "\"a\\udc00b\"", "\"\\u0085\""));
        values.add('"' + "x".repeat(256) + '"');
        values.add('"' + "é".repeat(128) + '"');
        values.add('"' + "x".repeat(60_000) + '"');
        for (int control = 0; control <= 0x20; control++) {
            values.add(String.format("\"a\\u%04xb\"", control == 0x20 ? 0x7f : control));
        }
        return values;
    }

    private void wrong(int source, String field, List<String> values) {
        Map<String, String> without = template(source);
        without.remove(field);
        bad("without " + field, source, json(without), "MISSING_FIELD", field);
        bad(field + " null", source, json(with(source, field, "null")), "MISSING_FIELD", field);
        for (String value : values) {
            bad(field + " = " + value, source, json(with(source, field, value)), "BAD_FIELD", field);
        }
    }

    private void brokenTexts() {
        for (int source : SOURCES) {
            byte[] whole = json(template(source)).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 25; i++) {
                int length = random.nextInt(whole.length);
                add("cut at " + length, source, data(Arrays.copyOf(whole, length)), "BAD_JSON", null);
                byte[] flipped = whole.clone();
                flipped[random.nextInt(whole.length)] |= (byte) 0x80;
                add("a high bit", source, data(flipped), "BAD_UTF8", null);
                byte[] garbage = new byte[1 + random.nextInt(300)];
                random.nextBytes(garbage);
                garbage[random.nextInt(garbage.length)] = (byte) 0xff;
                add("binary garbage", source, data(garbage), "BAD_UTF8", null);
            }
            BROKEN.forEach(text -> bad(text, source, text, "BAD_JSON", null));
            NO_OBJECTS.forEach(text -> bad(text, source, text, "NOT_AN_OBJECT", null));
        }
    }

    private void deepAndLarge() {
        for (int source : SOURCES) {
            for (int depth : new int[] {64, 1_000, 30_000}) {
                String deep = "[".repeat(depth) + "]".repeat(depth);
                bad(depth + " deep", source, json(with(source, "x", deep)), "BAD_JSON", null);
                String open = "{\"a\":".repeat(Math.min(depth, 12_000));
                bad(depth + " deep objects", source, json(with(source, "x", open)), "BAD_JSON", null);
            }
            bad("100,000 deep", source, "[".repeat(100_000) + "]".repeat(100_000), "TOO_LARGE", null);
            bad("65,537 bytes", source, padded(source, 65_537), "TOO_LARGE", null);
            bad("1 MB", source, padded(source, 1 << 20), "TOO_LARGE", null);
            add("1 MB in fields", source, List.of(utf8("sessionId"), new byte[1 << 20]), "TOO_LARGE", null);
        }
        bad("10 MB", SourceId.CHAT, padded(SourceId.CHAT, 10_000_000), "TOO_LARGE", null);
    }

    private void withoutData() {
        for (int source : SOURCES) {
            String first = source == SourceId.PRESENCE ? "type" : ids(source).get(0);
            add("no data", source, List.of(utf8("foo"), utf8("bar")), "MISSING_FIELD", first);
            add("empty names", source, List.of(utf8(""), utf8("")), "MISSING_FIELD", first);
            add("bad UTF-8 in a value", source, List.of(utf8(first), new byte[] {(byte) 0xc3, 0x28}), "BAD_UTF8", null);
            add("bad UTF-8 in a name", source, List.of(new byte[] {(byte) 0xff}, utf8("x")), "BAD_UTF8", null);
            if (source != SourceId.PRESENCE) {
                add("blank", source, List.of(utf8(first), utf8("  ")), "BAD_FIELD", first);
                add("NUL", source, List.of(utf8(first), new byte[] {'a', 0}), "BAD_FIELD", first);
                add("256 bytes", source, List.of(utf8(first), utf8("x".repeat(256))), "BAD_FIELD", first);
            }
        }
        add("good fields", SourceId.CHAT, List.of(utf8("sessionId"), utf8(SESSION)), null, null);
        add(
                "data twice, the last counts",
                SourceId.CHAT,
                List.of(utf8("data"), utf8("{bad"), utf8("data"), utf8(json(template(SourceId.CHAT)))),
                null,
                null);
    }

    private void membersTwice() {
        for (int source : SOURCES) {
            String id = ids(source).get(0);
            String whole = json(template(source));
            String open = whole.substring(0, whole.length() - 1);
            bad("the last is wrong", source, open + ",\"" + id + "\":5}", "BAD_FIELD", id);
            bad("the last is null", source, open + ",\"" + id + "\":null}", "MISSING_FIELD", id);
            good("the first is wrong", source, "{\"" + id + "\":5," + whole.substring(1));
        }
    }

    /** What somebody wrote stands where the contract has no text, in entries that are refused. */
    private void chatsInOtherForms() {
        String text = '"' + SECRET + " \\\"" + SECRET + "\\\", " + SECRET + ": " + SECRET + '"';
        for (String member : List.of(
                "\"message\":" + text,
                "\"message\":[" + text + "]",
                "\"message\":{\"text\":[" + text + ", " + text + "]}",
                "\"message\":{\"text\":{\"text\":" + text + "}}",
                "\"message\":{\"author\":{\"firstName\":" + text + "}}",
                "\"text\":" + text,
                "\"body\" : " + text,
                text + ":1",
                "\"data\":{" + text + ":[null," + text + "]}")) {
            bad(
                    "elsewhere, " + member,
                    SourceId.CHAT,
                    "{" + member + ",\"sessionId\":\"  \"}",
                    "BAD_FIELD",
                    "sessionId");
            bad("elsewhere, " + member, SourceId.CHAT, "{" + member + "}", "MISSING_FIELD", "sessionId");
            bad("cut, " + member, SourceId.CHAT, "{" + member, "BAD_JSON", null);
        }
        bad("in an id's place", SourceId.CHAT, "{\"sessionId\":[" + text + "]}", "BAD_FIELD", "sessionId");
        bad("without quotes", SourceId.CHAT, "{text:" + SECRET + "}", "BAD_JSON", null);
        bad("nothing but text", SourceId.CHAT, SECRET, "BAD_JSON", null);
        bad("a list of text", SourceId.CHAT, "[" + text + "]", "NOT_AN_OBJECT", null);
        add("a field's name", SourceId.CHAT, List.of(utf8(SECRET), utf8("x")), "MISSING_FIELD", "sessionId");
        add("a field's value", SourceId.CHAT, List.of(utf8("text"), utf8(SECRET)), "MISSING_FIELD", "sessionId");
    }

    private void acceptable() {
        for (int source : SOURCES) {
            for (String id : ids(source)) {
                good("1 byte", source, json(with(source, id, "\"x\"")));
                good("255 bytes", source, json(with(source, id, '"' + "y".repeat(255) + '"')));
                good("255 bytes, not ASCII", source, json(with(source, id, '"' + "é".repeat(127) + "z\"")));
                good("escaped", source, json(with(source, id, "\"\\u0078\\\"\\\\\\ud83d\\udc4f\"")));
            }
            good("unknown members", source, json(with(source, "x", "{\"y\":[1e999,null,{}]}")));
            good("63 deep inside", source, json(with(source, "x", "[".repeat(63) + "]".repeat(63))));
            good("65,536 bytes", source, padded(source, 65_536));
            good("blanks around", source, " \r\n\t" + json(template(source)) + "\n");
            good("an event id of a wrong type", source, json(with(source, "eventId", "[7]")));
        }
        for (String type : List.of("wave", "typing", "x".repeat(50), "user_Join")) {
            good("presence " + type, SourceId.PRESENCE, "{\"type\":\"" + type + "\"}");
        }
    }

    private static Map<String, String> with(int source, String member, String value) {
        Map<String, String> members = template(source);
        members.put(member, value);
        return members;
    }

    private static String padded(int source, int bytes) {
        int without = json(with(source, "x", "\"\"")).length();
        return json(with(source, "x", '"' + "p".repeat(bytes - without) + '"'));
    }

    private static String json(Map<String, String> members) {
        StringBuilder json = new StringBuilder("{");
        members.forEach((name, value) -> json.append(json.length() > 1 ? "," : "")
                .append('"')
                .append(name)
                .append("\":")
                .append(value));
        return json.append('}').toString();
    }

    private static List<String> plus(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private void bad(String name, int source, String json, String reason, String field) {
        add(name, source, data(json), reason, field);
    }

    private void good(String name, int source, String json) {
        add(name, source, data(json), null, null);
    }

    private void add(String name, int source, List<byte[]> texts, String reason, String field) {
        String shown = name.length() > 60 ? name.substring(0, 60) : name;
        kinds.add(new Kind(SourceId.stream(source) + ", " + shown, source, texts, reason, field));
    }

    private static List<byte[]> data(String json) {
        return data(utf8(json));
    }

    private static List<byte[]> data(byte[] value) {
        return List.of(utf8("data"), value);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
