package conductor.journal.sink;

import java.sql.SQLException;
import java.util.List;

/** The part of a database that the sink speaks with, as a simulation gives it. Whatever throws may have been done or not. */
public interface RowServer {
    /** How far the journal is written: last record that is no score, last score. */
    record Position(long seq, long scoreSeq) {}

    /** A row: its table, and its columns as COPY takes them, null for NULL. */
    record Row(SinkTable table, List<byte[]> columns) {}

    /** The stored position. */
    Position position() throws SQLException;

    /** Stores rows and moves the position, in one transaction that fails when the position is not {@code from}. */
    void commit(Position from, Position to, List<Row> rows) throws SQLException;
}
