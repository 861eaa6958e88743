package conductor.journal;

import conductor.engine.ring.EngineView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Level {@code host}: a thread that makes the journal durable every 5 ms, or after 1 MiB, while something was written, and moves the
 * {@link DurableMark}. The engine thread knows nothing of it.
 *
 * <pre>
 *   engine thread:  commit signals ─► commit decisions ─► publish figures
 *   this thread:    read figures ─► force signals ─► force decisions ─► advance the mark to those figures
 * </pre>
 *
 * Figures are read before forcing, so everything that they speak of was written before and is forced. A sync that fails is not tried
 * again: after it nobody can know what is on the disk (the kernel may have dropped the pages). The thread ends, the mark stays,
 * and so nothing more leaves the node.
 */
public final class JournalSync implements Runnable, AutoCloseable {
    private static final long EVERY_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long BYTES = 1 << 20;

    private final Path journal;
    private final SyncedQueue signals;
    private final SyncedQueue decisions;
    private final EngineView view;
    private final DurableMark mark;
    private final SyncStats stats = new SyncStats();
    private long durableSequence = Long.MIN_VALUE;
    private volatile boolean stopping;

    /** @param journal folder in which a failure is noted for the next start. */
    JournalSync(Path journal, SyncedQueue signals, SyncedQueue decisions, EngineView view, DurableMark mark) {
        this.journal = journal;
        this.signals = signals;
        this.decisions = decisions;
        this.view = view;
        this.mark = mark;
    }

    /** Figures for metrics. */
    public SyncStats stats() {
        return stats;
    }

    /** Makes {@link #run()} end after one more sync. */
    public void stop() {
        stopping = true;
    }

    /**
     * Syncs until it is stopped.
     *
     * @throws JournalException with code {@link JournalException#SYNC} when a sync fails.
     */
    @Override
    public void run() {
        try (signals;
                decisions) {
            sync();
            while (!stopping) {
                pause();
                if (!sync()) {
                    // A large batch is written and not yet told of: look again, but do not spin.
                    LockSupport.parkNanos(LOOK_NS);
                }
            }
            sync();
        } catch (IOException e) {
            FailedSync.note(journal);
            throw refused(e);
        }
    }

    /** Closes the files; {@link #run()} does so when it ends. */
    @Override
    public void close() throws IOException {
        signals.close();
        decisions.close();
    }

    static JournalException refused(IOException e) {
        return new JournalException(
                JournalException.SYNC,
                "The disk refused to keep the journal (" + e
                        + "). Nothing that was written since the last sync has left"
                        + " the node; Redis still has the entries. Look at the disk, then start again.",
                e);
    }

    private void pause() {
        long untilNs = System.nanoTime() + EVERY_NS;
        while (!stopping && System.nanoTime() - untilNs < 0) {
            if (signals.unforcedBytes() + decisions.unforcedBytes() >= BYTES) {
                return;
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    /** Syncs once; whether there was anything to sync. For the thread that {@link #run()} has otherwise. */
    boolean sync() throws IOException {
        if (view.sequence() == durableSequence) {
            return false;
        }
        EngineView.Figures figures = view.figures();
        long beganNs = System.nanoTime();
        KillPoint.SYNC_BEGUN.pass();
        signals.force();
        KillPoint.SYNC_HALF.pass();
        decisions.force();
        KillPoint.SYNC_UNMARKED.pass();
        stats.synced(System.nanoTime() - beganNs, figures.sequence());
        durableSequence = figures.sequence();
        mark.advance(figures);
        KillPoint.SYNC_MARKED.pass();
        return true;
    }
}
