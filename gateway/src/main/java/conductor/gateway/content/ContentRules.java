package conductor.gateway.content;

import conductor.engine.core.Arm;
import conductor.engine.core.Payload;
import conductor.journal.json.JsonTree;
import conductor.journal.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules for content that a person, a model, an agent or an operator's file gives (audience.md 7.3), and the one form
 * in which it goes on: our member order, our escapes, nothing that we do not know. Stateless.
 */
public final class ContentRules {
    /** Seconds that a poll runs when its content does not say. */
    public static final int POLL_DEFAULT_SEC = 60;

    private static final int INPUT_MAX = 8 * Payload.CONTENT_MAX;
    private static final Set<String> PRIORITIES = Set.of("high", "medium", "low");
    private static final Set<String> CHALLENGES = Set.of("CHAT_BLITZ", "QA_SPRINT", "POINTS_RACE", "POLL_RUSH");
    private static final List<String> PLACES = List.of("first", "second", "third");

    /** Content that breaks a rule; the message is a sentence that names the member and the rule. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String sentence) {
            super(sentence);
        }
    }

    private ContentRules() {}

    /**
     * The canonical form of the content of one arm ({@link Arm}): UTF-8 JSON of at most {@link Payload#CONTENT_MAX} bytes.
     * Texts lose white space at their ends; members that the arm does not have are dropped.
     *
     * @throws Refused if {@code utf8Json} is not one JSON object that obeys the rules.
     */
    public static byte[] canonical(int arm, byte[] utf8Json) throws Refused {
        if (utf8Json.length > INPUT_MAX) {
            throw new Refused("content is longer than " + INPUT_MAX + " bytes");
        }
        return canonical(arm, parsed(utf8Json));
    }

    /**
     * As {@link #canonical}, for the reply of a model: the whole text is taken as JSON, and if that fails what stands
     * from the first to the last brace (7.3).
     */
    public static byte[] fromReply(int arm, String reply) throws Refused {
        if (reply.length() > INPUT_MAX) {
            throw new Refused("the reply is longer than " + INPUT_MAX + " characters");
        }
        return canonical(arm, parsedReply(reply));
    }

    private static Map<String, Object> parsedReply(String reply) throws Refused {
        try {
            return parsed(reply.getBytes(StandardCharsets.UTF_8));
        } catch (Refused whole) {
            int first = reply.indexOf('{');
            int last = reply.lastIndexOf('}');
            if (first < 0 || last < first) {
                throw whole;
            }
            return parsed(reply.substring(first, last + 1).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Map<String, Object> parsed(byte[] utf8) throws Refused {
        try {
            return JsonTree.object(utf8);
        } catch (IOException notJson) {
            throw new Refused("content must be one JSON object");
        }
    }

    /** As {@link #canonical(int, byte[])}, for members that were read elsewhere. */
    static byte[] canonical(int arm, Map<String, Object> content) throws Refused {
        JsonWriter json = new JsonWriter().beginObject();
        switch (arm) {
            case Arm.POLL -> poll(json, content);
            case Arm.BROADCAST -> json.text("message", text(content, "message", 1, 120));
            case Arm.NOTIFICATION -> notification(json, content);
            case Arm.GAMIFICATION -> challenge(json, content);
            default -> throw new IllegalArgumentException("no arm has the number " + arm);
        }
        byte[] bytes = json.endObject().toBytes();
        if (bytes.length > Payload.CONTENT_MAX) {
            throw new Refused("content is longer than " + Payload.CONTENT_MAX + " bytes");
        }
        return bytes;
    }

    private static void poll(JsonWriter json, Map<String, Object> content) throws Refused {
        json.text("question", text(content, "question", 5, 150)).beginArray("options");
        for (String option : options(content.get("options"))) {
            json.element(option);
        }
        json.endArray();
        long duration = content.get("duration") == null ? POLL_DEFAULT_SEC : number(content, "duration", 15, 600);
        json.number("duration", duration);
    }

    private static List<String> options(Object given) throws Refused {
        if (!(given instanceof List<?> list) || list.size() < 2 || list.size() > 5) {
            throw new Refused("options must be a list of 2 to 5 texts");
        }
        List<String> options = new ArrayList<>();
        for (Object element : list) {
            String option = text(element, "options[" + options.size() + "]", 1, 60);
            if (options.contains(option)) {
                throw new Refused("options must differ");
            }
            options.add(option);
        }
        return options;
    }

    private static void notification(JsonWriter json, Map<String, Object> content) throws Refused {
        json.text("title", text(content, "title", 1, 60))
                .text("body", text(content, "body", 1, 200))
                .text("priority", oneOf(content, "priority", PRIORITIES))
                .text("suggested_action", optionalText(content, "suggested_action", 120));
    }

    private static void challenge(JsonWriter json, Map<String, Object> content) throws Refused {
        json.text("action", oneOf(content, "action", Set.of("START_CHALLENGE")))
                .text("template", oneOf(content, "template", CHALLENGES))
                .text("name", text(content, "name", 1, 60))
                .text("description", text(content, "description", 1, 99));
        if (!(content.get("rewards") instanceof Map<?, ?> rewards)) {
            throw new Refused("rewards must be an object with first, second and third");
        }
        json.beginObject("rewards");
        for (String place : PLACES) {
            json.number(place, number(rewards.get(place), "rewards." + place, 1, 500));
        }
        json.endObject().number("duration_minutes", number(content, "duration_minutes", 1, 30));
    }

    private static String optionalText(Map<String, Object> content, String name, int max) throws Refused {
        Object given = content.get(name);
        boolean none = given == null || given instanceof String text && text.isBlank();
        return none ? "" : text(given, name, 1, max);
    }

    private static String text(Map<String, Object> content, String name, int min, int max) throws Refused {
        return text(content.get(name), name, min, max);
    }

    private static String text(Object given, String name, int min, int max) throws Refused {
        if (!(given instanceof String raw)) {
            throw new Refused(name + " must be a text");
        }
        String text = raw.strip();
        int length = text.codePointCount(0, text.length());
        if (length < min || length > max) {
            throw new Refused(name + " must have " + min + " to " + max + " characters, has " + length);
        }
        String flaw = PlainText.flaw(text);
        if (flaw != null) {
            throw new Refused(name + " must not contain " + flaw);
        }
        return text;
    }

    private static String oneOf(Map<String, Object> content, String name, Set<String> allowed) throws Refused {
        if (content.get(name) instanceof String text && allowed.contains(text)) {
            return text;
        }
        throw new Refused(name + " must be one of "
                + String.join(", ", allowed.stream().sorted().toList()));
    }

    private static long number(Map<String, Object> content, String name, long min, long max) throws Refused {
        return number(content.get(name), name, min, max);
    }

    private static long number(Object given, String name, long min, long max) throws Refused {
        if (given instanceof Long || given instanceof Integer) {
            long number = ((Number) given).longValue();
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw new Refused(name + " must be a whole number from " + min + " to " + max);
    }
}
