package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.gateway.redis.SeenStreams;
import conductor.journal.JournalDirectory;
import conductor.journal.SnapshotFile;
import conductor.journal.SnapshotFolder;
import conductor.journal.SnapshotReplay;
import conductor.ops.console.Progress;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code conductor snapshot make}: replays the journal to its end and writes the state there. */
@Command(
        name = "make",
        description =
                "Replays the journal to its end, from the newest usable snapshot, and writes one of the state there;"
                        + " the newest " + SnapshotFolder.KEPT + " are kept.")
final class SnapshotMakeCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SnapshotReplay.Made made;
        try (JournalDirectory directory = JournalDirectory.openReadOnly(global.dataDir());
                Progress progress = Progress.start("Replaying", -1)) {
            made = SnapshotReplay.make(
                    directory, new SnapshotFolder(global.dataDir()), new SeenStreams(), progress::update);
        }
        made.unusable().forEach(spec.commandLine().getErr()::println);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", made.file().toString());
        map.put("bytes", SnapshotFile.header(made.file()).fileLength());
        map.put("from", made.from() == null ? null : made.from().toString());
        map.putAll(JournalReading.figures(made.replay()));
        map.put("elapsed_ms", made.replay().elapsedMs());
        PrintWriter out = spec.commandLine().getOut();
        if (global.json()) {
            out.println(Json.write(map));
        } else {
            map.forEach((name, value) -> out.printf("%-14s %s%n", name, value == null ? "the beginning" : value));
        }
        out.flush();
        return ExitCode.OK;
    }
}
