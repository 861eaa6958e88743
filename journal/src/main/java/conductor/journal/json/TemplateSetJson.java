package conductor.journal.json;

import conductor.journal.json.TemplateSet.Challenge;
import conductor.journal.json.TemplateSet.Entry;
import conductor.journal.json.TemplateSet.Notification;
import conductor.journal.json.TemplateSet.Poll;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A template set as JSON, in the shape that operators write it too: four members ({@code polls}, {@code broadcasts},
 * {@code notifications}, {@code challenges}) that hold lists by name, whose entries are content as commands carry it, with a
 * {@code language}.
 */
final class TemplateSetJson {
    private static final String LANGUAGE = "language";

    private TemplateSetJson() {}

    static byte[] write(TemplateSet set) {
        JsonWriter json = new JsonWriter().beginObject();
        lists(json, "polls", set.pollLists(), TemplateSetJson::poll);
        lists(json, "broadcasts", set.broadcastLists(), (to, message) -> to.text("message", message));
        lists(json, "notifications", set.notificationLists(), TemplateSetJson::notification);
        lists(json, "challenges", set.challengeLists(), TemplateSetJson::challenge);
        return json.endObject().toBytes();
    }

    private static <T> void lists(
            JsonWriter json, String name, Map<String, List<Entry<T>>> lists, BiConsumer<JsonWriter, T> content) {
        json.beginObject(name);
        lists.forEach((list, entries) -> {
            json.beginArray(list);
            for (Entry<T> entry : entries) {
                json.beginObject().text(LANGUAGE, entry.language());
                content.accept(json, entry.content());
                json.endObject();
            }
            json.endArray();
        });
        json.endObject();
    }

    private static void poll(JsonWriter json, Poll poll) {
        json.text("question", poll.question()).beginArray("options");
        poll.options().forEach(json::element);
        json.endArray().number("duration", poll.durationSec());
    }

    private static void notification(JsonWriter json, Notification notification) {
        json.text("title", notification.title())
                .text("body", notification.body())
                .text("priority", notification.priority())
                .text("suggested_action", notification.action());
    }

    private static void challenge(JsonWriter json, Challenge challenge) {
        json.text("template", challenge.template())
                .text("name", challenge.name())
                .text("description", challenge.description())
                .beginObject("rewards")
                .number("first", challenge.first())
                .number("second", challenge.second())
                .number("third", challenge.third())
                .endObject()
                .number("duration_minutes", challenge.minutes());
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if it is something else.
     */
    static TemplateSet read(byte[] utf8) throws IOException {
        Map<String, Object> file = JsonTree.object(utf8);
        TemplateSet.Builder set = new TemplateSet.Builder();
        try {
            each(file, "polls", (name, e) -> set.poll(name, text(e, LANGUAGE), TemplateEntries.poll(e)));
            each(file, "broadcasts", (name, e) -> set.broadcast(name, text(e, LANGUAGE), text(e, "message")));
            each(
                    file,
                    "notifications",
                    (name, e) -> set.notification(name, text(e, LANGUAGE), TemplateEntries.notification(e)));
            each(file, "challenges", (name, e) -> set.challenge(name, text(e, LANGUAGE), TemplateEntries.challenge(e)));
        } catch (ClassCastException | NullPointerException e) {
            throw new IOException("not the members of a template set", e);
        }
        return set.build();
    }

    private static void each(Map<String, Object> file, String kind, BiConsumer<String, Map<?, ?>> entries) {
        ((Map<?, ?>) file.get(kind))
                .forEach((name, list) ->
                        ((List<?>) list).forEach(entry -> entries.accept((String) name, (Map<?, ?>) entry)));
    }

    private static String text(Map<?, ?> entry, String name) {
        return (String) entry.get(name);
    }
}
