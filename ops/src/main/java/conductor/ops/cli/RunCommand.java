package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.gateway.json.Times;
import conductor.journal.JournalDirectory;
import conductor.journal.sink.DatabaseUrl;
import conductor.journal.sink.StoredSnapshot;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.console.LogSetup;
import conductor.ops.console.Progress;
import conductor.ops.node.ConductorNode;
import conductor.ops.node.NodeFile;
import conductor.ops.node.StopSignals;
import conductor.ops.node.StoppedWhileStarting;
import conductor.ops.recovery.Found;
import conductor.ops.recovery.Outside;
import conductor.ops.recovery.RecoveryScreen;
import conductor.ops.recovery.Rehearsal;
import conductor.ops.recovery.Restoration;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conductor run}: the node, until a signal stops it. */
@Command(
        name = "run",
        description =
                "Runs the node. Without REDIS_URL and DATABASE_URL it starts an embedded Redis and PostgreSQL under the data folder."
                        + " A database is not waited for.",
        sortOptions = false,
        usageHelpAutoWidth = true)
final class RunCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Option(
            names = "--take-over",
            description = "Puts another node that writes the same Redis out and takes its place. That node stops.")
    private boolean takeOver;

    @Option(
            names = "--dry-run",
            description = "Says what a start would do to recover, on one screen, and changes nothing.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!global.json()) {
            LogSetup.mayUseStdout();
        }
        Settings settings = global.settings(SettingFlags.given(spec));
        NodeConfig config = NodeConfig.bind(settings);
        settings.warnings().forEach(spec.commandLine().getErr()::println);
        if (dryRun) {
            return rehearse(config, settings);
        }
        StopSignals signals = StopSignals.install();
        ConductorNode node;
        try {
            node = ConductorNode.start(config, settings, takeOver, signals::asked);
        } catch (StoppedWhileStarting e) {
            return ExitCode.OK;
        }
        try (node) {
            node.announce(spec.commandLine().getOut(), global.json());
            if (!node.watch(signals)) {
                StopSignals.startDeadline();
            }
        }
        if (!node.hasLetGo()) {
            LogSetup.stop();
            Runtime.getRuntime().halt(ExitCode.FAILURE);
        }
        if (node.isDamaged()) {
            return ExitCode.VERIFICATION_FAILED;
        }
        return node.failure() == null ? ExitCode.OK : ExitCode.FAILURE;
    }

    private int rehearse(NodeConfig config, Settings settings) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (!JournalDirectory.exists(config.dataDir())) {
            beginning(config, out);
            return ExitCode.OK;
        }
        Found found;
        try (Progress progress = Progress.start("Replaying", -1)) {
            found = Rehearsal.run(config, settings, progress::update);
        }
        Outside outside = look(found, config);
        RecoveryScreen screen = new RecoveryScreen(found, outside, true);
        if (global.json()) {
            out.println(Json.write(screen.toMap()));
        } else {
            screen.lines().forEach(out::println);
            out.println("Nothing was changed.");
        }
        out.flush();
        return ExitCode.OK;
    }

    /** Where there is no journal: a start begins one, or goes on from what the database has of the one before. */
    private void beginning(NodeConfig config, PrintWriter out) {
        Map<String, Object> map = new LinkedHashMap<>();
        String sentence;
        try {
            Optional<StoredSnapshot> stored =
                    Restoration.rehearse(config, config.redis().url().orElse(null));
            map.put("restores", stored.isPresent());
            stored.ifPresent(snapshot -> {
                map.put("engine", snapshot.config().engineName());
                map.put("sequence", snapshot.sequence());
            });
            sentence = stored.map(snapshot -> "a start goes on from the snapshot of engine "
                            + snapshot.config().engineName() + " in the database, at sequence " + snapshot.sequence()
                            + " of " + Times.utc(snapshot.engineTimeMs())
                            + ", and behind all that had left that node")
                    .orElse("a start begins a new one");
        } catch (IOException e) {
            map.put("restores", null);
            sentence = "a start goes on from a snapshot in the database if there is one, which cannot be seen now ("
                    + e.getMessage() + ")";
        }
        out.println(
                global.json()
                        ? Json.write(map)
                        : "There is no journal in " + config.dataDir() + ": " + sentence + ". Nothing was changed.");
        out.flush();
    }

    /** Servers of the node's own may run on after it was killed; it has left in node.json where. */
    private static Outside look(Found found, NodeConfig config) throws IOException {
        Optional<NodeFile> left = NodeFile.read(config.dataDir());
        String redis =
                config.redis().url().or(() -> left.map(NodeFile::redisUri)).orElse(null);
        if (!config.database().enabled()) {
            return Outside.look(found, redis, null, "off");
        }
        DatabaseUrl database = config.database()
                .url()
                .or(() -> left.map(NodeFile::database).map(DatabaseUrl::parse))
                .orElse(null);
        return Outside.look(found, redis, database, "embedded, not running; its rows are compared once it is started");
    }
}
