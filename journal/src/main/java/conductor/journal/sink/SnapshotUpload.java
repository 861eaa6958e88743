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
    private final long intervalNs;
    private final BooleanSupplier mayWrite;
    private final Connections connections = new Connections();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private long nextNs = System.nanoTime();
    private int failuresInARow;
    private volatile long uploads;
    private volatile long failures;
    private volatile long sequence = -1;
    private volatile String problem;

    /**
     * @param config of the engine.
     * @param hashKey the key that ids are hashed with, stored with each snapshot.
     * @param intervalMs time between two uploads.
     * @param mayWrite false for good once another node writes in this one's place.
     */
    public SnapshotUpload(
            DatabaseAddress address,
            SnapshotFolder folder,
            EngineConfig config,
            byte[] hashKey,
            long intervalMs,
            BooleanSupplier mayWrite) {
        this.address = address;
        this.folder = folder;
        this.config = config;
        this.hashKey = hashKey.clone();
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
        if (files.isEmpty() || url == null) {
            return;
        }
        Path newest = files.get(0);
        try (Connection connection = connections.open(url, APPLICATION, SOCKET_TIMEOUT_S)) {
            SnapshotTable table = new SnapshotTable(connection);
            long there = table.newest(config.engineId(), hashKey);
            long here = SnapshotFile.verify(newest).sequence();
            if (here > there) {
                if (!table.store(newest, config, hashKey, () -> mayWrite.getAsBoolean() && stopping.getCount() > 0)) {
                    return;
                }
                stored(newest, here);
            } else {
                sequence = there;
            }
            problem = null;
            failuresInARow = 0;
            nextNs = System.nanoTime() + intervalNs;
        } catch (NoSuchFileException e) {
            LOG.debug("{} was replaced by a newer one before it was uploaded", newest);
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
