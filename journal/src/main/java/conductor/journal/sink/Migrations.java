package conductor.journal.sink;

import conductor.journal.KillPoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables of a database to this version: {@code db/core} always, {@code db/timescale} where the extension is or can be
 * created. Each has a history table of its own, so that TimescaleDB can come later. May be called again and again, and by several at
 * once: they wait for each other.
 */
public final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final String APPLICATION = "engagement-conductor migrations";
    private static final int SOCKET_TIMEOUT_S = 30;
    private static final long LOCK_PAUSE_MS = 250;
    private static final String UNDEFINED_COLUMN = "42703";
    private static final String CREATE_EXTENSION = "CREATE EXTENSION IF NOT EXISTS timescaledb";

    /** The role with which gateways read the rows of one scope. */
    public static final String READER = "conductor_read";

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
    static final long LOCK = 0x636f6e6475637472L;

    /** What whoever migrates does while somebody else does. */
    @FunctionalInterface
    interface Patience {
        /**
         * Waits a moment.
         *
         * @param reason a sentence for people.
         * @return false if it is not to be waited for any longer.
         */
        boolean lasts(String reason);
    }

    private final DatabaseUrl url;
    private final Connections connections;
    private final List<String> notes = new ArrayList<>();

    private Migrations(DatabaseUrl url, Connections connections) {
        this.url = url;
        this.connections = connections;
    }

    /**
     * Applies what is missing; waits as long as somebody else does so.
     *
     * @throws SQLException if the database cannot be reached or refuses.
     */
    public static Report migrate(DatabaseUrl url) throws SQLException {
        return migrate(url, new Connections(), new Said());
    }

    /** The same over connections that can be broken off, by somebody whose patience may end. */
    static Report migrate(DatabaseUrl url, Connections connections, Patience patience) throws SQLException {
        return new Migrations(url, connections).migrate(patience);
    }

    /**
     * Says what is there and what is missing; changes nothing.
     *
     * @throws SQLException if the database cannot be reached.
     */
    public static Report status(DatabaseUrl url) throws SQLException {
        return new Migrations(url, new Connections()).report(0);
    }

    /** Says once what it waits for. */
    private static final class Said implements Patience {
        private boolean said;

        @Override
        public boolean lasts(String reason) {
            if (!said) {
                LOG.warn("{} It is waited for.", reason);
                said = true;
            }
            LockSupport.parkNanos(LOCK_PAUSE_MS * 1_000_000);
            return !Thread.currentThread().isInterrupted();
        }
    }

    private Report migrate(Patience patience) throws SQLException {
        // The library's own lock begins only behind the making of its history, where two who begin at once would meet.
        try (Connection lock = open()) {
            lock(lock, patience);
            boolean timescale = createExtension();
            KillPoint.MIGRATION_BEGUN.pass();
            int applied = apply(Part.CORE);
            KillPoint.MIGRATION_HALF.pass();
            refuseForeign(lock, true);
            noteMissingReader(lock);
            if (timescale) {
                applied += apply(Part.TIMESCALE);
            }
            KillPoint.MIGRATION_DONE.pass();
            return report(applied);
        }
    }

    private Connection open() throws SQLException {
        return connections.open(url, APPLICATION, SOCKET_TIMEOUT_S);
    }

    /** Asks again and again instead of waiting at the server: a connection that waits hears of nothing else. */
    private static void lock(Connection connection, Patience patience) throws SQLException {
        while (!tryLock(connection)) {
            if (!patience.lasts(holder(connection))) {
                throw new SQLException("gave up waiting for somebody else who migrates");
            }
        }
    }

    private static boolean tryLock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK + ")")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static String holder(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT min(pid) FROM pg_locks WHERE locktype = 'advisory'"
                        + " AND granted AND objsubid = 1 AND database = (SELECT oid FROM pg_database WHERE datname ="
                        + " current_database()) AND (classid::bigint << 32 | objid::bigint) = " + LOCK)) {
            row.next();
            return "Somebody else brings the tables to a version (process " + row.getInt(1) + " of the server).";
        }
    }

    private Report report(int applied) throws SQLException {
        Storage storage;
        try (Connection connection = open()) {
            storage = Storage.of(connection);
        }
        List<Step> steps = new ArrayList<>(steps(Part.CORE));
        if (storage != Storage.PLAIN) {
            steps.addAll(steps(Part.TIMESCALE));
        }
        return new Report(storage, steps, applied, notes);
    }

    private int apply(Part part) throws SQLException {
        try {
            return flyway(part).migrate().migrationsExecuted;
        } catch (FlywayException e) {
            if (UNDEFINED_COLUMN.equals(stateOf(e))) {
                try (Connection connection = open()) {
                    refuseForeign(connection, false);
                }
            }
            throw new SQLException("The tables cannot be brought to this version: " + e.getMessage(), e);
        }
    }

    private static void refuseForeign(Connection connection, boolean absentToo) throws SQLException {
        String foreign = ForeignTables.find(connection, absentToo);
        if (foreign != null) {
            throw new SQLException(foreign);
        }
    }

    private static String stateOf(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }

    private List<Step> steps(Part part) throws SQLException {
        try {
            return Arrays.stream(flyway(part).info().all())
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
    private Flyway flyway(Part part) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(new MigrationConnections(connections, url, APPLICATION, SOCKET_TIMEOUT_S))
                .locations(part.location)
                .table(part.history)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .placeholderReplacement(false)
                .loggers("slf4j")
                .load();
    }

    /** Whether TimescaleDB is in the database, after an attempt to create it where the server has it. */
    private boolean createExtension() throws SQLException {
        try (Connection connection = open()) {
            if (Storage.of(connection) != Storage.PLAIN) {
                return true;
            }
            if (!available(connection)) {
                return false;
            }
        }
        // A new connection: the extension wants to be created first of all.
        try (Connection connection = open();
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

    /** Who may make no roles leaves that to an administrator; nothing else waits for it. */
    private void noteMissingReader(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + READER + "'")) {
            if (!rows.next()) {
                notes.add("The role " + READER
                        + ", with which gateways read the rows of one scope, could not be made here."
                        + " Let an administrator run: CREATE ROLE " + READER + " NOLOGIN; and then migrate again.");
            }
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
