package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.gateway.redis.SeenStreams;
import conductor.journal.Restore;
import conductor.ops.console.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conductor journal restore}: a data folder from a backup. */
@Command(
        name = "restore",
        description =
                "Makes a data folder from a backup: checks every file first, then replays what was restored and compares"
                        + " the state with the backup's. Exit code 4 when the backup is damaged.")
final class JournalRestoreCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Parameters(index = "0", paramLabel = "BACKUP", description = "A folder that conductor journal backup made.")
    private Path backup;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR",
            description = "The data folder to make; not there yet, or empty.")
    private Path dataDir;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Restore.Restored restored;
        try (Progress progress = Progress.start("Replaying", -1)) {
            restored = Restore.run(backup, dataDir, new SeenStreams(), progress::update);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("data_dir", dataDir.toAbsolutePath().normalize().toString());
        map.putAll(JournalReading.manifest(restored.manifest()));
        map.put("replay_ms", restored.replay().elapsedMs());
        PrintWriter out = spec.commandLine().getOut();
        if (global.json()) {
            out.println(Json.write(map));
        } else {
            map.forEach((name, value) -> out.printf("%-14s %s%n", name, value));
            out.println("Every file was right, and the journal leads to the state of the backup.");
        }
        out.flush();
        return ExitCode.OK;
    }
}
