package conductor.ops.cli;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.gateway.json.Times;
import conductor.journal.DecisionCourse;
import conductor.journal.ReplayResult;
import conductor.journal.WhatIfDifference;
import conductor.journal.WhatIfResult;
import conductor.ops.config.WhatIfSettings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The answer of a what-if, for people and as JSON. */
final class WhatIfReport {
    static final String AS_RECORDED =
            "The audience does what it did: what other interventions would have changed in it is not known.";

    private final WhatIfSettings asked;
    private final boolean allEvents;
    private final WhatIfResult result;
    private final NameBook names;

    WhatIfReport(WhatIfSettings asked, boolean allEvents, WhatIfResult result, NameBook names) {
        this.asked = asked;
        this.allEvents = allEvents;
        this.result = result;
        this.names = names;
    }

    /** Where the replay of the journal ended. */
    ReplayResult journal() {
        return result.journal();
    }

    /** Everything; the figures of the journal's replay as without a what-if. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>(JournalReading.figures(result.journal()));
        map.put("elapsed_ms", result.whatIf().elapsedMs());
        Map<String, Object> whatIf = new LinkedHashMap<>();
        map.put("what_if", whatIf);
        whatIf.put("settings", asked.changes().stream().map(WhatIfReport::toMap).collect(Collectors.toList()));
        whatIf.put("all_events", allEvents);
        whatIf.put("state_hash", result.whatIf().stateHashHex());
        whatIf.put("same", result.same());
        whatIf.put("different", result.differences().size());
        whatIf.put(
                "kinds",
                result.groups().entrySet().stream()
                        .map(group -> toMap(group.getKey(), group.getValue()))
                        .collect(Collectors.toList()));
        whatIf.put("stray_answers", result.strayAnswers());
        whatIf.put("assumed_executed", result.assumed());
        whatIf.put("unanswered", result.unanswered());
        whatIf.put("events_with_settings", result.eventsWithSettings());
        whatIf.put("limits", limits());
        whatIf.put("differences", result.differences().stream().map(this::toMap).collect(Collectors.toList()));
        return map;
    }

    /** A setting that is asked about. */
    static Map<String, Object> toMap(WhatIfSettings.Change change) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("key", change.key());
        map.put("was", change.was());
        map.put("would_be", change.wouldBe());
        return map;
    }

    private static Map<String, Object> toMap(WhatIfDifference.Group group, long count) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("difference", group.kind().name());
        map.put("was", group.was());
        map.put("would_be", group.wouldBe());
        map.put("count", count);
        return map;
    }

    private Map<String, Object> toMap(WhatIfDifference difference) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("at", Times.utc(difference.timeMs()));
        map.put("session", names.of(difference.sessionKey()));
        map.put("event", names.of(difference.eventKey()));
        map.put("class", AnomalyClass.name(difference.anomalyClass()));
        map.put("difference", difference.kind().name());
        map.put("was", toMap(difference.was()));
        map.put("would_be", toMap(difference.wouldBe()));
        return map;
    }

    private static Map<String, Object> toMap(DecisionCourse course) {
        if (course == null) {
            return null;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("how", course.howText());
        map.put("arm", Arm.name(course.arm()));
        map.put("confidence", course.confidencePpm() / 1_000_000.0);
        map.put("state", course.stateText());
        return map;
    }

    /** Prints it; at most {@code limit} differences. */
    void print(PrintWriter out, int limit) {
        printSettings(asked, out);
        out.printf(
                "decisions  %,d the same, %,d would have differed%n",
                result.same(), result.differences().size());
        result.groups().forEach((group, count) -> out.printf("%9d  %s%n", count, sentence(group)));
        int listed = Math.min(limit, result.differences().size());
        if (listed > 0) {
            out.println();
            result.differences().subList(0, listed).forEach(difference -> out.println(line(difference)));
        }
        if (listed < result.differences().size()) {
            out.printf(
                    "... and %,d more; --limit %d lists them all.%n",
                    result.differences().size() - listed, result.differences().size());
        }
        out.println();
        limits().forEach(out::println);
    }

    /** Prints what is asked. */
    static void printSettings(WhatIfSettings asked, PrintWriter out) {
        for (WhatIfSettings.Change change : asked.changes()) {
            out.println("what if    " + change.key() + " = " + change.wouldBe() + " (the journal has " + change.was()
                    + ")");
        }
    }

    private static String sentence(WhatIfDifference.Group group) {
        return switch (group.kind()) {
            case ONLY_IN_JOURNAL -> "would not have been: " + group.was();
            case ONLY_IN_WHAT_IF -> "would have been besides: " + group.wouldBe();
            case HOW -> "would have been " + group.wouldBe() + " instead of " + group.was();
            case ARM -> "would have been " + group.wouldBe() + " as the arm instead of " + group.was();
            case END -> "would have ended " + group.wouldBe() + " instead of " + group.was();
            case CONFIDENCE -> "would have been the same with another confidence";
        };
    }

    private String line(WhatIfDifference d) {
        String anomaly = AnomalyClass.name(d.anomalyClass());
        return Times.utc(d.timeMs()) + "  " + Printable.text(names.of(d.sessionKey())) + "  "
                + (anomaly == null ? "" : anomaly + "  ")
                + text(d.was()) + " -> " + text(d.wouldBe());
    }

    private static String text(DecisionCourse course) {
        if (course == null) {
            return "none";
        }
        String ended = course.howText().equals(course.stateText()) ? "" : ", " + course.stateText();
        String chosen = course.arm() == 0 ? "" : " " + course.armText() + " " + course.confidencePpm() / 1_000_000.0;
        return course.howText() + chosen + ended;
    }

    /** What the answer does not take into account, in sentences. */
    private List<String> limits() {
        List<String> sentences = new ArrayList<>();
        if (asked.columns() != 0 && result.eventsWithSettings() > 0) {
            sentences.add(
                    "Events with settings of their own, which go before the defaults: " + result.eventsWithSettings()
                            + (allEvents
                                    ? "; what was asked counts for them too."
                                    : ". --what-if-all-events asks for them too."));
        }
        if (result.strayAnswers() > 0) {
            sentences.add("Answers in the journal to decisions that would not have been so, left out: "
                    + result.strayAnswers() + ".");
        }
        if (result.assumed() > 0) {
            sentences.add("Interventions that only here go out, taken as executed: " + result.assumed() + ".");
        }
        if (result.unanswered() > 0) {
            sentences.add("Decisions that only here wait for a person, expired because nobody was asked: "
                    + result.unanswered() + ".");
        }
        sentences.add(AS_RECORDED);
        return sentences;
    }
}
