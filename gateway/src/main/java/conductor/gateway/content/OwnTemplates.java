package conductor.gateway.content;

import conductor.engine.core.Arm;
import conductor.journal.json.JsonTree;
import conductor.journal.json.SessionName;
import conductor.journal.json.TemplateEntries;
import conductor.journal.json.TemplateSet;
import conductor.journal.json.Templates;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Templates that an operator wrote, checked by the rules for all content: the members {@code polls} (lists {@code pulse},
 * {@code opinion}, {@code engaging}), {@code broadcasts}, {@code notifications} and {@code challenges} (a list for each class of
 * anomaly), and in each entry optionally a {@code language}. Bodies of notifications may hold placeholders in braces.
 */
public final class OwnTemplates {
    /** The longest that each placeholder can become. */
    private static final Map<String, Integer> PLACEHOLDERS =
            new LinkedHashMap<>(Map.of("current", 4, "expected", 4, "session", SessionName.SENTENCE_MAX));

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(current|expected|session|active|total|leavers)}");
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z][A-Za-z0-9-]{1,7}");
    private static final String START = "START_CHALLENGE";
    private static final int COUNT_LENGTH = 10;

    private final TemplateSet.Builder set = new TemplateSet.Builder(Templates.BUILT_IN);
    private final Consumer<String> problems;

    private OwnTemplates(Consumer<String> problems) {
        this.problems = problems;
    }

    /**
     * The shipped set with the given entries behind it.
     *
     * @param file the members of the file.
     * @param problems takes a sentence for each entry that is wrong, which is then left out.
     */
    public static TemplateSet behindTheShipped(Map<String, Object> file, Consumer<String> problems) {
        OwnTemplates own = new OwnTemplates(problems);
        file.forEach(own::kind);
        return own.set.build();
    }

    private void kind(String kind, Object lists) {
        switch (kind) {
            case "polls" -> lists(kind, lists, TemplateSet.POLL_SETS, this::poll);
            case "broadcasts" -> lists(kind, lists, TemplateSet.CLASSES, this::broadcast);
            case "notifications" -> lists(kind, lists, TemplateSet.CLASSES, this::notification);
            case "challenges" -> lists(kind, lists, TemplateSet.CLASSES, this::challenge);
            default ->
                problems.accept(
                        kind + " is no kind of content; there are polls, broadcasts, notifications, challenges");
        }
    }

    private interface Reading {
        void read(String list, String language, Map<String, Object> entry) throws ContentRules.Refused, IOException;
    }

    private void lists(String kind, Object given, List<String> names, Reading reading) {
        if (!(given instanceof Map<?, ?> lists)) {
            problems.accept(kind + " must hold lists by name: " + String.join(", ", names));
            return;
        }
        lists.forEach((name, entries) -> {
            String at = kind + "." + name;
            if (!names.contains(name)) {
                problems.accept(at + " is no list; there are " + String.join(", ", names));
            } else if (entries instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    entry((String) name, at + "[" + i + "]", list.get(i), reading);
                }
            } else {
                problems.accept(at + " must be a list");
            }
        });
    }

    private void entry(String list, String at, Object given, Reading reading) {
        if (!(given instanceof Map<?, ?> map)) {
            problems.accept(at + ": an entry must be an object");
            return;
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        map.forEach((name, value) -> entry.put((String) name, value));
        Object language = entry.getOrDefault("language", Templates.LANGUAGE);
        entry.remove("language");
        if (!(language instanceof String text) || !LANGUAGE.matcher(text).matches()) {
            problems.accept(at + ": language must be a code of 2 to 8 letters, digits and hyphens, for example en");
            return;
        }
        try {
            reading.read(list, text, entry);
        } catch (ContentRules.Refused e) {
            problems.accept(at + ": " + e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException("content that was found in order cannot be read back", e);
        }
    }

    private void poll(String list, String language, Map<String, Object> entry)
            throws ContentRules.Refused, IOException {
        set.poll(list, language, TemplateEntries.poll(checked(Arm.POLL, entry)));
    }

    private void broadcast(String list, String language, Map<String, Object> entry)
            throws ContentRules.Refused, IOException {
        set.broadcast(list, language, (String) checked(Arm.BROADCAST, entry).get("message"));
    }

    private void challenge(String list, String language, Map<String, Object> entry)
            throws ContentRules.Refused, IOException {
        entry.putIfAbsent("action", START);
        set.challenge(list, language, TemplateEntries.challenge(checked(Arm.GAMIFICATION, entry)));
    }

    /** The body is checked as long as it can become. */
    private void notification(String list, String language, Map<String, Object> entry)
            throws ContentRules.Refused, IOException {
        Object body = entry.get("body");
        if (body instanceof String text) {
            entry.put("body", filled(text));
        }
        Map<String, Object> checked = checked(Arm.NOTIFICATION, entry);
        checked.put("body", body instanceof String text ? text.strip() : body);
        set.notification(list, language, TemplateEntries.notification(checked));
    }

    private static String filled(String body) {
        return PLACEHOLDER
                .matcher(body)
                .replaceAll(match ->
                        Matcher.quoteReplacement("0".repeat(PLACEHOLDERS.getOrDefault(match.group(1), COUNT_LENGTH))));
    }

    /** The members in order, or an error; braces that are left are no placeholders that would be filled. */
    private static Map<String, Object> checked(int arm, Map<String, Object> entry)
            throws ContentRules.Refused, IOException {
        Map<String, Object> members = JsonTree.object(ContentRules.canonical(arm, entry));
        for (Map.Entry<String, Object> member : members.entrySet()) {
            if (braces(member.getValue())) {
                throw new ContentRules.Refused(
                        arm == Arm.NOTIFICATION && member.getKey().equals("body")
                                ? "body may hold only the placeholders {current}, {expected}, {session}, {active}, {total}"
                                        + " and {leavers}"
                                : member.getKey()
                                        + " must not hold braces; only bodies of notifications have placeholders");
            }
        }
        return members;
    }

    private static boolean braces(Object value) {
        String text = value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining())
                : value instanceof String string ? string : "";
        return text.indexOf('{') >= 0 || text.indexOf('}') >= 0;
    }
}
