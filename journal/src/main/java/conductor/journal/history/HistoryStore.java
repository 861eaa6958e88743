package conductor.journal.history;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import conductor.journal.sink.DatabaseAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Answers questions about the past from the tables that the sink writes, over a few pooled connections that only read. A question takes as long as
 * the database needs, at most {@value #STATEMENT_MS} ms a statement, so it is asked on a thread that may wait. For any thread.
 *
 * <p>Every method throws {@link SQLException} where the database cannot be asked now, or has not these tables.
 */
public final class HistoryStore implements AutoCloseable {
    /** Questions that are answered at once. */
    public static final int CONNECTIONS = 4;

    private static final int STATEMENT_MS = 5_000;
    private static final int CONNECT_MS = 3_000;
    private static final int IDLE_MS = 60_000;

    private final HikariDataSource pool;

    /** @param address where the database is, asked with each new connection; none is made before the first question. */
    public HistoryStore(DatabaseAddress address) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("history");
        config.setDataSource(new AddressedSource(address));
        config.setReadOnly(true);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setIdleTimeout(IDLE_MS);
        config.setConnectionTimeout(CONNECT_MS);
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql("SET statement_timeout = " + STATEMENT_MS);
        pool = new HikariDataSource(config);
    }

    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    private <T> T ask(Question<T> question) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return question.ask(connection);
        }
    }

    /**
     * Decisions and escalations of a session or event, newest first.
     *
     * @return {@code {total, interventions[], next_cursor}}; the cursor is null behind the last.
     */
    public byte[] interventions(InterventionQuery query) throws SQLException {
        return ask(connection -> new InterventionPage(connection).read(query));
    }

    /** Figures of what was published in a session: {@code {session_id, total_interventions, by_type, success_rate, …}}. */
    public byte[] stats(String sessionId) throws SQLException {
        return ask(connection -> SessionStats.read(connection, sessionId));
    }

    /**
     * What happened in an event so far (audience.md 8), as its last SUMMARY record says if nothing happened since, else added up from the rows.
     *
     * @param openSessions sessions of it that are open, which no row says.
     * @return empty where no row speaks of the event.
     */
    public Optional<byte[]> summary(String eventId, int openSessions) throws SQLException {
        return ask(connection -> new EventSummary(connection, eventId, openSessions).read());
    }

    /**
     * What interventions gained over doing nothing (audience.md 6.6), as {@code conductor report uplift} shows it.
     *
     * @param eventId of one event only; null for all.
     * @param type of one type only; null for all.
     * @param context of one context only; null for all.
     */
    public byte[] uplift(String eventId, String type, String context) throws SQLException {
        return ask(connection -> UpliftReport.read(connection, eventId, type, context));
    }

    /** Whether the database answers, and has the tables; it throws where not. */
    public boolean isThere() throws SQLException {
        return settings("").isEmpty();
    }

    /** The stored settings of an event. */
    public Optional<StoredSettings> settings(String eventId) throws SQLException {
        return ask(connection -> StoredSettings.one(connection, eventId));
    }

    /** Stored settings in the order of their events, those behind {@code after} ("" = from the first), at most {@code limit}. */
    public List<StoredSettings> settings(String after, int limit) throws SQLException {
        return ask(connection -> StoredSettings.page(connection, after, limit));
    }

    @Override
    public void close() {
        pool.close();
    }
}
