package conductor.journal.json;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The content of an intervention, in the shapes of audience.md 2.3 (preview) and 2.4 (command): what its record carries, else
 * what the templates say.
 */
public final class ContentJson {
    private static final byte[] DURATION = ",\"duration\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TYPE = ",\"type\":\"MULTIPLE_CHOICE\"".getBytes(StandardCharsets.US_ASCII);

    private ContentJson() {}

    /** The content as one object under {@code name}: what a person is shown and what the stream records. */
    public static void preview(JsonWriter json, String name, RecordView view) {
        if (view.detail().content() != null) {
            json.json(name, view.detail().content());
            return;
        }
        switch (view.decision().arm) {
            case Arm.POLL -> poll(json, name, view, false);
            case Arm.BROADCAST -> {
                json.beginObject(name);
                message(json, view);
                json.endObject();
            }
            case Arm.NOTIFICATION -> notification(json, name, view);
            case Arm.GAMIFICATION -> challenge(json, name, view);
            default -> json.nullValue(name);
        }
    }

    /** A poll; the command also names its type. */
    public static void poll(JsonWriter json, String name, RecordView view, boolean command) {
        byte[] given = view.detail().content();
        if (given != null) {
            json.json(name, command ? withType(given) : given);
            return;
        }
        TemplateSet.Poll poll =
                view.templates().poll(templateClass(view), view.templateDraw(), view.templateLanguage());
        json.beginObject(name).text("question", poll.question()).beginArray("options");
        for (int i = 0; i < poll.options().size(); i++) {
            json.element(poll.options().get(i));
        }
        json.endArray();
        if (command) {
            json.text("type", "MULTIPLE_CHOICE");
        }
        json.number("duration", poll.durationSec()).endObject();
    }

    /** A poll in its one form, with the type before its last member; nothing within a text looks like a member's name. */
    private static byte[] withType(byte[] poll) {
        int at = poll.length - DURATION.length;
        while (at > 0 && !Arrays.equals(poll, at, at + DURATION.length, DURATION, 0, DURATION.length)) {
            at--;
        }
        int before = at > 0 ? at : poll.length - 1;
        byte[] typed = Arrays.copyOf(poll, poll.length + TYPE.length);
        System.arraycopy(TYPE, 0, typed, before, TYPE.length);
        System.arraycopy(poll, before, typed, before + TYPE.length, poll.length - before);
        return typed;
    }

    /** The member {@code message} of a broadcast. */
    public static void message(JsonWriter json, RecordView view) {
        byte[] given = view.detail().content();
        if (given != null) {
            json.members(given);
            return;
        }
        json.text(
                "message",
                view.templates().broadcast(templateClass(view), view.templateDraw(), view.templateLanguage()));
    }

    public static void notification(JsonWriter json, String name, RecordView view) {
        byte[] given = view.detail().content();
        if (given != null) {
            json.json(name, given);
            return;
        }
        TemplateSet.Notification notification =
                view.templates().notification(templateClass(view), view.templateDraw(), view.templateLanguage());
        json.beginObject(name).text("title", notification.title());
        Wording.filled(json, "body", notification.body(), view);
        json.text("priority", notification.priority())
                .text("suggested_action", notification.action())
                .endObject();
    }

    public static void challenge(JsonWriter json, String name, RecordView view) {
        byte[] given = view.detail().content();
        if (given != null) {
            json.json(name, given);
            return;
        }
        TemplateSet.Challenge challenge =
                view.templates().challenge(templateClass(view), view.templateDraw(), view.templateLanguage());
        json.beginObject(name)
                .text("action", "START_CHALLENGE")
                .text("template", challenge.template())
                .text("name", challenge.name())
                .text("description", challenge.description())
                .beginObject("rewards")
                .number("first", challenge.first())
                .number("second", challenge.second())
                .number("third", challenge.third())
                .endObject()
                .number("duration_minutes", challenge.minutes())
                .endObject();
    }

    /** The class whose templates are drawn from: what a person asks for, without an anomaly, is for a room that needs life. */
    private static int templateClass(RecordView view) {
        int anomalyClass = view.decision().anomalyClass;
        return anomalyClass == 0 ? AnomalyClass.LOW_ENGAGEMENT : anomalyClass;
    }

    /** Whether the organiser must act at once. */
    public static boolean escalates(RecordView view) {
        return view.decision().anomalyClass == AnomalyClass.MASS_EXIT;
    }
}
