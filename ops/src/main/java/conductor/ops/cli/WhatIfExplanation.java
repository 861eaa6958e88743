package conductor.ops.cli;

import conductor.journal.JournalDirectory;
import conductor.journal.ProgressListener;
import conductor.journal.ReplayResult;
import conductor.journal.WhatIf;
import conductor.ops.config.WhatIfSettings;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the engine knows of a session at a point of its journal, beside what it would know there under other settings. */
final class WhatIfExplanation {
    /** Each engine numbers for itself, so these say nothing where they differ. */
    private static final Pattern NUMBERING = Pattern.compile("(.*[._])?(seq|sequence|id)");

    private final JournalDirectory directory;
    private final WhatIfSettings asked;
    private final boolean allEvents;
    private final SessionRecords was;
    private final SessionRecords wouldBe;
    private WhatIf.Sides sides;

    WhatIfExplanation(JournalDirectory directory, String session, WhatIfSettings asked, boolean allEvents) {
        this.directory = directory;
        this.asked = asked;
        this.allEvents = allEvents;
        this.was = new SessionRecords(directory, session);
        this.wouldBe = new SessionRecords(directory, session);
    }

    /** Replays up to and with a sequence. */
    WhatIfExplanation at(long sequence, ProgressListener progress) {
        WhatIf.Question question = new WhatIf.Question(asked.config(), allEvents ? asked.columns() : 0);
        sides = WhatIf.explain(directory, question, sequence, was.sessionKey(), was::note, wouldBe::note, progress);
        was.requireKnown(sides.was().session(), replay().sequence());
        return this;
    }

    /** Where the replay of the journal ended. */
    ReplayResult replay() {
        return sides.was().replay();
    }

    /** As the explanation without a what-if, with the other side in {@code what_if}. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>(JournalReading.figures(replay()));
        map.putAll(wasMap());
        Map<String, Object> whatIf = new LinkedHashMap<>();
        map.put("what_if", whatIf);
        whatIf.put("settings", asked.changes().stream().map(WhatIfReport::toMap).collect(Collectors.toList()));
        whatIf.put("all_events", allEvents);
        whatIf.put("state_hash", sides.wouldBe().replay().stateHashHex());
        whatIf.putAll(wouldBeMap());
        return map;
    }

    private Map<String, Object> wasMap() {
        return was.toMap(sides.was().session());
    }

    private Map<String, Object> wouldBeMap() {
        return wouldBe.toMap(sides.wouldBe().session());
    }

    /** Prints what differs, but for numbers of records. */
    void print(PrintWriter out) {
        WhatIfReport.printSettings(asked, out);
        Map<String, Object> before = new LinkedHashMap<>();
        Map<String, Object> after = new LinkedHashMap<>();
        flatten("", wasMap(), before);
        flatten("", wouldBeMap(), after);
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        int same = names.size();
        names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
        same -= names.size();
        out.printf(
                "at         sequence %d, %,d entries the same, %,d otherwise%n",
                replay().sequence(), same, names.size());
        for (String name : names) {
            out.printf("%-44s %s -> %s%n", Printable.text(name), text(before.get(name)), text(after.get(name)));
        }
        out.println();
        out.println(WhatIfReport.AS_RECORDED);
    }

    private static void flatten(String prefix, Map<?, ?> map, Map<String, Object> flat) {
        map.forEach((key, value) -> flatten(prefix + key, value, flat));
    }

    /** An entry of a list goes by its first value, which names it: gates.MODE.pass. */
    private static void flatten(String name, Object value, Map<String, Object> flat) {
        if (value instanceof Map<?, ?> map) {
            flatten(name + ".", map, flat);
        } else if (value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
            for (Object entry : list) {
                Map<?, ?> map = (Map<?, ?>) entry;
                flatten(name + "." + map.values().iterator().next() + ".", map, flat);
            }
        } else if (!NUMBERING.matcher(name).matches()) {
            flat.put(name, value);
        }
    }

    private static String text(Object value) {
        return value == null ? "none" : Printable.text(StatusTable.plain(value));
    }
}
