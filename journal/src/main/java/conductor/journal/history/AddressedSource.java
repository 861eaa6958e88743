package conductor.journal.history;

import conductor.journal.sink.DatabaseAddress;
import conductor.journal.sink.DatabaseUrl;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Makes connections to wherever the database is at the moment: a node's own comes back on another port. */
final class AddressedSource implements DataSource {
    private static final String APPLICATION = "engagement-conductor history";
    private static final int SOCKET_TIMEOUT_S = 10;

    private final DatabaseAddress address;

    AddressedSource(DatabaseAddress address) {
        this.address = address;
    }

    @Override
    public Connection getConnection() throws SQLException {
        DatabaseUrl url = address.now();
        if (url == null) {
            throw new SQLException("there is no database yet");
        }
        return url.open(APPLICATION, SOCKET_TIMEOUT_S);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("user and password are part of the address");
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // Nothing is logged here.
    }

    /** Also by the pool, before the first connection: how long to wait is the address's own affair. */
    @Override
    public void setLoginTimeout(int seconds) {
        // See above.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
