package conductor.journal.json;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.DecisionKind;

/** Sentences for people about a decision. */
public final class Wording {
    private Wording() {}

    /** {@code Engagement 0.32 is 49 % below the expected 0.63 (SUDDEN_DROP).}, with detector v2 also how rare that is. */
    public static void reasoning(JsonWriter json, String name, RecordView view) {
        if (askedFor(view)) {
            json.text(name, "A person asked for it.");
            return;
        }
        json.beginText(name).part("Engagement ").partRounded(view.decision().scorePpm);
        if (view.deviationPercent() == 0) {
            json.part(" is at the expected ");
        } else {
            json.part(" is ");
            percent(json, view);
            json.part(" the expected ");
        }
        json.partRounded(view.decision().expectedPpm).part(" (");
        json.part(className(view));
        if (view.rarityPpm() != 0) {
            json.part(", ").part(Rarity.words(view.rarityPpm()));
        }
        json.part(").").endText();
    }

    /** {@code SUDDEN_DROP, 49 % below expected} */
    public static void reason(JsonWriter json, String name, RecordView view) {
        if (askedFor(view)) {
            json.text(name, "Asked for by a person");
            return;
        }
        json.beginText(name).part(className(view));
        if (view.deviationPercent() != 0) {
            json.part(", ");
            percent(json, view);
            json.part(" expected");
        }
        json.endText();
    }

    private static boolean askedFor(RecordView view) {
        return view.explanation().kind() == DecisionKind.MANUAL;
    }

    private static void percent(JsonWriter json, RecordView view) {
        json.part(view.deviationPercent()).part(view.deviationPpm() < 0 ? " % below" : " % above");
    }

    /** A sentence with its placeholders filled: session, current, expected, active, total, leavers. */
    public static void filled(JsonWriter json, String name, String sentence, RecordView view) {
        json.beginText(name);
        int at = 0;
        while (at < sentence.length()) {
            int open = sentence.indexOf('{', at);
            if (open < 0) {
                open = sentence.length();
            }
            json.part(sentence.substring(at, open));
            at = open;
            if (open < sentence.length()) {
                int close = sentence.indexOf('}', open);
                placeholder(json, sentence.substring(open + 1, close), view);
                at = close + 1;
            }
        }
        json.endText();
    }

    private static void placeholder(JsonWriter json, String placeholder, RecordView view) {
        switch (placeholder) {
            case "session" ->
                json.part(view.session() == null ? new byte[0] : view.session().inSentence());
            case "current" -> json.partRounded(view.decision().scorePpm);
            case "expected" -> json.partRounded(view.decision().expectedPpm);
            case "active" -> json.part(view.decision().activeUsers);
            case "total" -> json.part(view.decision().totalUsers);
            case "leavers" -> json.part(view.decision().leavers);
            default -> throw new IllegalArgumentException("a template has the unknown placeholder " + placeholder);
        }
    }

    public static String className(RecordView view) {
        String name = AnomalyClass.name(view.decision().anomalyClass);
        return name == null ? "no anomaly" : name;
    }
}
