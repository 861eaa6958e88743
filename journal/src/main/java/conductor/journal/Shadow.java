package conductor.journal;

import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import conductor.engine.ring.EngineView;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A second engine that follows the journal beside the live one: it proves while the node runs that the journal leads to the state that
 * the node has, and writes that state to disk without the engine thread noticing. Run it on a thread of its own.
 *
 * <pre>
 *   engine thread:  ring ─► engine ─► journal ─► figures (sequence, state hash)
 *                                        │           │ once they are durable
 *   this thread:                      signals ─► second engine up to that sequence ─► same hash? ─► snapshot
 * </pre>
 *
 * The states are compared at every checkpoint in the journal and wherever the shadow has caught up. After a difference it goes no
 * further and writes nothing any more: of the two states at least one is wrong, and nobody can say which. An error of the shadow's
 * own never touches the node; it costs the next start a longer replay.
 */
public final class Shadow implements Runnable {
    /** Signals after which a snapshot is due however short the time: what a start has to replay stays small. */
    static final long SIGNALS_MAX = 10_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(Shadow.class);
    /** Signals between two looks at whether it is to end. */
    private static final int STEP_SIGNALS = 1_024;

    private static final DecisionSink NO_SINK = decision -> {};
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long CATCH_UP_NS = TimeUnit.SECONDS.toNanos(8);

    private final JournalDirectory directory;
    private final SnapshotFolder folder;
    private final JournalFollower follower;
    private final Supplier<EngineView.Figures> durable;
    private final SnapshotRhythm rhythm;
    private final ShadowStats stats = new ShadowStats();
    private SignalReader reader;
    private SignalReplayer replayer;
    private Engine engine;
    private long snapshotSequence = -1;
    private long snapshotAtNs;
    private volatile boolean stopping;
    private volatile long giveUpAtNs;

    /**
     * @param folder gets the snapshots.
     * @param follower of the kind that the node's recovery uses, but another one.
     * @param durable the live engine's figures at the last commit that is as durable as the node promises; null while there is none.
     *     Called by the shadow's thread only.
     * @param rhythm of the snapshots; the last one, at the end, is written as fast as it goes.
     */
    public Shadow(
            JournalDirectory directory,
            SnapshotFolder folder,
            JournalFollower follower,
            Supplier<EngineView.Figures> durable,
            SnapshotRhythm rhythm) {
        this.directory = directory;
        this.folder = folder;
        this.follower = follower;
        this.durable = durable;
        this.rhythm = rhythm;
    }

    /** How it is doing. */
    public ShadowStats stats() {
        return stats;
    }

    /**
     * Asks the thread to write a last snapshot and to end. The engine must have stopped before, so that the next start has nothing to
     * replay; what cannot be caught up with within 8 s is left to it.
     */
    public void stop() {
        stop(CATCH_UP_NS);
    }

    /** The same with another time for catching up. */
    void stop(long catchUpNs) {
        giveUpAtNs = System.nanoTime() + catchUpNs;
        stopping = true;
    }

    @Override
    public void run() {
        try (SignalReader signals = directory.openSignalReader()) {
            reader = signals;
            begin();
            while (!stopping) {
                boolean moved = follow();
                if (!stopping && snapshotIsDue()) {
                    write();
                } else if (!moved) {
                    LockSupport.parkNanos(IDLE_NS);
                }
            }
            end();
        } catch (JournalException e) {
            if (e.code().equals(JournalException.DIVERGED)) {
                diverged(e.getMessage());
            } else {
                failed(e);
            }
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void begin() {
        StartingPoint from = StartingPoint.find(
                directory, reader, folder, directory.signalMarks(), directory.decisionMarks(), NO_SINK, follower);
        engine = from.engine();
        replayer = new SignalReplayer(reader, engine, ProgressListener.NONE, Long.MAX_VALUE);
        if (from.snapshot() != null) {
            snapshotSequence = reader.lastSequence();
            stats.found(
                    SnapshotFile.header(from.snapshot()),
                    from.snapshot().toFile().lastModified());
        }
        snapshotAtNs = System.nanoTime();
        stats.followed(reader.lastSequence());
    }

    /**
     * Goes to where the journal is durable, and compares.
     *
     * @return false when nothing was to be done, or when there is no time for it any more.
     */
    private boolean follow() {
        EngineView.Figures live = durable.get();
        if (live == null || live.sequence() <= reader.lastSequence()) {
            return false;
        }
        while (reader.lastSequence() < live.sequence()) {
            if (stopping && System.nanoTime() - giveUpAtNs >= 0) {
                return false;
            }
            replayer.pass(Math.min(live.sequence(), reader.lastSequence() + STEP_SIGNALS), follower::note);
            stats.followed(reader.lastSequence());
        }
        replayer.requireState(live.stateHash());
        stats.compared();
        return true;
    }

    private boolean snapshotIsDue() {
        long more = reader.lastSequence() - snapshotSequence;
        return more >= SIGNALS_MAX
                || more > 0 && System.nanoTime() - snapshotAtNs >= TimeUnit.MILLISECONDS.toNanos(rhythm.intervalMs());
    }

    /** Of a state that has just been compared. A disk that refuses is asked again after the next interval. */
    private void write() {
        long beganNs = System.nanoTime();
        WritePace pace = new WritePace(rhythm.bytesPerSecond(), () -> stopping);
        try {
            Path file = folder.write(engine, follower, directory.engineConfig(), reader.documentIndex(), pace);
            SnapshotHeader header = SnapshotFile.header(file);
            long tookNs = System.nanoTime() - beganNs;
            stats.written(header, System.currentTimeMillis(), tookNs);
            LOG.info(
                    "Snapshot {} written: state {} in {} bytes, {} ms",
                    file.getFileName(),
                    header.stateHashHex(),
                    header.fileLength(),
                    TimeUnit.NANOSECONDS.toMillis(tookNs));
            keepForReaders(file, header);
        } catch (JournalException e) {
            stats.notWritten(e.getMessage());
            LOG.warn("{}. The next start replays more; it is tried again.", e.getMessage());
        }
        snapshotSequence = reader.lastSequence();
        snapshotAtNs = System.nanoTime();
    }

    /** Without these, readers and the removal of days make do with older ones, or with none. */
    private void keepForReaders(Path snapshot, SnapshotHeader header) {
        try {
            directory.keepDay(snapshot, header);
            directory.recaps().keep(new RecordPosition(header.decisions(), header.scores()));
        } catch (JournalException e) {
            LOG.warn(
                    "{}. Starts read more of the decisions, and days of the journal stay longer; it is tried again.",
                    e.getMessage());
        }
    }

    private void end() {
        follow();
        EngineView.Figures live = durable.get();
        if (live != null && live.sequence() > reader.lastSequence()) {
            LOG.info(
                    "The shadow is {} signals behind and does not wait for them; the next start replays them",
                    live.sequence() - reader.lastSequence());
        } else if (live != null && reader.lastSequence() > snapshotSequence) {
            write();
        }
    }

    private void diverged(String sentence) {
        stats.diverged(sentence);
        LOG.error(
                "ALARM: the node's state is not what its journal leads to. {} No snapshot is written any more. The node goes on;"
                        + " stop it when you can, run \"conductor journal verify\", and keep the journal.",
                sentence);
    }

    private void failed(RuntimeException e) {
        stats.failed(e.getMessage() == null ? e.toString() : e.getMessage());
        LOG.error("The shadow has ended; no snapshot is written any more. The node itself goes on.", e);
    }
}
