package conductor.ops.node;

import conductor.journal.RecoveryReport;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Secrets;
import conductor.ops.console.Launcher;
import conductor.ops.console.LogSetup;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node says when it is up, at most {@value #MAX_LINES} lines: where it is, what it works with, what to try next. */
final class Banner {
    static final int MAX_LINES = 12;

    private static final Logger LOG = LoggerFactory.getLogger(ConductorNode.class);

    private Banner() {}

    /** Prints it; where logs go to stdout, it is a line of the log. */
    static void print(PrintWriter out, NodeConfig config, NodeFile node, RecoveryReport recovery) {
        if (LogSetup.onStdout()) {
            LOG.info(
                    "The node {} is up: status at {}/status, data in {}",
                    node.engine(),
                    node.httpUrl(),
                    config.dataDir());
        } else {
            of(config, node, config.redis().url().isEmpty(), recovery).forEach(out::println);
        }
    }

    static List<String> of(NodeConfig config, NodeFile node, boolean embedded, RecoveryReport recovery) {
        String dataDir = isDefault(config) ? "" : " --data-dir " + config.dataDir();
        List<String> lines = new ArrayList<>();
        lines.add("Engagement Conductor " + Version.text() + ", engine " + node.engine());
        lines.add("  status     " + node.httpUrl() + "/status   also /readyz /metrics");
        lines.add("  data       " + config.dataDir());
        lines.add("  redis      " + Secrets.redactUrl(node.redisUri()) + (embedded ? "   embedded" : ""));
        lines.add("  database   " + database(config));
        lines.add("  clock      " + lower(config.clock()) + ", egress " + lower(config.egress()));
        lines.add("  journal    " + recovered(recovery));
        lines.add("Try next, in another terminal:");
        lines.add("  " + Launcher.command() + " status" + dataDir);
        lines.add("  " + Launcher.command() + " feed FILE.csv.gz" + dataDir);
        lines.add("  " + Launcher.command() + " journal replay" + dataDir);
        lines.add("Ctrl-C stops the node in order; a second one ends it at once, which is just as safe.");
        return lines;
    }

    private static String recovered(RecoveryReport recovery) {
        return recovery.lastSequence() < 1
                ? "new"
                : String.format(
                        Locale.ROOT,
                        "recovered %,d records in %.1f s%s",
                        recovery.signalsReplayed(),
                        recovery.elapsedMs() / 1e3,
                        recovery.firstSequence() == 0
                                ? ""
                                : String.format(
                                        Locale.ROOT, " behind the snapshot at %,d", recovery.firstSequence() - 1));
    }

    private static String database(NodeConfig config) {
        if (!config.database().enabled()) {
            return "off";
        }
        return config.database().url().map(Object::toString).orElse("PostgreSQL of its own   embedded");
    }

    private static boolean isDefault(NodeConfig config) {
        return config.dataDir().equals(Path.of("conductor-data").toAbsolutePath());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
