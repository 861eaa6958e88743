package conductor.ops.simulate;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Tells the day, a line a happening: the time of the day, the room, what happened. */
class Story {
    private static final int SCORES_EVERY_S = 300;
    /** After a decision scores are told so often, for so long. */
    private static final int CLOSELY_EVERY_S = 30;

    private static final int CLOSELY_FOR_S = 150;
    private static final int BAR = 20;
    private static final Set<Integer> COUNTDOWN_S = Set.of(45, 30, 15);

    private final PrintWriter out;
    private final DayScript script;
    private final Diary diary;
    private final long dayMs;
    private int closelyUntilS;

    Story(PrintWriter out, DayScript script, Diary diary, long dayMs) {
        this.out = out;
        this.script = script;
        this.diary = diary;
        this.dayMs = dayMs;
    }

    /** What the script lets happen at a second, and now and then the scores. */
    void script(int s, Audience audience) {
        audience.rooms().forEach((session, room) -> {
            if (room.beginning(s) != null) {
                line(s, session, "· " + room.beginning(s).title() + " (" + room.there() + " there)");
            }
        });
        script.polls().stream()
                .filter(poll -> poll.atS() == s)
                .forEach(poll -> line(s, poll.session(), "· " + poll.title()));
        if (s % (s <= closelyUntilS ? CLOSELY_EVERY_S : SCORES_EVERY_S) == 0) {
            scores(s);
        }
        out.flush();
    }

    /** A record of the node. */
    void record(Map<String, Object> record) {
        switch (String.valueOf(record.get("type"))) {
            case "ANOMALY" ->
                line(
                        record,
                        "! " + record.get("class") + ", " + record.get("severity") + ": score "
                                + Numbers.score(record.get("currentEngagement")) + ", expected "
                                + Numbers.score(record.get("expectedEngagement")));
            case "DECISION" -> decision(record, diary.decision(record));
            case "ESCALATION" -> line(record, "> goes to the organiser at once");
            case "REWARD" -> reward(record);
            case "NOTIFICATION" -> {
                if (diary.rang(record)) {
                    line(record, "  the organiser's bell rings");
                }
            }
            case "SETTINGS" ->
                out.println(time(second(String.valueOf(record.get("at")))) + "  settings of " + record.get("event_id")
                        + " are set by " + record.get("actor"));
            default -> {
                // The rest is in the journal.
            }
        }
    }

    /** How long suggestions still wait. */
    void countdown(int s) {
        for (Decided decided : diary.decisions()) {
            if (decided.state().equals("PROPOSED") && decided.expiresAt() != null) {
                int leftS = second(decided.expiresAt()) - s;
                if (COUNTDOWN_S.contains(leftS)) {
                    line(s, decided.session(), "? " + decided.arm() + " waits for a person, " + leftS + " s left");
                }
            }
        }
    }

    /** The end of the day. */
    void end(Map<String, Object> status) {
        out.println();
        out.println("What was expected of the day:");
        script.expected().forEach(expectation -> {
            Decided decided = diary.expected(expectation);
            out.println((decided == null ? "  no   " : "  yes  ") + expectation.title() + " ("
                    + expectation.anomalyClass() + ", " + expectation.arm()
                    + (decided == null
                            ? ")"
                            : ", confidence " + Numbers.percent(decided.confidence()) + "): " + decided.state()));
        });
        out.println();
        out.println("Summary of " + script.event() + ":");
        Map<String, Object> summary = diary.summary();
        if (summary == null) {
            out.println("  none: a session is still open");
        } else {
            flat("", summary).forEach((name, value) -> out.printf("  %-36s %s%n", name, value));
        }
        out.println();
        out.println(status.get("signals") + " signals, " + status.get("scores") + " scores, " + status.get("decisions")
                + " records; sequence " + status.get("sequence") + ", state hash " + status.get("state_hash"));
        out.flush();
    }

    private void decision(Map<String, Object> record, Decided decided) {
        String text = text(record, decided);
        if (text != null) {
            line(record, text);
        }
        if (decided.had("PROPOSED") || decided.had("AUTO_APPROVED")) {
            closelyUntilS = second(String.valueOf(record.get("at"))) + CLOSELY_FOR_S;
        }
    }

    /** What a record of a decision says, null where it is not worth a line. */
    String text(Map<String, Object> record, Decided decided) {
        return switch (String.valueOf(record.get("state"))) {
            case "PROPOSED" ->
                "? suggests " + chosen(decided) + ": waits for a person until " + time(second(decided.expiresAt()));
            case "AUTO_APPROVED" -> "> " + chosen(decided) + ": acts by itself";
            case "APPROVED" -> "> " + decided.arm() + " is approved by " + record.get("actor");
            case "REJECTED" -> "x " + decided.arm() + " is rejected by " + record.get("actor");
            case "EXPIRED" -> "x " + decided.arm() + " has expired: nobody answered in time";
            case "PUBLISHED" -> "> the command goes to the platform";
            case "EXECUTED" -> "> the platform has carried " + decided.arm() + " out";
            case "FAILED" -> "x " + decided.arm() + " has failed (" + decided.code() + ")";
            case "CONTROL" -> "= " + decided.arm() + " is withheld, for comparison";
            case "SKIPPED", "SUPPRESSED" -> "  no action: " + decided.code();
            default -> null;
        };
    }

    private void reward(Map<String, Object> record) {
        line(
                record,
                "= measured: " + Numbers.score(record.get("pre_engagement")) + " before, "
                        + Numbers.score(record.get("post_engagement")) + " after ("
                        + Numbers.change(record.get("delta")) + "), reward " + Numbers.score(record.get("reward")));
    }

    /** What was chosen. */
    static String chosen(Decided decided) {
        return decided.arm() + ", confidence " + Numbers.percent(decided.confidence())
                + (decided.content() == null ? "" : " (\"" + decided.content() + "\")");
    }

    /** The newest scores, as bars. */
    void scores(int s) {
        StringBuilder line = new StringBuilder();
        script.rooms().forEach(room -> {
            Object score = diary.newestScore(room.session());
            if (score != null) {
                int full = (int) Math.round(Numbers.of(score) * BAR);
                line.append("  ")
                        .append(room.title())
                        .append(' ')
                        .append(Numbers.score(score))
                        .append(' ')
                        .append("█".repeat(full))
                        .append("░".repeat(BAR - full));
            }
        });
        if (line.length() > 0) {
            out.println(time(s) + line);
        }
    }

    private void line(Map<String, Object> record, String text) {
        line(second(String.valueOf(record.get("at"))), String.valueOf(record.get("session_id")), text);
    }

    /** Tells of a session. */
    final void line(int s, String session, String text) {
        out.printf("%s  %-10s %s%n", time(s), script.title(session), text);
    }

    private int second(String utc) {
        return (int) ((Instant.parse(utc).toEpochMilli() - dayMs) / 1_000);
    }

    /** A second of the day as a time. */
    static String time(int s) {
        LocalTime time = LocalTime.ofSecondOfDay(Math.floorMod(s, 86_400));
        return time.getSecond() == 0 ? time + ":00" : time.toString();
    }

    /** Members within members get names with dots; what is null is left out, and of counts within members what is 0. */
    private static Map<String, Object> flat(String prefix, Map<?, ?> members) {
        Map<String, Object> flat = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner) {
                flat.putAll(flat(prefix + name + ".", inner));
            } else if (value != null && (prefix.isEmpty() || Numbers.of(value) != 0)) {
                flat.put(prefix + name, value);
            }
        });
        return flat;
    }
}
