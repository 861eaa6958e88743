package conductor.ops.recovery;

import conductor.gateway.owner.LastOwner;
import conductor.gateway.publish.RedisPublisher;
import conductor.gateway.redis.SourceCursors;
import conductor.gateway.redis.StreamTops;
import conductor.journal.JournalDirectory;
import conductor.journal.JournalException;
import conductor.journal.Origin;
import conductor.journal.SnapshotException;
import conductor.journal.sink.DatabaseUrl;
import conductor.journal.sink.SnapshotStore;
import conductor.journal.sink.StoredSnapshot;
import conductor.ops.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does that finds no journal in its data folder: the engine that it is told to be, or that owned the streams of its Redis
 * last, may have a snapshot in the database, and then its journal goes on from there. A node that was there before and whose database
 * or Redis does not answer waits for it, because to begin anew would be to forget.
 */
public final class Restoration {
    private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final String ENGINE = "[0-9a-f]{8}";
    private static final String BEGIN_ANEW = "journal.restore = false begins anew instead.";

    private final NodeConfig config;
    private final DatabaseUrl database;
    private final String redisUri;
    private final Runnable goOn;
    private String told;

    private Restoration(NodeConfig config, DatabaseUrl database, String redisUri, Runnable goOn) {
        this.config = config;
        this.database = database;
        this.redisUri = redisUri;
        this.goOn = goOn;
    }

    /**
     * Makes a journal from the last snapshot in the database, where the data folder has none and there is one.
     *
     * @param goOn asked from time to time; throws when the node is to stop.
     * @throws IllegalStateException when the node whose snapshot it is lives elsewhere.
     */
    public static void ifLost(NodeConfig config, String redisUri, Runnable goOn) {
        Optional<DatabaseUrl> url = config.database().url();
        if (config.journal().restore()
                && config.database().enabled()
                && url.isPresent()
                && !JournalDirectory.exists(config.dataDir())) {
            new Restoration(config, url.get(), redisUri, goOn).run();
        }
    }

    /**
     * What a start on a data folder without a journal would go on from, looked at without changing or waiting for anything.
     *
     * @param redisUri null where the servers of the node's own do not run.
     * @return the newest snapshot in the database, empty where a new journal would be begun.
     * @throws IOException with a sentence where that cannot be seen now.
     */
    public static Optional<StoredSnapshot> rehearse(NodeConfig config, String redisUri) throws IOException {
        Optional<DatabaseUrl> url = config.database().url();
        if (!config.journal().restore() || !config.database().enabled() || url.isEmpty()) {
            return Optional.empty();
        }
        LastOwner owner = config.engineId().isPresent() || redisUri == null ? null : LastOwner.look(redisUri);
        String engine = config.engineId().orElse(owner == null ? null : owner.engine());
        if (engine == null || !engine.matches(ENGINE)) {
            return Optional.empty();
        }
        try (SnapshotStore store = SnapshotStore.open(url.get())) {
            return store.list(Integer.parseUnsignedInt(engine, 16)).stream().findFirst();
        } catch (SQLException e) {
            throw new IOException("the database does not say: " + e.getMessage(), e);
        }
    }

    private void run() {
        LastOwner owner = owner();
        String engine = config.engineId().orElse(owner == null ? null : owner.engine());
        if (engine == null || !engine.matches(ENGINE)) {
            return;
        }
        boolean wasThere = owner != null && owner.engine().equals(engine);
        int engineId = Integer.parseUnsignedInt(engine, 16);
        while (true) {
            try {
                restore(engineId);
                return;
            } catch (SQLException | IOException e) {
                if (!wasThere) {
                    LOG.warn(
                            "Whether engine {} has a snapshot in the database cannot be seen ({}); its streams never had an owner,"
                                    + " so a new journal is begun.",
                            engine,
                            e.getMessage());
                    return;
                }
                pause("The journal of engine " + engine + " is not in " + config.dataDir()
                        + ", and its snapshot cannot be fetched (" + e.getMessage() + "); tried again until it can. "
                        + BEGIN_ANEW);
            }
        }
    }

    /** The last owner of the streams, dead; null when there was none. Without Redis a node can do nothing, so it is waited for. */
    private LastOwner owner() {
        long lapsesNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (true) {
            try {
                LastOwner owner = LastOwner.look(redisUri);
                if (owner == null || !owner.lives()) {
                    return owner;
                }
                if (System.nanoTime() - lapsesNs >= 0) {
                    throw new IllegalStateException("There is no journal in " + config.dataDir()
                            + ", and another node owns the streams of this Redis: " + owner.text()
                            + ". Stop that one first: what it does is not in the snapshots.");
                }
                pause("Seeing whether the last owner of the streams lives: " + owner.text());
            } catch (IOException e) {
                lapsesNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
                pause("There is no journal in " + config.dataDir()
                        + ", and Redis does not say whose streams these are (" + e.getMessage()
                        + "); asked again until it does. " + BEGIN_ANEW);
            }
        }
    }

    private void restore(int engineId) throws SQLException, IOException {
        try (SnapshotStore store = SnapshotStore.open(database)) {
            List<StoredSnapshot> stored = store.list(engineId);
            if (stored.isEmpty()) {
                return;
            }
            Reached reached = Reached.of(
                    StreamTops.look(redisUri, SourceCursors.none(), RedisPublisher.streams()),
                    store.progress(engineId),
                    stored.get(0).config().engineName());
            Files.createDirectories(config.dataDir());
            for (StoredSnapshot snapshot : stored) {
                if (isMade(store, snapshot, reached)) {
                    return;
                }
            }
            throw new JournalException(
                    JournalException.SNAPSHOT,
                    "None of the " + stored.size() + " snapshots of engine "
                            + stored.get(0).config().engineName() + " in the database can be used. " + BEGIN_ANEW);
        }
    }

    /** False when the snapshot cannot be used: the one before it may. */
    private boolean isMade(SnapshotStore store, StoredSnapshot snapshot, Reached reached)
            throws SQLException, IOException {
        Path file = config.dataDir().resolve("restore.snapshot");
        Files.deleteIfExists(file);
        try {
            store.fetch(snapshot, file);
            boolean live = config.clock() == NodeConfig.Clock.REDIS;
            Origin.make(
                    config.dataDir(),
                    new Origin.Beginning(
                            file,
                            snapshot.config(),
                            snapshot.hashKey(),
                            reached.decisions(),
                            reached.scores(),
                            live ? reached.presentMs() : 0));
            LOG.warn(
                    "There was no journal in {}. It goes on from the snapshot of engine {} in the database, at sequence {} of {}:"
                            + " what Redis still has behind it is read again, and records are numbered on from {}, scores from {}.{}",
                    config.dataDir(),
                    snapshot.config().engineName(),
                    snapshot.sequence(),
                    Instant.ofEpochMilli(snapshot.engineTimeMs()),
                    reached.decisions() + 1,
                    reached.scores() + 1,
                    live ? " Until the present nothing acts by itself: it may have acted before." : "");
            return true;
        } catch (SnapshotException | IOException e) {
            LOG.warn(
                    "The snapshot at sequence {} in the database is passed over: {}",
                    snapshot.sequence(),
                    e.getMessage());
            return false;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void pause(String sentence) {
        if (!sentence.equals(told)) {
            told = sentence;
            LOG.warn(sentence);
        }
        goOn.run();
        LockSupport.parkNanos(LOOK_NS);
    }
}
