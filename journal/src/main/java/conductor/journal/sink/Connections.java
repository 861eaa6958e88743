package conductor.journal.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens connections that another thread can break off: from the first attempt to connect on, whatever they wait for. One thread opens
 * and uses them, any may call {@link #breakOff()}.
 */
final class Connections {
    /** SQLSTATE of a connection that is not there (any more). */
    static final String LOST = "08006";

    private final List<Connection> open = new ArrayList<>();
    private Thread connecting;
    private boolean brokenOff;

    /**
     * A new connection.
     *
     * @param application the name it has in the server's list of connections.
     * @param socketTimeoutS seconds without an answer after which it is given up.
     * @throws SQLException if there is none, also because of {@link #breakOff()}.
     */
    Connection open(DatabaseUrl url, String application, int socketTimeoutS) throws SQLException {
        begin();
        Connection connection;
        try {
            connection = url.connect(application, socketTimeoutS);
        } finally {
            end();
        }
        boolean ready = false;
        try {
            keep(connection);
            DatabaseUrl.settle(connection, socketTimeoutS);
            ready = true;
            return connection;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    private synchronized void begin() throws SQLException {
        refuseAfterTheEnd();
        connecting = Thread.currentThread();
    }

    /** Nobody else interrupts this thread, and it is to know nothing of that interrupt once no attempt is under way. */
    private synchronized void end() {
        connecting = null;
        if (brokenOff) {
            Thread.interrupted();
        }
    }

    private synchronized void keep(Connection connection) throws SQLException {
        open.removeIf(Connections::isClosed);
        open.add(connection);
        refuseAfterTheEnd();
    }

    private void refuseAfterTheEnd() throws SQLException {
        if (brokenOff) {
            throw new SQLException("the work on the database was broken off", LOST);
        }
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            // Of no use to anybody.
            return true;
        }
    }

    /** Breaks off whatever is under way and all that would begin; from any thread, and waits for nothing. */
    synchronized void breakOff() {
        brokenOff = true;
        if (connecting != null) {
            connecting.interrupt();
        }
        open.forEach(Connections::abort);
    }

    /** Closes the socket under whoever uses the connection; on a thread of its own, as that may last a second ({@link LingeringSockets}). */
    static void abort(Connection connection) {
        try {
            connection.abort(work -> {
                Thread thread = new Thread(work, "database-abort");
                thread.setDaemon(true);
                thread.start();
            });
        } catch (SQLException e) {
            // It is closed already, which is what was wanted.
        }
    }
}
