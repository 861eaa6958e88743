package conductor.journal;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Places at which a node can be made to die as by SIGKILL, to show that nothing is lost or doubled there. Each is passed at one place
 * in the code. One of them is armed when the process starts, with {@code -Dconductor.kill.at=NAME} or {@code NAME:n} for the n-th
 * passage; otherwise {@link #pass} is a comparison of constants, which the compiler removes.
 */
public enum KillPoint {
    /** A new journal: its key is forced and has no name yet. */
    HASH_KEY_UNNAMED,
    /** A new journal: there is a key and no record. */
    HASH_KEY_NAMED,
    /** A new journal: there is a genesis record and nothing else. */
    GENESIS_WRITTEN,
    /** Start: both queues are open, their ends are not looked at. */
    QUEUES_OPENED,
    /** Start: a torn end was found and is not voided. */
    TORN_TAIL_FOUND,
    /** Start: a torn end was voided. */
    TORN_TAIL_VOIDED,
    /** Start: decisions that do not fit were moved aside, no new queue is there. */
    DECISIONS_SET_ASIDE,
    /** Start after a failed sync: a file is copied and has not its name. */
    FAILED_SYNC_COPIED,
    /** Start after a failed sync: all is written anew, the mark is still there. */
    FAILED_SYNC_MENDED,
    /** Recovery: it is known where the replay begins. */
    RECOVERY_BEGUN,
    /** Recovery: a batch of missing decisions was committed. */
    RECOVERY_COMMITTED,
    /** Start after the journal's end was lost: it is known what has left the node, nothing is written. */
    LOST_END_FOUND,
    /** Start after the journal's end was lost: the signals say so, the decisions do not. */
    LOST_END_SIGNALLED,
    /** Start after the journal's end was lost: both queues say so, nothing is forced. */
    LOST_END_PASSED,
    /** Recovery: replayed, and not forced. */
    RECOVERY_UNFORCED,
    /** Recovery: forced. */
    RECOVERY_FORCED,
    /** Journal: a document is open and empty. */
    DOCUMENT_OPEN,
    /** Journal: a document is filled and not complete. */
    DOCUMENT_FILLED,
    /** Journal: a document is complete, its writer does not know. */
    DOCUMENT_CLOSED,
    /** Journal: signals are applied and not written. */
    SIGNALS_UNWRITTEN,
    /** Journal: signals are written, what follows from them is not. */
    SIGNALS_WRITTEN,
    /** Journal: decisions are written, nobody was told. */
    DECISIONS_WRITTEN,
    /** Sync: about to force the signals. */
    SYNC_BEGUN,
    /** Sync: signals are forced, decisions are not. */
    SYNC_HALF,
    /** Sync: both are forced, the mark does not say so. */
    SYNC_UNMARKED,
    /** Sync: the mark was moved. */
    SYNC_MARKED,
    /** Sync: a day's file is open, its name is not forced. */
    ROLL_UNNAMED,
    /** Snapshot: the state is written, the header is not. */
    SNAPSHOT_HEADLESS,
    /** Snapshot: all is written and not forced. */
    SNAPSHOT_UNFORCED,
    /** Snapshot: forced and without its name. */
    SNAPSHOT_UNNAMED,
    /** Snapshot: it has its name, which is not forced. */
    SNAPSHOT_NAMED,
    /** Snapshot: it is there, old ones are not removed. */
    SNAPSHOT_WRITTEN,
    /** Retention: the configuration is kept as a file, no day is removed. */
    RETENTION_BEGUN,
    /** Retention: a file of signals or decisions is removed, which is not forced. */
    RETENTION_FILE_REMOVED,
    /** Retention: the signals of all days that go are removed, decisions are not. */
    RETENTION_SIGNALS_REMOVED,
    /** Retention: signals and decisions are removed, states of the days that are gone are not. */
    RETENTION_DECISIONS_REMOVED,
    /** Database: tables have not been looked at. */
    MIGRATION_BEGUN,
    /** Database: the core tables are there, those of TimescaleDB are not looked at. */
    MIGRATION_HALF,
    /** Database: all tables are there. */
    MIGRATION_DONE,
    /** Sink: the position is moved within the transaction, no row is written. */
    SINK_MOVED,
    /** Sink: a piece of a COPY was sent. */
    SINK_COPYING,
    /** Sink: a table's rows are sent. */
    SINK_COPIED,
    /** Sink: about to commit. */
    SINK_UNCOMMITTED,
    /** Sink: committed, the answer was not used. */
    SINK_COMMITTED,
    /** Upload of a snapshot: a chunk is in the database. */
    UPLOAD_CHUNK,
    /** Upload of a snapshot: all chunks are there, their row is not. */
    UPLOAD_INCOMPLETE,
    /** Upload of a snapshot: it is complete, old ones are not removed. */
    UPLOAD_COMPLETE,
    /** Publisher: a transaction is put together and not sent. */
    PUBLISH_UNSENT,
    /** Publisher: a transaction is sent, its answer is not awaited. */
    PUBLISH_SENT,
    /** Publisher: Redis has answered, the answer was not used. */
    PUBLISH_ANSWERED,
    /** Publisher: a batch is done, the next is not begun. */
    PUBLISH_SETTLED,
    /** Source: an answer is here, none of it is on the ring. */
    SOURCE_ANSWERED,
    /** Source: an answer is on the ring, the next is not asked for. */
    SOURCE_RELEASED,
    /** Source: a dead letter is put together and not sent. */
    DEAD_LETTER_UNWRITTEN,
    /** Source: a dead letter is in its stream, and still waits here. */
    DEAD_LETTER_WRITTEN,
    /** Source, start: dead letters that were owed are known, none is written. */
    DEAD_LETTERS_OWED,
    /** Start: the node owns the streams and has not recovered. */
    STREAMS_TAKEN;

    /** Name of the system property that arms a point. */
    public static final String PROPERTY = "conductor.kill.at";

    /** Exit code of a process that died at a point, that of a SIGKILL. */
    public static final int EXIT_CODE = 137;

    private static final String SETTING = System.getProperty(PROPERTY);
    private static final KillPoint ARMED = SETTING == null ? null : named(SETTING.split(":", 2)[0]);
    private static final AtomicInteger LEFT = new AtomicInteger(SETTING == null ? 0 : passage(SETTING));

    /** Ends the process, without giving anybody a chance to put something in order, if this is the armed point and its turn. */
    public void pass() {
        if (ARMED == this && LEFT.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    /** The name as it is written in commands: {@code sync-half}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The point of a name.
     *
     * @throws IllegalArgumentException naming all points if there is none.
     */
    public static KillPoint named(String text) {
        StringBuilder all = new StringBuilder();
        for (KillPoint point : values()) {
            if (point.text().equals(text)) {
                return point;
            }
            all.append(' ').append(point.text());
        }
        throw new IllegalArgumentException("There is no kill point '" + text + "'. There are:" + all);
    }

    private static int passage(String setting) {
        int colon = setting.indexOf(':');
        int passage = colon < 0 ? 1 : Integer.parseInt(setting.substring(colon + 1));
        if (passage < 1) {
            throw new IllegalArgumentException("The passage in " + PROPERTY + " begins at 1, it is " + passage);
        }
        return passage;
    }
}
