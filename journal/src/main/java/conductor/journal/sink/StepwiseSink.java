package conductor.journal.sink;

import conductor.journal.Causes;
import conductor.journal.RecordFeed;
import conductor.journal.json.TemplateSets;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Writes rows as {@link DatabaseSink} does, with the same {@link SinkCourse} and the same rows, but a turn at a time and to a server that
 * the caller brings. For simulations. One thread.
 */
public final class StepwiseSink {
    private static final int HEADER_LENGTH = 19;

    private final SinkCourse course;
    private final Store store;
    private final SinkStats stats = new SinkStats();
    private boolean connected;

    /**
     * @param feed the committed records.
     * @param causes the signals behind them.
     */
    public StepwiseSink(SinkConfig config, RowServer server, RecordFeed feed, Causes causes, TemplateSets templates) {
        this.course = new SinkCourse(config, feed, causes, templates, stats);
        this.store = new Store(server);
    }

    /**
     * Connects, or reads what there is and writes it.
     *
     * @return whether there was nothing to do.
     */
    public boolean step() {
        try {
            if (!connected) {
                course.resume(store.position());
                connected = true;
                return false;
            }
            boolean drained = !course.fill();
            if (course.batch().isEmpty()) {
                return drained;
            }
            course.write(store, () -> true);
            return false;
        } catch (SQLException e) {
            connected = false;
            return false;
        }
    }

    /** How far it is. */
    public SinkStats stats() {
        return stats;
    }

    private static final class Store implements SinkStore {
        private final RowServer server;

        Store(RowServer server) {
            this.server = server;
        }

        @Override
        public SinkPosition position() throws SQLException {
            RowServer.Position there = server.position();
            return new SinkPosition(there.seq(), there.scoreSeq());
        }

        @Override
        public void write(SinkBatch batch, BooleanSupplier mayCommit) throws SQLException {
            List<RowServer.Row> rows = new ArrayList<>();
            for (SinkTable table : SinkTable.values()) {
                if (batch.rows(table) > 0) {
                    add(table, batch.copy(table).contents(), rows);
                }
            }
            server.commit(position(batch.from()), position(batch.to()), rows);
        }

        private static RowServer.Position position(SinkPosition position) {
            return new RowServer.Position(position.seq(), position.scoreSeq());
        }

        private static void add(SinkTable table, ByteBuffer copy, List<RowServer.Row> rows) {
            copy.position(HEADER_LENGTH);
            while (copy.hasRemaining()) {
                List<byte[]> columns = new ArrayList<>();
                for (int left = copy.getShort(); left > 0; left--) {
                    int length = copy.getInt();
                    byte[] value = length < 0 ? null : new byte[length];
                    if (value != null) {
                        copy.get(value);
                    }
                    columns.add(value);
                }
                rows.add(new RowServer.Row(table, columns));
            }
        }
    }
}
