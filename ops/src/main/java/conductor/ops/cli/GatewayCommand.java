package conductor.ops.cli;

import conductor.gateway.edge.Edge;
import conductor.gateway.http.GatewayConfig;
import conductor.gateway.http.GatewayParts;
import conductor.gateway.http.GatewayServer;
import conductor.gateway.json.Json;
import conductor.journal.history.HistoryStore;
import conductor.journal.sink.DatabaseAddress;
import conductor.ops.config.GatewaySettings;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Secrets;
import conductor.ops.config.Settings;
import conductor.ops.console.LogSetup;
import conductor.ops.node.DatabaseBeside;
import conductor.ops.node.NodeFile;
import conductor.ops.node.RedisAddress;
import conductor.ops.node.StopSignals;
import conductor.ops.node.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code conductor gateway}: the HTTP edge, until a signal stops it. */
@Command(
        name = "gateway",
        description = {
            "Runs the HTTP edge: takes signals for the node's Redis, tells what the node decides as server-sent events, and gives commands"
                    + " of people. It keeps no state; any number of them may run.",
            "Redis and PostgreSQL are those of the node of the data folder, or those that REDIS_URL and DATABASE_URL name. Without a"
                    + " database it does all but tell the past."
        },
        sortOptions = false,
        usageHelpAutoWidth = true)
final class GatewayCommand implements Callable<Integer> {
    private static final long LOOK_MS = 1_000;

    @Mixin
    private GlobalOptions global;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (!global.json()) {
            LogSetup.mayUseStdout();
        }
        Settings settings = global.settings(SettingFlags.given(spec));
        settings.warnings().forEach(spec.commandLine().getErr()::println);
        GatewayConfig config = GatewaySettings.bind(settings);
        config.objection().ifPresent(sentence -> {
            throw new CommandFailure(ExitCode.USAGE, sentence);
        });
        Optional<String> named = GatewaySettings.nodeUrl(settings);
        String redis = redis(settings);
        Optional<DatabaseAddress> database = DatabaseBeside.find(settings, NodeConfig.dataDir(settings));
        StopSignals signals = StopSignals.install();
        try (HistoryStore history = database.map(HistoryStore::new).orElse(null);
                Edge edge = Edge.start(() -> redisNow(settings, redis), config.signalsWaitingMax());
                GatewayServer server = GatewayServer.start(
                        config, new GatewayParts(edge, history, () -> nodeUrl(settings, named), Version.toMap()))) {
            announce(config, server.port(), redis);
            while (!signals.await(LOOK_MS)) {
                // Until it is told to stop.
            }
        }
        return ExitCode.OK;
    }

    private static String redis(Settings settings) {
        Path dataDir = NodeConfig.dataDir(settings);
        try {
            return RedisAddress.find(null, settings, dataDir)
                    .orElseThrow(() -> new CommandFailure(ExitCode.NOT_REACHABLE, RedisAddress.unknown(dataDir)));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NOT_REACHABLE, NodeFile.unreadable(dataDir, e));
        }
    }

    /** A node's own Redis may come back on another port; while the node is away the last one is tried. */
    private static String redisNow(Settings settings, String last) {
        try {
            return RedisAddress.find(null, settings, NodeConfig.dataDir(settings))
                    .orElse(last);
        } catch (IOException e) {
            return last;
        }
    }

    /** The port of a node may be another one after its next start. */
    private static Optional<String> nodeUrl(Settings settings, Optional<String> named) throws IOException {
        return named.isPresent()
                ? named
                : NodeFile.read(NodeConfig.dataDir(settings)).map(NodeFile::httpUrl);
    }

    private void announce(GatewayConfig config, int port, String redis) {
        String url = (config.tls().isPresent() ? "https://" : "http://") + host(config.host()) + ":" + port;
        String auth = config.open() ? "open: whoever reaches it may do everything" : "tokens";
        PrintWriter out = spec.commandLine().getOut();
        if (global.json()) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("url", url);
            all.put("redis", Secrets.redactUrl(redis));
            all.put("auth", config.open() ? "open" : "tokens");
            all.put("people", config.jwtSecret().isPresent());
            out.println(Json.write(all));
        } else {
            out.println("Gateway of Engagement Conductor " + Version.text());
            out.println("  API      " + url + "/api/v1, described in " + url + "/openapi.yaml");
            out.println("  Health   " + url + "/readyz and " + url + "/metrics");
            out.println("  Redis    " + Secrets.redactUrl(redis));
            out.println("  Access   " + auth + (config.jwtSecret().isPresent() ? ", people with a JWT" : ""));
            out.println("Stop with Ctrl-C.");
        }
        out.flush();
    }

    private static String host(String host) {
        String reached = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
        return reached.contains(":") ? "[" + reached + "]" : reached;
    }
}
