package conductor.journal.sink;

import conductor.journal.Causes;
import conductor.journal.RecordFeed;
import conductor.journal.json.TemplateSets;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes committed records to PostgreSQL: each once and in order. Run it on a thread of its own; it reads the journal, so whatever
 * becomes of the database, nobody waits for it and nothing is lost.
 *
 * <p>The database itself says how far it got: the position stands in the same transaction as the rows. After every (re)connect it
 * decides where to go on, so a commit whose answer was lost is neither repeated nor left out.
 *
 * <pre>
 *   feed ──► batch (rows of records behind the position) ──► position moved + COPY, one transaction ──► PostgreSQL
 *              ▲                                                                │
 *              └────── after an error: kept, dropped or read again, as the position says
 * </pre>
 */
public final class DatabaseSink implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseSink.class);
    private static final long IDLE_NS = 10_000_000;
    private static final long RETENTION_EVERY_NS = TimeUnit.HOURS.toNanos(1);
    private static final long STOP_GRACE_MS = 3_000;
    private static final long UNKNOWN_MS = 100;
    private static final long LOCK_PAUSE_MS = 250;
    /** Nodes that start together migrate one after the other: that is nothing to speak of. */
    private static final long LOCK_SILENCE_NS = 5_000_000_000L;
    /** A piece of rows may take as long as an answer; a little more, so that an answer's time-out is not hidden. */
    private static final int SEND_MARGIN_S = 2;
    /** SQLSTATEs of a table, a column, a schema that is not there. */
    private static final Set<String> TABLES_GONE = Set.of("42P01", "42703", "3F000");
    /** After a start the journal shows its records only when they are known to be durable. */
    private static final long AHEAD_NS = 3_000_000_000L;

    private final SinkConfig config;
    private final BooleanSupplier mayWrite;
    private final SinkStats stats = new SinkStats();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final SinkCourse course;
    private final SinkBatch batch;
    private final Pauses pauses;
    private final RetentionRun retention;
    private long aheadSinceNs;
    private long nextRetentionNs = System.nanoTime();
    private boolean migrated;
    private DatabaseUrl url;
    private final Connections connections = new Connections();
    private final SendLimit sendLimit;
    private SinkConnection connection;
    private volatile long idleRounds;

    /**
     * @param feed the committed records; called by the sink's thread only.
     * @param causes the signals behind them; called by the sink's thread only.
     * @param templates the template sets that decisions were made with.
     * @param mayWrite false once another node has taken this one's place: then nothing more is written, for good. Asked before
     *     every batch; from any thread.
     */
    public DatabaseSink(
            SinkConfig config, RecordFeed feed, Causes causes, TemplateSets templates, BooleanSupplier mayWrite) {
        this.config = config;
        this.mayWrite = mayWrite;
        this.course = new SinkCourse(config, feed, causes, templates, stats);
        this.batch = course.batch();
        this.pauses = new Pauses(config.reconnectMaxMs());
        this.retention = new RetentionRun(config.retention());
        this.migrated = !config.migrate();
        this.sendLimit = new SendLimit(config.socketTimeoutS() + SEND_MARGIN_S);
    }

    /** What it is doing. */
    public SinkStats stats() {
        return stats;
    }

    /** Asks the thread to write what it has read and to end; what takes longer than 3 s is broken off. */
    public void stop() {
        stopping.countDown();
        try {
            if (!ended.await(STOP_GRACE_MS, TimeUnit.MILLISECONDS)) {
                connections.breakOff();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until every record committed before this call is in the database.
     *
     * @return false if that took longer than {@code timeoutMs}, or if the database is not there now.
     */
    public boolean drain(long timeoutMs) {
        long endNs = System.nanoTime() + timeoutMs * 1_000_000;
        long before = idleRounds;
        while (idleRounds - before < 2) {
            if (System.nanoTime() - endNs >= 0 || !stats.up() || over()) {
                return false;
            }
            LockSupport.parkNanos(IDLE_NS);
        }
        return true;
    }

    @Override
    public void run() {
        try {
            while (!over()) {
                writeUntilBroken();
            }
            if (!mayWrite.getAsBoolean()) {
                stats.down("another node has taken the place of this one");
            }
        } catch (RuntimeException e) {
            stats.failed(e);
            stats.down(e.toString());
            LOG.error("The database sink has ended on an error of its own; nothing is written any more.", e);
        } finally {
            sendLimit.close();
            ended.countDown();
        }
    }

    private boolean over() {
        return stopRequested() || !mayWrite.getAsBoolean();
    }

    private boolean stopRequested() {
        return stopping.getCount() == 0;
    }

    private void writeUntilBroken() {
        try {
            url = config.address().now();
            if (url == null) {
                pause(UNKNOWN_MS);
                return;
            }
            migrate();
            connection = new SinkConnection(
                    config.engineId(),
                    connections.open(url, SinkConnection.APPLICATION, config.socketTimeoutS()),
                    sendLimit);
            stats.storage(connection.storage());
            resume(connection.position());
            while (!over()) {
                round();
            }
            write();
        } catch (SQLException e) {
            broken(e);
        } finally {
            if (connection != null) {
                connection.close();
                connection = null;
            }
        }
    }

    private void migrate() throws SQLException {
        if (!migrated) {
            long beganNs = System.nanoTime();
            Migrations.Report report = Migrations.migrate(url, connections, reason -> waitForOthers(beganNs, reason));
            report.notes().forEach(LOG::warn);
            LOG.info(
                    "Tables of {} are at this version ({} migrations applied), rows are kept in {}.",
                    url,
                    report.applied(),
                    report.storage().text());
            migrated = true;
        }
    }

    private boolean waitForOthers(long beganNs, String reason) {
        if (System.nanoTime() - beganNs >= LOCK_SILENCE_NS) {
            notWritten(reason);
        }
        pause(LOCK_PAUSE_MS);
        return !over();
    }

    /** Goes on where the database is. */
    private void resume(SinkPosition there) {
        course.resume(there);
        retention.stop();
    }

    /** A connection alone proves nothing: a server whose disk is full takes it, and refuses every row. */
    private void proven() {
        if (!stats.up()) {
            pauses.reset();
            stats.writes();
            LOG.info("Writing to {} behind record {} and score {}.", url, stats.seq(), stats.scoreSeq());
        }
    }

    private void broken(SQLException e) {
        String state = e.getSQLState();
        if (config.migrate() && state != null && TABLES_GONE.contains(state)) {
            migrated = false;
        }
        notWritten(reason(e));
        pause(pauses.nextMs());
    }

    private void notWritten(String reason) {
        if (stats.up() || stats.lastError() == null) {
            LOG.warn(
                    "The database {} cannot be written ({}); rows wait in the journal and are written when it can.",
                    url == null ? "" : url,
                    reason);
        }
        stats.down(reason);
    }

    /** The driver says what failed, its cause why. */
    private static String reason(SQLException e) {
        return e.getCause() == null ? e.getMessage() : e.getMessage() + " " + e.getCause();
    }

    private void pause(long ms) {
        try {
            stopping.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    /** One turn of the loop: reads, writes what is full or has waited long enough, else tidies up or rests. */
    private void round() throws SQLException {
        boolean drained = !course.fill();
        if (batch.isFull() || batch.isDue()) {
            write();
        } else if (drained && retentionDue()) {
            connection.step(retention);
        } else if (drained) {
            if (batch.isEmpty()) {
                rest();
            }
            LockSupport.parkNanos(IDLE_NS);
        }
    }

    private void write() throws SQLException {
        if (!batch.isEmpty() && mayWrite.getAsBoolean()) {
            course.write(connection, mayWrite);
            proven();
        }
    }

    private boolean retentionDue() {
        if (!retention.underWay() && System.nanoTime() - nextRetentionNs >= 0 && batch.engineTimeMs() > 0) {
            nextRetentionNs = System.nanoTime() + RETENTION_EVERY_NS;
            retention.begin(batch.engineTimeMs());
        }
        return retention.underWay();
    }

    private void rest() throws SQLException {
        connection.check();
        proven();
        if (!batch.isAhead()) {
            aheadSinceNs = 0;
            stats.problem(null);
        } else if (aheadSinceNs == 0) {
            aheadSinceNs = System.nanoTime();
        } else if (System.nanoTime() - aheadSinceNs >= AHEAD_NS) {
            stats.problem("The database is ahead of the journal: it has the rows of "
                    + batch.to().records()
                    + " records of this engine. Rows are written again when the journal is past them."
                    + " Is this the data folder that wrote them?");
        }
        idleRounds++;
    }
}
