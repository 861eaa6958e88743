package conductor.journal.json;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;

/** The content of an intervention from the templates, in the shapes of audience.md 2.3 (preview) and 2.4 (command). */
public final class ContentJson {
    private ContentJson() {}

    /** The content as one object under {@code name}: what a person is shown and what the stream records. */
    public static void preview(JsonWriter json, String name, RecordView view) {
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
        TemplateSet.Poll poll =
                view.templates().poll(view.decision().anomalyClass, view.templateDraw(), view.templateLanguage());
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

    public static void message(JsonWriter json, RecordView view) {
        json.text(
                "message",
                view.templates().broadcast(view.decision().anomalyClass, view.templateDraw(), view.templateLanguage()));
    }

    public static void notification(JsonWriter json, String name, RecordView view) {
        TemplateSet.Notification notification = view.templates()
                .notification(view.decision().anomalyClass, view.templateDraw(), view.templateLanguage());
        json.beginObject(name).text("title", notification.title());
        Wording.filled(json, "body", notification.body(), view);
        json.text("priority", notification.priority())
                .text("suggested_action", notification.action())
                .endObject();
    }

    public static void challenge(JsonWriter json, String name, RecordView view) {
        TemplateSet.Challenge challenge =
                view.templates().challenge(view.decision().anomalyClass, view.templateDraw(), view.templateLanguage());
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

    /** Whether the organiser must act at once. */
    public static boolean escalates(RecordView view) {
        return view.decision().anomalyClass == AnomalyClass.MASS_EXIT;
    }
}
