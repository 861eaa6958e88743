package conductor.ops.cli;

import conductor.journal.JournalDirectory;
import conductor.journal.Replay;
import conductor.journal.ReplayResult;
import conductor.ops.console.Progress;
import conductor.ops.json.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor journal replay}: runs the journal through a new engine and says where it ends. */
@Command(
        name = "replay",
        description = "Runs the journal through a new engine, without writing, and prints where it ends.")
final class JournalReplayCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Option(names = "--until", paramLabel = "SEQ", description = "Last sequence to apply (default: the end).")
    private Long until;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (until != null && until < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--until must be a sequence, 0 or more, but is " + until + ".");
        }
        ReplayResult result;
        try (JournalDirectory directory = JournalDirectory.openReadOnly(global.dataDir());
                Progress progress = Progress.start("Replaying", -1)) {
            result = Replay.run(directory, until == null ? Replay.TO_THE_END : until, decision -> {}, progress::update);
        }
        if (until != null && result.sequence() < until) {
            spec.commandLine().getErr().println("The journal ends at " + result.sequence() + ", before " + until + ".");
        }
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Object> map = new LinkedHashMap<>(JournalReading.figures(result));
        map.put("elapsed_ms", result.elapsedMs());
        map.put("records_per_s", Math.round(result.recordsPerSecond()));
        if (global.json()) {
            out.println(Json.write(map));
        } else {
            map.forEach((name, value) -> out.printf("%-14s %s%n", name, value));
        }
        out.flush();
        return ExitCode.OK;
    }
}
