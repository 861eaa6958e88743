package conductor.journal.sink;

/**
 * What the sink is told.
 *
 * @param address where the database is.
 * @param engineId whose records these are.
 * @param migrate whether the sink brings the tables to its version before it writes.
 * @param batchRows rows of a table that end a batch.
 * @param batchBytes bytes of a table that end a batch.
 * @param batchMs milliseconds after which a batch that is not full is written.
 * @param socketTimeoutS seconds without an answer after which a connection is given up.
 * @param reconnectMaxMs longest pause between two attempts to connect.
 * @param retention how long rows are kept.
 */
public record SinkConfig(
        DatabaseAddress address,
        int engineId,
        boolean migrate,
        int batchRows,
        int batchBytes,
        int batchMs,
        int socketTimeoutS,
        int reconnectMaxMs,
        Retention retention) {

    /** The shipped figures. */
    public static SinkConfig defaults(DatabaseAddress address, int engineId) {
        return new SinkConfig(address, engineId, true, 20_000, 4 << 20, 200, 30, 5_000, Retention.defaults());
    }

    /** The same with rows kept for other times. */
    public SinkConfig withRetention(Retention other) {
        return new SinkConfig(
                address, engineId, migrate, batchRows, batchBytes, batchMs, socketTimeoutS, reconnectMaxMs, other);
    }

    /** The same with tables that are migrated by the sink, or by somebody else before it writes. */
    public SinkConfig withMigrate(boolean wanted) {
        return new SinkConfig(
                address, engineId, wanted, batchRows, batchBytes, batchMs, socketTimeoutS, reconnectMaxMs, retention);
    }
}
