package conductor.ops.check;

import conductor.journal.JournalDirectory;
import conductor.journal.JournalException;
import conductor.journal.sink.DatabaseUrl;
import conductor.journal.sink.Migrations;
import conductor.ops.console.Launcher;
import conductor.ops.node.NodeClient;
import conductor.ops.node.NodeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at everything that a node on a data folder needs. Changes nothing. */
public final class ReadinessChecks {
    private static final String PRESENCE_OFF = "The presence plane is off.";

    private final Path dataDir;
    private final Optional<DatabaseUrl> database;
    private final String folder;

    /**
     * @param dataDir the data folder.
     * @param database the database that the settings or the running node name, or empty.
     */
    public ReadinessChecks(Path dataDir, Optional<DatabaseUrl> database) {
        this.dataDir = dataDir;
        this.database = database;
        this.folder = " --data-dir " + dataDir;
    }

    /** Looks once. */
    public Readiness look() {
        List<Finding> findings = new ArrayList<>();
        findings.add(schema());
        findings.add(Finding.skipped("sessions", PRESENCE_OFF));
        findings.add(Finding.skipped("references", PRESENCE_OFF));
        findings.add(Finding.skipped("agents", PRESENCE_OFF));
        findings.add(journal());
        findings.addAll(node());
        return new Readiness(findings);
    }

    /** A database that does not answer is no reason not to be ready: rows are written later. */
    private Finding schema() {
        if (database.isEmpty()) {
            return Finding.skipped(Readiness.SCHEMA, "No database is named and no node with one of its own runs.");
        }
        try {
            Migrations.Report report = Migrations.status(database.get());
            long missing =
                    report.steps().stream().filter(Migrations.Step::missing).count();
            return report.current()
                    ? Finding.pass(Readiness.SCHEMA, report.steps().size() + " migrations are applied.")
                    : Finding.fail(
                            Readiness.SCHEMA,
                            missing + " of " + report.steps().size() + " migrations are missing.",
                            Launcher.command() + " db migrate" + folder);
        } catch (SQLException e) {
            return new Finding(
                    Readiness.SCHEMA,
                    Finding.Result.DEGRADED,
                    database.get() + " cannot be asked: " + e.getMessage(),
                    null);
        }
    }

    private Finding journal() {
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dataDir)) {
            return Finding.pass(
                    "journal", "The journal of engine " + journal.engineConfig().engineName() + " can be read.");
        } catch (JournalException e) {
            return e.code().equals(JournalException.MISSING)
                    ? Finding.pass("journal", "There is none yet; the first start makes it.")
                    : Finding.fail("journal", e.getMessage(), Launcher.command() + " journal verify" + folder);
        }
    }

    private List<Finding> node() {
        Map<String, Object> answer;
        try {
            Optional<NodeFile> file = NodeFile.read(dataDir);
            if (file.isEmpty()) {
                return List.of(notRunning("there is no node.json in " + dataDir));
            }
            answer = NodeClient.ready(file.get());
        } catch (IOException e) {
            return List.of(notRunning(e.getMessage()));
        }
        List<Finding> findings = new ArrayList<>();
        if (answer.get("failing") instanceof List<?> failing) {
            failing.forEach(each -> findings.add(failing((Map<?, ?>) each)));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.pass("node", "It runs and takes signals in."));
        }
        if (answer.get("components") instanceof Map<?, ?> parts) {
            parts.forEach((name, part) -> degraded(name, part).ifPresent(findings::add));
        }
        return findings;
    }

    private Finding notRunning(String why) {
        return Finding.fail("node", "No node is running: " + why + ".", Launcher.command() + " run" + folder);
    }

    private Finding failing(Map<?, ?> check) {
        return Finding.fail(
                "node." + check.get("check"),
                String.valueOf(check.get("detail")),
                Launcher.command() + " status" + folder);
    }

    private static Optional<Finding> degraded(Object name, Object part) {
        return part instanceof Map<?, ?> condition && "degraded".equals(condition.get("state"))
                ? Optional.of(new Finding(
                        "node." + name,
                        Finding.Result.DEGRADED,
                        condition.get("reason") + " (since " + condition.get("since") + ")",
                        null))
                : Optional.empty();
    }
}
