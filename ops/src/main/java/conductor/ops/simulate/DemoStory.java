package conductor.ops.simulate;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Set;

/** Tells a day of a demo: what is worth a look in the page, a line each. Scores are left to the page. */
final class DemoStory extends Story {
    private static final Set<String> TOLD = Set.of("ANOMALY", "DECISION", "REWARD");

    private final DayScript script;

    DemoStory(PrintWriter out, DayScript script, Diary diary, long dayMs) {
        super(out, script, diary, dayMs);
        this.script = script;
    }

    @Override
    void script(int s, Audience audience) {
        script.outages().stream()
                .filter(outage -> outage.fromS() == s)
                .forEach(outage -> line(
                        s,
                        "platform",
                        "· it answers every command with an error until " + time(outage.untilS()) + ": "
                                + outage.error()));
        super.script(s, audience);
    }

    @Override
    void record(Map<String, Object> record) {
        if (TOLD.contains(String.valueOf(record.get("type")))) {
            super.record(record);
        }
    }

    /** A decision of an earlier run that still waits for a person. */
    void stillWaits(Decided decided, int s) {
        line(s, decided.session(), "? " + decided.arm() + " still waits: " + press(decided));
    }

    private static String press(Decided decided) {
        return "press Approve at " + decided.session() + " in the page. A minute is a minute now";
    }

    @Override
    String text(Map<String, Object> record, Decided decided) {
        return switch (String.valueOf(record.get("state"))) {
            case "PROPOSED" -> "? suggests " + chosen(decided) + ": " + press(decided);
            case "PUBLISHED", "SKIPPED", "SUPPRESSED" -> null;
            default -> super.text(record, decided);
        };
    }

    @Override
    void scores(int s) {
        // The page draws them.
    }
}
