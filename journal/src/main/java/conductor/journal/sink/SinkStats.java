package conductor.journal.sink;

/** What the sink is doing: written by its thread, read by any. */
public final class SinkStats {
    private final long[] rows = new long[SinkTable.values().length];
    private volatile boolean up;
    private volatile long sinceMs = System.currentTimeMillis();
    private volatile long seq;
    private volatile long scoreSeq;
    private volatile long batches;
    private volatile long reconnects;
    private volatile Storage storage;
    private volatile String lastError;
    private volatile String problem;
    private volatile Throwable failure;

    /** Whether rows are written: since a batch was, or there was none to write. */
    public boolean up() {
        return up;
    }

    /** Host time in milliseconds of the last change of {@link #up()}. */
    public long sinceMs() {
        return sinceMs;
    }

    /** Last record that is no score known to be in the database. */
    public long seq() {
        return seq;
    }

    /** Last score known to be in the database. */
    public long scoreSeq() {
        return scoreSeq;
    }

    /**
     * Records that are made but not known to be in the database.
     *
     * @param made records that the engine has made, of both numberings.
     */
    public long lag(long made) {
        return Math.max(0, made - seq - scoreSeq);
    }

    /** Rows written to a table since the start; of current states every change counts. */
    public long rows(SinkTable table) {
        long ordered = batches;
        return ordered == 0 ? 0 : rows[table.ordinal()];
    }

    /** Batches written since the start. */
    public long batches() {
        return batches;
    }

    /** Times the database stopped being written. */
    public long reconnects() {
        return reconnects;
    }

    /** How the database keeps rows, null until it was asked. */
    public Storage storage() {
        return storage;
    }

    /** Why the database could not be written last, or null. */
    public String lastError() {
        return lastError;
    }

    /** What a person has to look at although rows are written, or null. */
    public String problem() {
        return problem;
    }

    /** The exception that ended the thread, or null; nothing is written any more. */
    public Throwable failure() {
        return failure;
    }

    void writes() {
        up = true;
        sinceMs = System.currentTimeMillis();
    }

    void down(String error) {
        lastError = error;
        if (up) {
            reconnects++;
            up = false;
            sinceMs = System.currentTimeMillis();
        }
    }

    void written(SinkBatch batch) {
        for (SinkTable table : SinkTable.values()) {
            rows[table.ordinal()] += batch.rows(table);
        }
        batches++;
        position(batch.to());
    }

    void storage(Storage found) {
        storage = found;
    }

    void problem(String sentence) {
        problem = sentence;
    }

    void failed(Throwable cause) {
        failure = cause;
    }

    void position(SinkPosition position) {
        seq = position.seq();
        scoreSeq = position.scoreSeq();
    }
}
