package conductor.journal.sink;

import java.sql.SQLException;
import java.util.function.BooleanSupplier;

/** Where the sink's rows are, and how far they go. After an exception the connection is of no use any more. */
interface SinkStore {
    /** How far the journal has been written. */
    SinkPosition position() throws SQLException;

    /**
     * Writes a batch and moves the position behind it, both or nothing; nothing if the position is not where the batch begins.
     *
     * @param mayCommit asked at the end, because writing may have taken long.
     */
    void write(SinkBatch batch, BooleanSupplier mayCommit) throws SQLException;
}
