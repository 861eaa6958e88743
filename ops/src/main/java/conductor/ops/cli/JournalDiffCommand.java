package conductor.ops.cli;

import conductor.engine.core.DecisionType;
import conductor.engine.core.SignalType;
import conductor.gateway.json.Json;
import conductor.journal.JournalDiff;
import conductor.journal.JournalDirectory;
import conductor.journal.ReplayResult;
import conductor.ops.console.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conductor journal diff}: the first record that differs in each queue, and the state where the common part ends. */
@Command(
        name = "diff",
        description =
                "Compares the journals of two data folders, record by record: the first signal and the first decision"
                        + " that differ, the states at the common end, and what only one of them has. Exit code 0 when both hold"
                        + " the same, 1 when they differ or one goes on further.")
final class JournalDiffCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Parameters(index = "0", paramLabel = "A", description = "A data folder.")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "Another one.")
    private Path second;

    @Spec
    private CommandSpec spec;

    private NameBook names;

    @Override
    public Integer call() {
        try (JournalDirectory a = JournalDirectory.openReadOnly(first);
                JournalDirectory b = JournalDirectory.openReadOnly(second)) {
            names = new NameBook(a.engineConfig().engineId());
            JournalDiff diff;
            try (Progress progress = Progress.start("Replaying", -1)) {
                diff = JournalDiff.of(a, b, names::learn, progress::update);
            }
            PrintWriter out = spec.commandLine().getOut();
            if (global.json()) {
                out.println(Json.write(toMap(diff)));
            } else {
                print(diff, a, b, out);
            }
            out.flush();
            return diff.same() ? ExitCode.OK : ExitCode.FAILURE;
        }
    }

    private Map<String, Object> toMap(JournalDiff diff) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("same", diff.same());
        map.put("agree", diff.agree());
        map.put(
                "signals",
                toMap(diff.sameSignals(), diff.a().signals(), diff.b().signals()));
        map.put(
                "decisions",
                toMap(diff.sameDecisions(), diff.a().decisions(), diff.b().decisions()));
        if (diff.stateOfA() != null) {
            map.put("common_end", diff.sameSignals() - 1);
            map.put("state_hash_a", diff.stateOfA().stateHashHex());
            map.put("state_hash_b", diff.stateOfB().stateHashHex());
        }
        if (diff.signals() != null) {
            map.put(
                    "first_signal",
                    both(
                            RecordMaps.of(diff.signals().a(), names),
                            RecordMaps.of(diff.signals().b(), names)));
        }
        if (diff.decisions() != null) {
            map.put(
                    "first_decision",
                    both(
                            RecordMaps.of(diff.decisions().a(), names),
                            RecordMaps.of(diff.decisions().b(), names)));
        }
        return map;
    }

    private static Map<String, Object> toMap(long same, long ofA, long ofB) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("same", same);
        map.put("a", ofA);
        map.put("b", ofB);
        return map;
    }

    private static Map<String, Object> both(Object a, Object b) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", a);
        map.put("b", b);
        return map;
    }

    private void print(JournalDiff diff, JournalDirectory a, JournalDirectory b, PrintWriter out) {
        out.println("A  " + a.folder());
        out.println("B  " + b.folder());
        JournalDiff.Difference<?> signals = diff.signals();
        out.println("signals    "
                + sentence(diff.sameSignals(), diff.a().signals(), diff.b().signals(), signals != null));
        if (signals != null) {
            long sequence = diff.signals().a().sequence;
            out.println("  first that differs: " + sequence + ", "
                    + kinds(
                            SignalType.name(diff.signals().a().type),
                            SignalType.name(diff.signals().b().type)));
            line(out, "A", RecordMaps.of(diff.signals().a(), names));
            line(out, "B", RecordMaps.of(diff.signals().b(), names));
        }
        out.println("decisions  "
                + sentence(diff.sameDecisions(), diff.a().decisions(), diff.b().decisions(), diff.decisions() != null));
        if (diff.decisions() != null) {
            out.println("  first that differs: "
                    + kinds(
                            DecisionType.name(diff.decisions().a().type),
                            DecisionType.name(diff.decisions().b().type)));
            line(out, "A", RecordMaps.of(diff.decisions().a(), names));
            line(out, "B", RecordMaps.of(diff.decisions().b(), names));
        }
        out.println("state      " + state(diff));
        out.println(verdict(diff));
    }

    private static String kinds(String ofA, String ofB) {
        return ofA.equals(ofB) ? ofA : ofA + " and " + ofB;
    }

    private static void line(PrintWriter out, String side, Map<String, Object> record) {
        out.println("  " + side + "  " + Json.write(record));
    }

    private static String sentence(long same, long ofA, long ofB, boolean differs) {
        String begin = String.format("%,d the same", same);
        if (differs || ofA == ofB) {
            return begin + (differs ? String.format(" of %,d in A and %,d in B", ofA, ofB) : ", and neither has more");
        }
        return begin + String.format("; %s has %,d more", ofA > ofB ? "A" : "B", Math.abs(ofA - ofB));
    }

    private static String state(JournalDiff diff) {
        ReplayResult a = diff.stateOfA();
        if (a == null) {
            return "nothing in common: not even the first record, which holds the configuration";
        }
        String at = String.format(" at the common end, sequence %,d", a.sequence());
        return diff.sameState()
                ? a.stateHashHex() + " in both" + at
                : a.stateHashHex() + " in A, " + diff.stateOfB().stateHashHex() + " in B" + at;
    }

    private static String verdict(JournalDiff diff) {
        if (diff.same()) {
            return "The journals hold the same.";
        }
        return diff.agree()
                ? "Nothing differs as far as both go; one of them goes on further."
                : "THE JOURNALS DIFFER.";
    }
}
