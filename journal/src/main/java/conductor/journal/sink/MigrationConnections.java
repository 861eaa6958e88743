package conductor.journal.sink;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** The migration library's source of connections: each is made within a time-out and then has none, as changing a table may last. */
final class MigrationConnections implements DataSource {
    private static final int NEVER = 0;

    private final Connections connections;
    private final DatabaseUrl url;
    private final String application;
    private final int connectTimeoutS;

    MigrationConnections(Connections connections, DatabaseUrl url, String application, int connectTimeoutS) {
        this.connections = connections;
        this.url = url;
        this.application = application;
        this.connectTimeoutS = connectTimeoutS;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = connections.open(url, application, connectTimeoutS);
        connection.setNetworkTimeout(Runnable::run, NEVER);
        return connection;
    }

    /** The URL knows the user. */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // The driver has a log of its own.
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("the URL says how long an attempt to connect may take");
    }

    @Override
    public int getLoginTimeout() {
        return connectTimeoutS;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps no " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
