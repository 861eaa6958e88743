package conductor.journal.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Breaks a connection off whose server takes nothing any more: the driver's own time-out is for answers alone. */
final class SendLimit implements AutoCloseable {
    private final int seconds;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "database-send-limit");
        thread.setDaemon(true);
        return thread;
    });

    /** @param seconds that a piece may take. */
    SendLimit(int seconds) {
        this.seconds = seconds;
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Sends a piece.
     *
     * @throws SQLException if it could not be sent in time; the connection is of no use then.
     */
    void send(Connection connection, CopyBuffer.Piece piece) throws SQLException {
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> end = timer.schedule(
                () -> {
                    late.set(true);
                    Connections.abort(connection);
                },
                seconds,
                TimeUnit.SECONDS);
        try {
            piece.send();
        } catch (SQLException e) {
            throw late.get()
                    ? new SQLException("the server takes no rows, waited " + seconds + " s:", Connections.LOST, e)
                    : e;
        } finally {
            end.cancel(false);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
