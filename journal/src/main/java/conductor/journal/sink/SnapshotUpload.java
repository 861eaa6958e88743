package conductor.journal.sink;

import conductor.engine.core.EngineConfig;
import conductor.journal.SnapshotException;
import conductor.journal.SnapshotFile;
import conductor.journal.SnapshotFolder;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings snapshots to the database, so that a node that lost its disk can start where the last of them was. Looks from time to time whether
 * the newest one on disk is newer than the one there; a database that is down costs nothing but another attempt. Run it on a thread of
 * its own.
 */
public final class SnapshotUpload implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotUpload.class);
    private static final String APPLICATION = "engagement-conductor snapshots";
    private static final int SOCKET_TIMEOUT_S = 30;
    private static final long LOOK_MS = 1_000;
    private static final long RETRY_FIRST_MS = 1_000;
    private static final int RETRY_DOUBLINGS = 4;

    private final DatabaseAddress address;
    private final SnapshotFolder folder;
    private final EngineConfig config;
    private final byte[] hashKey;
    private final long journalEnd;
    private final long intervalNs;
    private final BooleanSupplier mayWrite;
    private final Connections connections = new Connections();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private long nextNs = System.nanoTime();
    private int failuresInARow;
    private boolean strangersRemoved;
    private volatile long uploads;
    private volatile long failures;
    private volatile long sequence = -1;
    private volatile String problem;

    /**
     * @param config of the engine.
     * @param hashKey the key that ids are hashed with, stored with each snapshot.
     * @param journalEnd sequence of the last signal that the journal had when the node started: a snapshot beyond it that is in the database is
     *     of an end that the journal has lost.
     * @param intervalMs time between two uploads.
     * @param mayWrite false for good once another node writes in this one's place.
     */
    public SnapshotUpload(
            DatabaseAddress address,
            SnapshotFolder folder,
            EngineConfig config,
            byte[] hashKey,
            long journalEnd,
            long intervalMs,
            BooleanSupplier mayWrite) {
        this.address = address;
        this.folder = folder;
        this.config = config;
        this.hashKey = hashKey.clone();
        this.journalEnd = journalEnd;
        this.intervalNs = TimeUnit.MILLISECONDS.toNanos(intervalMs);
        this.mayWrite = mayWrite;
    }

    @Override
    public void run() {
        while (mayWrite.getAsBoolean() && !stopped()) {
            if (System.nanoTime() - nextNs >= 0) {
                try {
                    look();
                } catch (SQLException | IOException | SnapshotException e) {
                    failed(e);
                }
            }
        }
    }

    private boolean stopped() {
        try {
            return stopping.await(LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void look() throws SQLException, IOException {
        List<Path> files = folder.list();
        DatabaseUrl url = address.now();
        if (url == null || files.isEmpty() && strangersRemoved) {
            return;
        }
        try (Connection connection = connections.open(url, APPLICATION, SOCKET_TIMEOUT_S)) {
            SnapshotTable table = new SnapshotTable(connection);
            removeStrangers(table);
            if (!files.isEmpty() && bring(files.get(0), table)) {
                problem = null;
                failuresInARow = 0;
                nextNs = System.nanoTime() + intervalNs;
            }
        }
    }

    /** Stores a snapshot unless one as new is there; false if that was broken off. */
    private boolean bring(Path newest, SnapshotTable table) throws SQLException, IOException {
        try {
            long there = table.newest(config.engineId(), hashKey);
            long here = SnapshotFile.verify(newest).sequence();
            if (here <= there) {
                sequence = there;
                return true;
            }
            if (!table.store(newest, config, hashKey, () -> mayWrite.getAsBoolean() && stopping.getCount() > 0)) {
                return false;
            }
            stored(newest, here);
            return true;
        } catch (NoSuchFileException e) {
            LOG.debug("{} was replaced by a newer one before it was uploaded", newest);
            return false;
        }
    }

    /** A start without this journal's disk would go on from one of them, and undo what was decided since the end was lost. */
    private void removeStrangers(SnapshotTable table) throws SQLException {
        if (!strangersRemoved) {
            int removed = table.removeBeyond(config.engineId(), hashKey, journalEnd);
            strangersRemoved = true;
            if (removed > 0) {
                LOG.warn(
                        "{} snapshots of this engine were removed from the database: they stand behind sequence {}, where the journal ended at this"
                                + " start, so they are of an end that it has lost.",
                        removed,
                        journalEnd);
            }
        }
    }

    /** Only this thread writes the figures. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    private void stored(Path file, long reached) {
        sequence = reached;
        uploads++;
        LOG.info("The snapshot {} is in the database", file.getFileName());
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    private void failed(Exception e) {
        failures++;
        // Right after the first start the sink may not have made the tables yet.
        if (++failuresInARow == 2) {
            LOG.warn(
                    "The newest snapshot could not be brought to the database ({}); it is tried again.",
                    e.getMessage());
        }
        problem = e.getMessage();
        long retryMs = RETRY_FIRST_MS << Math.min(failuresInARow - 1, RETRY_DOUBLINGS);
        nextNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(retryMs);
    }

    /** Asks the thread to end; what is under way is broken off. */
    public void stop() {
        stopping.countDown();
        connections.breakOff();
    }

    /** Snapshots uploaded since the start. */
    public long uploads() {
        return uploads;
    }

    /** Attempts that failed since the start. */
    public long failures() {
        return failures;
    }

    /** Sequence of the newest snapshot in the database as far as is known, -1 when there is none. */
    public long sequence() {
        return sequence;
    }

    /** Why the last attempt failed; null when it did not. */
    public String problem() {
        return problem;
    }
}
