package conductor.bench.expected;

import conductor.journal.CauseReader;
import conductor.journal.DecisionReader;
import conductor.journal.JournalDirectory;
import conductor.journal.sink.DatabaseSink;
import conductor.journal.sink.DatabaseUrl;
import conductor.journal.sink.SinkConfig;
import conductor.journal.sink.SinkTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The rows of the sink's tables as texts, and how far the sink has come: those that are there, or those that a journal says. */
public final class Rows {
    private static final long DRAIN_MS = 120_000;
    private static final String PROGRESS = "sink_progress";
    /** When a row was written is nothing that a journal knows. */
    private static final String QUERY = "SELECT (to_jsonb(t) - 'created_at' - 'updated_at')::text FROM %s AS t";

    private Rows() {}

    /** By table, in no order. */
    public static Map<String, List<String>> there(DatabaseUrl url) throws SQLException {
        Map<String, List<String>> rows = new TreeMap<>();
        try (Connection connection = url.open("bench", 0)) {
            for (SinkTable table : SinkTable.values()) {
                rows.put(table.table(), read(connection, table.table()));
            }
            rows.put(PROGRESS, read(connection, PROGRESS));
        }
        return rows;
    }

    private static List<String> read(Connection connection, String table) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(String.format(Locale.ROOT, QUERY, table))) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    /**
     * What the product's own sink writes of a journal when nothing happens to it: into a schema of its own, which is dropped.
     *
     * @param url a database in which the user may create a schema.
     */
    public static Map<String, List<String>> expected(JournalDirectory journal, String url)
            throws SQLException, InterruptedException {
        String schema = "conductor_expected_" + Long.toHexString(System.nanoTime());
        execute(url, "CREATE SCHEMA " + schema);
        try {
            DatabaseUrl own =
                    DatabaseUrl.parse(url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema + ",public");
            write(journal, own);
            return there(own);
        } finally {
            execute(url, "DROP SCHEMA " + schema + " CASCADE");
        }
    }

    private static void write(JournalDirectory journal, DatabaseUrl url) throws InterruptedException {
        try (DecisionReader records = journal.openDecisionReader();
                CauseReader causes = journal.openCauseReader()) {
            DatabaseSink sink = new DatabaseSink(
                    SinkConfig.defaults(url, journal.engineConfig().engineId()),
                    records,
                    causes,
                    journal.templates(),
                    () -> true);
            Thread thread = new Thread(sink, "expected-rows");
            thread.start();
            try {
                awaitDrained(sink, thread);
            } finally {
                sink.stop();
                thread.join();
            }
        }
    }

    private static void awaitDrained(DatabaseSink sink, Thread thread) throws InterruptedException {
        long endNs = System.nanoTime() + DRAIN_MS * 1_000_000;
        while (!sink.drain(DRAIN_MS)) {
            if (System.nanoTime() - endNs >= 0 || !thread.isAlive()) {
                throw new IllegalStateException("the rows of the journal could not be written: "
                        + sink.stats().lastError() + ", " + sink.stats().failure());
            }
            thread.join(10);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DatabaseUrl.parse(url).open("bench", 0);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
