package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.gateway.redis.SeenStreams;
import conductor.journal.Backup;
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

/** {@code conductor journal backup}: a whole, checked copy of the journal, also while a node writes it. */
@Command(
        name = "backup",
        description =
                "Copies the journal up to its durable end, with the hash key, the templates and the snapshots, to a new"
                        + " folder; checks every record on the way. Works while a node runs and does not stop it. The hash key in it"
                        + " is a secret: keep the backup as safe as the node.")
final class JournalBackupCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Parameters(index = "0", paramLabel = "TARGET", description = "A folder that is not there yet, or an empty one.")
    private Path target;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Backup.Made made;
        try (Progress progress = Progress.start("Replaying", -1)) {
            made = Backup.make(global.dataDir(), target, new SeenStreams(), progress::update);
        }
        made.leftOut().forEach(spec.commandLine().getErr()::println);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("folder", target.toAbsolutePath().normalize().toString());
        map.putAll(JournalReading.manifest(made.manifest()));
        map.put("elapsed_ms", made.elapsedMs());
        PrintWriter out = spec.commandLine().getOut();
        if (global.json()) {
            out.println(Json.write(map));
        } else {
            map.forEach((name, value) -> out.printf("%-14s %s%n", name, value));
        }
        out.flush();
        return ExitCode.OK;
    }
}
