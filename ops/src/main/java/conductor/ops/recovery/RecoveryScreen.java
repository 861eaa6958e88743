package conductor.ops.recovery;

import conductor.gateway.json.Times;
import conductor.gateway.publish.RedisPublisher;
import conductor.gateway.redis.StreamTops;
import conductor.journal.RecoveryReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One screen of what a recovery does or did: at most {@value #MAX_LINES} lines. */
public final class RecoveryScreen {
    static final int MAX_LINES = 24;

    private static final int PASSED_OVER_MAX = 3;
    private static final String LINE = "  %-10s %s";

    private final Found found;
    private final Outside outside;
    private final boolean rehearsal;

    /** @param rehearsal whether nothing was changed. */
    public RecoveryScreen(Found found, Outside outside, boolean rehearsal) {
        this.found = found;
        this.outside = outside;
        this.rehearsal = rehearsal;
    }

    /** For people. */
    public List<String> lines() {
        RecoveryReport report = found.report();
        List<String> lines = new ArrayList<>();
        lines.add((rehearsal ? "What a start would do for engine " : "Recovered engine ") + found.engineName() + " in "
                + found.dataDir());
        add(
                lines,
                "journal",
                "%,d signals, %,d decisions and scores, up to %s",
                report.lastSequence() + 1,
                found.decisions() + found.scores(),
                Times.utc(found.engineTimeMs()));
        found.repairs().forEach(repair -> add(lines, "", "%s", repair));
        snapshot(lines, report);
        add(
                lines,
                "replay",
                "%,d signals in %,d ms to state %016x; %s",
                report.signalsReplayed(),
                report.elapsedMs(),
                found.stateHash(),
                rederived(report.decisionsRederived()));
        redis(lines);
        database(lines);
        numbers(lines);
        return lines;
    }

    private static void add(List<String> lines, String name, String format, Object... values) {
        lines.add(String.format(Locale.ROOT, LINE, name, String.format(Locale.ROOT, format, values))
                .stripTrailing());
    }

    private static void snapshot(List<String> lines, RecoveryReport report) {
        add(
                lines,
                "snapshot",
                "%s",
                report.snapshot() == null
                        ? "none; from the beginning"
                        : report.snapshot().getFileName() + ", sequence " + (report.firstSequence() - 1));
        report.passedOver().stream()
                .limit(PASSED_OVER_MAX)
                .forEach(sentence -> add(lines, "", "passed over: %s", sentence));
    }

    private String rederived(long count) {
        if (count == 0) {
            return "every decision is there";
        }
        return String.format(
                Locale.ROOT,
                rehearsal ? "%,d decisions and scores would be made again" : "%,d decisions and scores made again",
                count);
    }

    private void redis(List<String> lines) {
        if (outside.tops() == null) {
            add(lines, "redis", "%s", outside.redisNote());
            return;
        }
        String name = "redis in";
        for (StreamTops.Input input : outside.tops().inputs()) {
            if (input.standing() != StreamTops.Standing.NONE_YET) {
                add(lines, name, "%-40s %s", input.stream(), told(input));
                name = "";
            }
        }
        if (!name.isEmpty()) {
            add(lines, name, "no streams yet");
        }
        name = "redis out";
        for (String stream : RedisPublisher.streams()) {
            long made = made(stream);
            add(
                    lines,
                    name,
                    "%-40s %s",
                    stream,
                    told(outside.tops().output(stream).top(), made));
            name = "";
        }
    }

    /** Nothing in the ordinary case; otherwise the one thing on the screen that a person has to know. */
    private void numbers(List<String> lines) {
        Reached reached = outside.reached(found.engineName());
        if (found.lostEnd() != null) {
            add(lines, "numbers", "%s", found.lostEnd());
        } else if (reached.isBeyond(found.decisions(), found.scores())) {
            add(lines, "numbers", "%s", reached.text(found.decisions(), found.scores(), reached.presentMs() > 0));
        }
        if (reached.stranger() != null) {
            add(lines, "numbers", "%s; none is given up for them", reached.stranger());
        }
    }

    private long made(String stream) {
        return stream.equals(RedisPublisher.SCORES) ? found.scores() : found.decisions();
    }

    private static String told(StreamTops.Input input) {
        return switch (input.standing()) {
            case READ_TO_THE_END ->
                input.applied().equals("0-0") ? "nothing in it yet" : "read to the end, " + input.applied();
            case ENTRIES_WAIT -> "entries wait: read to " + input.applied() + ", ends at " + input.top();
            case WENT_BACK ->
                "went back: read to " + input.applied() + ", ends at " + input.top()
                        + "; what was applied is not applied again";
            case NEW -> "never read; begins where redis.start-at says, ends at " + input.top();
            case NONE_YET -> "not there yet";
            case UNREADABLE -> "cannot be looked at: another kind of key, or no right to it";
        };
    }

    private static String told(long there, long made) {
        if (there == made) {
            return String.format(Locale.ROOT, "all %,d records are there", made);
        }
        return there < made
                ? String.format(Locale.ROOT, "ends at %,d of %,d; %,d to write", there, made, made - there)
                : String.format(Locale.ROOT, "goes on to %,d, the journal to %,d", there, made);
    }

    private void database(List<String> lines) {
        if (outside.rows() == null) {
            add(lines, "database", "%s", outside.databaseNote());
        } else {
            add(lines, "database", "%s", told(outside.rows().records(), found.decisions() + found.scores()));
        }
    }

    /** For programs. */
    public Map<String, Object> toMap() {
        RecoveryReport report = found.report();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("engine", found.engineName());
        map.put("data_dir", found.dataDir().toString());
        map.put("dry_run", rehearsal);
        map.put("sequence", report.lastSequence());
        map.put("state_hash", String.format("%016x", found.stateHash()));
        map.put("decisions", found.decisions());
        map.put("scores", found.scores());
        map.put("repairs", found.repairs());
        map.put("snapshot", report.snapshot() == null ? null : report.snapshot().toString());
        map.put("snapshots_passed_over", report.passedOver());
        map.put("signals_replayed", report.signalsReplayed());
        map.put("decisions_rederived", report.decisionsRederived());
        map.put("elapsed_ms", report.elapsedMs());
        map.put("redis", redisMap());
        map.put(
                "database_records",
                outside.rows() == null ? null : outside.rows().records());
        Reached reached = outside.reached(found.engineName());
        map.put("end_lost", found.lostEnd() != null || reached.isBeyond(found.decisions(), found.scores()));
        map.put("strange_streams", reached.stranger());
        return map;
    }

    private Map<String, Object> redisMap() {
        if (outside.tops() == null) {
            return null;
        }
        Map<String, Object> in = new LinkedHashMap<>();
        for (StreamTops.Input input : outside.tops().inputs()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("standing", input.standing().name());
            one.put("applied", input.applied());
            one.put("top", input.top());
            in.put(input.stream(), one);
        }
        Map<String, Object> out = new LinkedHashMap<>();
        for (String stream : RedisPublisher.streams()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("there", outside.tops().output(stream).top());
            one.put("made", made(stream));
            out.put(stream, one);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("in", in);
        map.put("out", out);
        return map;
    }
}
