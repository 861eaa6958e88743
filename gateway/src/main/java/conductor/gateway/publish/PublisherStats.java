package conductor.gateway.publish;

/** What the publisher is doing: written by its thread, read by any. */
public final class PublisherStats {
    private volatile boolean connected;
    private volatile long sinceMs = System.currentTimeMillis();
    private volatile long publishedRecords;
    private volatile long decisionsSeq;
    private volatile long scoresSeq;
    private volatile long lagMs;
    private volatile long alarms;
    private volatile long conflicts;
    private volatile long reconnects;
    private volatile long commandsSent;
    private volatile long commandsWithoutReceiver;
    private volatile long commandsStale;
    private volatile String lastError;
    private volatile Throwable failure;

    /** Whether Redis answers. */
    public boolean connected() {
        return connected;
    }

    /** Host time in milliseconds of the last change of {@link #connected()}. */
    public long sinceMs() {
        return sinceMs;
    }

    /** Records written to Redis since start. */
    public long publishedRecords() {
        return publishedRecords;
    }

    /** Up to here all is known to be in {@code conductor.decisions.v1}; numbers that were passed over have no record. */
    public long decisionsSeq() {
        return decisionsSeq;
    }

    /** The same of {@code conductor.scores.v1}. */
    public long scoresSeq() {
        return scoresSeq;
    }

    /** Age by the Redis clock of the last record written, 0 while nothing waits. Means nothing in a playback. */
    public long lagMs() {
        return lagMs;
    }

    /**
     * Records that Redis holds with other bytes, holes in the numbering, streams ahead of the journal: each needs a
     * person.
     */
    public long alarms() {
        return alarms;
    }

    /** Transactions given up because somebody else wrote to the streams. */
    public long conflicts() {
        return conflicts;
    }

    /** Times the connection was lost. */
    public long reconnects() {
        return reconnects;
    }

    /** Commands handed to Redis, with and without a receiver. */
    public long commandsSent() {
        return commandsSent;
    }

    /** Commands that nobody received. */
    public long commandsWithoutReceiver() {
        return commandsWithoutReceiver;
    }

    /** Commands not sent because they came too late. */
    public long commandsStale() {
        return commandsStale;
    }

    /** Why the connection was lost last, or null. */
    public String lastError() {
        return lastError;
    }

    /** The exception that ended the thread, or null; nothing is published any more. */
    public Throwable failure() {
        return failure;
    }

    void up() {
        connected = true;
        sinceMs = System.currentTimeMillis();
    }

    void down(String error) {
        lastError = error;
        if (connected) {
            reconnects++;
            connected = false;
            sinceMs = System.currentTimeMillis();
        }
    }

    void ended() {
        if (connected) {
            connected = false;
            sinceMs = System.currentTimeMillis();
        }
    }

    void failed(Throwable cause) {
        failure = cause;
    }

    void published(long records) {
        publishedRecords += records;
    }

    void positions(long decisions, long scores) {
        decisionsSeq = decisions;
        scoresSeq = scores;
    }

    void lag(long ms) {
        lagMs = ms;
    }

    void alarm() {
        alarms++;
    }

    void conflict() {
        conflicts++;
    }

    void commandSent(long receivers) {
        commandsSent++;
        if (receivers == 0) {
            commandsWithoutReceiver++;
        }
    }

    void commandStale() {
        commandsStale++;
    }
}
