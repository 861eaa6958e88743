package conductor.ops.check;

import conductor.journal.JournalDirectory;
import conductor.journal.JournalException;
import conductor.journal.sink.DatabaseUrl;
import conductor.journal.sink.Migrations;
import conductor.ops.config.NodeConfig;
import conductor.ops.console.Launcher;
import conductor.ops.node.NodeClient;
import conductor.ops.node.NodeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at everything that a node on a data folder needs. Changes nothing. */
public final class ReadinessChecks {
    private static final String PRESENCE_OFF = "The presence plane is off.";

    private final Path dataDir;
    private final NodeConfig.Database database;
    private final String folder;

    /**
     * @param dataDir the data folder.
     * @param database what the settings say of the database; where they name none it is the running node's own.
     */
    public ReadinessChecks(Path dataDir, NodeConfig.Database database) {
        this.dataDir = dataDir;
        this.database = database;
        this.folder = " --data-dir " + dataDir;
    }

    /** Looks once. What goes wrong on the way is a finding too. */
    public Readiness look() {
        List<Finding> findings = new ArrayList<>();
        findings.add(guarded(Readiness.SCHEMA, this::schema));
        findings.add(Finding.skipped("sessions", PRESENCE_OFF));
        findings.add(Finding.skipped("references", PRESENCE_OFF));
        findings.add(Finding.skipped("agents", PRESENCE_OFF));
        findings.add(guarded("journal", this::journal));
        findings.addAll(node());
        return new Readiness(findings);
    }

    /**
     * Runs the missing migrations and looks again.
     *
     * @return the findings then, and one more where they could not be run.
     */
    public Readiness migrateAndLook() {
        Optional<Finding> failed = Optional.empty();
        try {
            Migrations.migrate(database().orElseThrow());
        } catch (SQLException | IOException | RuntimeException e) {
            failed = Optional.of(Finding.fail("fix", "The missing migrations cannot be run: " + e.getMessage(), null));
        }
        List<Finding> findings = new ArrayList<>(look().findings());
        failed.ifPresent(findings::add);
        return new Readiness(findings);
    }

    private static Finding guarded(String check, Supplier<Finding> look) {
        try {
            return look.get();
        } catch (RuntimeException e) {
            return Finding.fail("unexpected", "The check " + check + " cannot be made: " + e, null);
        }
    }

    /** The database that the settings name, else the running node's own. */
    private Optional<DatabaseUrl> database() throws IOException {
        return database.url().isPresent()
                ? database.url()
                : NodeFile.read(dataDir).map(NodeFile::database).map(DatabaseUrl::parse);
    }

    /** A database that does not answer is no reason not to be ready: rows are written later. */
    private Finding schema() {
        if (!database.enabled()) {
            return Finding.skipped(Readiness.SCHEMA, "Nothing is written to a database (db.enabled is off).");
        }
        Optional<DatabaseUrl> url;
        try {
            url = database();
        } catch (IOException e) {
            return Finding.skipped(Readiness.SCHEMA, NodeFile.unreadable(dataDir, e));
        }
        if (url.isEmpty()) {
            return Finding.skipped(Readiness.SCHEMA, "No database is named and no node with one of its own runs.");
        }
        try {
            Migrations.Report report = Migrations.status(url.get());
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
                    Readiness.SCHEMA, Finding.Result.DEGRADED, url.get() + " cannot be asked: " + e.getMessage(), null);
        }
    }

    private Finding journal() {
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dataDir)) {
            return Finding.pass(
                    "journal", "The journal of engine " + journal.engineConfig().engineName() + " can be read.");
        } catch (JournalException e) {
            if (!e.code().equals(JournalException.MISSING)) {
                return Finding.fail("journal", e.getMessage(), Launcher.command() + " journal verify" + folder);
            }
            Path signals = dataDir.resolve("journal").resolve("signals");
            return Files.notExists(signals) || Files.isReadable(signals)
                    ? Finding.pass("journal", "There is none yet; the first start makes it.")
                    : Finding.fail("journal", signals + " cannot be looked into. Check who may read it.", null);
        }
    }

    private List<Finding> node() {
        Optional<NodeFile> file;
        try {
            file = NodeFile.read(dataDir);
        } catch (IOException e) {
            return List.of(Finding.fail("node", NodeFile.unreadable(dataDir, e), null));
        }
        if (file.isEmpty()) {
            return List.of(notRunning("there is no node.json in " + dataDir));
        }
        Map<String, Object> answer;
        try {
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
