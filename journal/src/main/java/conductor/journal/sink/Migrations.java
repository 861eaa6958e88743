package conductor.journal.sink;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * Brings the tables of a database to this version: {@code db/core} always, {@code db/timescale} where the extension is or can be
 * created. Each has a history table of its own, so that TimescaleDB can come later. May be called again and again, and by several at
 * once: they wait for each other.
 */
public final class Migrations {
    private static final String APPLICATION = "engagement-conductor migrations";
    private static final int STATUS_TIMEOUT_S = 30;
    private static final int NO_TIMEOUT = 0;
    private static final String CREATE_EXTENSION = "CREATE EXTENSION IF NOT EXISTS timescaledb";

    /** A set of migrations with its own history. */
    private enum Part {
        CORE("classpath:db/core", "conductor_schema_core"),
        TIMESCALE("classpath:db/timescale", "conductor_schema_timescale");

        private final String location;
        private final String history;

        Part(String location, String history) {
            this.location = location;
            this.history = history;
        }
    }

    /**
     * One migration.
     *
     * @param part {@code core} or {@code timescale}.
     * @param version its number.
     * @param description what it is about.
     * @param state {@code Success}, {@code Pending} or another word of Flyway.
     */
    public record Step(String part, String version, String description, String state) {
        /** Whether it is still to be applied. One of a later version of ours ({@code Future}) is not: tables only ever gain. */
        public boolean missing() {
            return MISSING.contains(state);
        }
    }

    /**
     * How the tables of a database are.
     *
     * @param storage how rows are kept.
     * @param steps all migrations that concern this database, in order.
     * @param applied how many were applied by the call that reports.
     * @param notes sentences for the operator.
     */
    public record Report(Storage storage, List<Step> steps, int applied, List<String> notes) {
        /** Whether nothing is left to do. */
        public boolean current() {
            return steps.stream().noneMatch(Step::missing);
        }
    }

    private static final Set<String> MISSING =
            Set.of(MigrationState.PENDING.getDisplayName(), MigrationState.FAILED.getDisplayName());

    /** Ours among the advisory locks of a database: "conductr" as a number. */
    private static final long LOCK = 0x636f6e6475637472L;

    private Migrations() {}

    /**
     * Applies what is missing.
     *
     * @throws SQLException if the database cannot be reached or refuses.
     */
    public static Report migrate(DatabaseUrl url) throws SQLException {
        // The library's own lock begins only behind the making of its history, where two who begin at once would meet.
        try (Connection lock = url.open(APPLICATION, NO_TIMEOUT);
                Statement statement = lock.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
            List<String> notes = new ArrayList<>();
            boolean timescale = createExtension(url, notes);
            int applied = apply(url, Part.CORE);
            if (timescale) {
                applied += apply(url, Part.TIMESCALE);
            }
            return report(url, applied, notes);
        }
    }

    /**
     * Says what is there and what is missing; changes nothing.
     *
     * @throws SQLException if the database cannot be reached.
     */
    public static Report status(DatabaseUrl url) throws SQLException {
        return report(url, 0, new ArrayList<>());
    }

    private static Report report(DatabaseUrl url, int applied, List<String> notes) throws SQLException {
        Storage storage;
        try (Connection connection = url.open(APPLICATION, STATUS_TIMEOUT_S)) {
            storage = Storage.of(connection);
        }
        List<Step> steps = new ArrayList<>(steps(url, Part.CORE));
        if (storage != Storage.PLAIN) {
            steps.addAll(steps(url, Part.TIMESCALE));
        }
        return new Report(storage, steps, applied, notes);
    }

    private static int apply(DatabaseUrl url, Part part) throws SQLException {
        try {
            return flyway(url, part, NO_TIMEOUT).migrate().migrationsExecuted;
        } catch (FlywayException e) {
            throw new SQLException("The tables cannot be brought to this version: " + e.getMessage(), e);
        }
    }

    private static List<Step> steps(DatabaseUrl url, Part part) throws SQLException {
        try {
            return Arrays.stream(flyway(url, part, STATUS_TIMEOUT_S).info().all())
                    .filter(info -> !info.getState().getDisplayName().contains("Baseline"))
                    .map(info -> step(part, info))
                    .toList();
        } catch (FlywayException e) {
            throw new SQLException("The history of the tables cannot be read: " + e.getMessage(), e);
        }
    }

    private static Step step(Part part, MigrationInfo info) {
        return new Step(
                part.name().toLowerCase(Locale.ROOT),
                String.valueOf(info.getVersion()),
                info.getDescription(),
                info.getState().getDisplayName());
    }

    /** The database may hold tables of others; ours begin at version 1 beside them. */
    private static Flyway flyway(DatabaseUrl url, Part part, int socketTimeoutS) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(url.jdbc(), url.user(), url.password())
                .jdbcProperties(url.driverProperties(APPLICATION, socketTimeoutS))
                .locations(part.location)
                .table(part.history)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .placeholderReplacement(false)
                .loggers("slf4j")
                .load();
    }

    /** Whether TimescaleDB is in the database, after an attempt to create it where the server has it. */
    private static boolean createExtension(DatabaseUrl url, List<String> notes) throws SQLException {
        try (Connection connection = url.open(APPLICATION, STATUS_TIMEOUT_S)) {
            if (Storage.of(connection) != Storage.PLAIN) {
                return true;
            }
            if (!available(connection)) {
                return false;
            }
        }
        // A new connection: the extension wants to be created first of all.
        try (Connection connection = url.open(APPLICATION, STATUS_TIMEOUT_S);
                Statement statement = connection.createStatement()) {
            statement.execute(CREATE_EXTENSION);
            return true;
        } catch (SQLException e) {
            notes.add("The server has TimescaleDB, but it could not be created here (" + e.getMessage()
                    + "), so plain tables are used. For hypertables let an administrator run in this database: "
                    + CREATE_EXTENSION + "; and then migrate again.");
            return false;
        }
    }

    private static boolean available(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb'")) {
            return rows.next();
        }
    }
}
