package conductor.bench;

import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.EnginePipeline;
import conductor.engine.ring.PipelineConfig;
import conductor.journal.ChronicleDecisionLog;
import conductor.journal.ChronicleSignalJournal;
import conductor.journal.JournalDirectory;
import conductor.journal.JournalFollower;
import conductor.journal.JournalKeeper;
import conductor.journal.ProgressListener;
import conductor.journal.Recovery;
import conductor.journal.RecoveryReport;
import conductor.journal.Shadow;
import conductor.journal.ShadowStats;
import conductor.journal.SignalReader;
import conductor.journal.SnapshotFile;
import conductor.journal.SnapshotFolder;
import conductor.journal.SnapshotRhythm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What snapshots cost the engine that runs, and what they save the one that starts. In every round the engine thread's CPU time a
 * signal is measured alone, beside a shadow that follows, and beside a shadow that writes one snapshot after the other; afterwards a
 * tail is fed, and the engine recovered from the last snapshot and that tail.
 */
final class RecoveryRun {
    private static final EngineConfig CONFIG = EngineConfig.defaults(0xbe7c4);
    private static final SnapshotRhythm NEVER = SnapshotRhythm.everyMs(TimeUnit.DAYS.toMillis(1));
    private static final long STOP_MS = 60_000;
    private static final long LOOK_NS = 1_000_000;

    /**
     * CPU time of the engine thread in nanoseconds a signal.
     *
     * @param alone without a shadow.
     * @param followed beside a shadow that writes nothing.
     * @param written beside one that writes all the time.
     */
    record Round(double alone, double followed, double written) {}

    /**
     * How much of what, in signals.
     *
     * @param warmUp before the first round.
     * @param part of each of the three measurements of a round.
     * @param rounds how often these are taken.
     * @param tail behind the last snapshot.
     * @param rate signals a second while it is measured, 0 = as many as the engine takes.
     * @param bytesPerSecond pace of the snapshots, 0 = as fast as it goes.
     */
    record Plan(int warmUp, int part, int rounds, int tail, int rate, long bytesPerSecond) {
        /** Signals that a run takes. */
        int signals() {
            return warmUp + 3 * part * rounds + tail;
        }
    }

    private final Workload workload;
    private final Plan plan;
    private final SnapshotRhythm writing;
    private final Path folder;
    private final SnapshotFolder snapshots;
    private final List<Round> measured = new ArrayList<>();
    private int fed;
    private long written;
    private long longestWriteNs;
    private long snapshotBytes;
    private RecoveryReport recovery;
    private long loadNs;
    private long loadCpuNs;
    private long recoveryCpuNs;
    private long floorNs;

    /** @param folder for the journal, empty. */
    RecoveryRun(Workload workload, Plan plan, Path folder) {
        this.workload = workload;
        this.plan = plan;
        this.writing = new SnapshotRhythm(0, plan.bytesPerSecond());
        this.folder = folder;
        this.snapshots = new SnapshotFolder(folder);
    }

    void run() throws InterruptedException {
        try (JournalDirectory directory = JournalDirectory.open(folder, CONFIG);
                JournalKeeper keeper = directory.startKeeper()) {
            ChronicleSignalJournal journal = directory.openSignalJournal();
            ChronicleDecisionLog log = directory.openDecisionLog();
            Engine engine =
                    Recovery.recover(directory, log, ProgressListener.NONE).engine();
            EnginePipeline pipeline =
                    new EnginePipeline(engine, journal, log, PipelineConfig.defaults(ClockMode.REDIS));
            pipeline.start();
            Feed feed = new Feed(pipeline, workload);
            feed.define();
            feedMore(feed, plan.warmUp(), 0);
            for (int round = 0; round < plan.rounds(); round++) {
                double alone = measure(feed, pipeline);
                double followed = beside(directory, NEVER, feed, pipeline);
                measured.add(new Round(alone, followed, beside(directory, writing, feed, pipeline)));
                say("round %d of %d: %s", round + 1, plan.rounds(), measured.get(round));
            }
            say("feeding a tail of %,d signals", plan.tail());
            feedMore(feed, plan.tail(), 0);
            pipeline.stop(STOP_MS);
        }
        recover();
    }

    private void feedMore(Feed feed, int count, int perSecond) {
        feed.feed(fed, fed + count, perSecond);
        fed += count;
    }

    private double measure(Feed feed, EnginePipeline pipeline) {
        long beforeNs = EngineThreads.cpuNs(pipeline.threads());
        feedMore(feed, plan.part(), plan.rate());
        return (double) (EngineThreads.cpuNs(pipeline.threads()) - beforeNs) / plan.part();
    }

    private double beside(JournalDirectory directory, SnapshotRhythm rhythm, Feed feed, EnginePipeline pipeline)
            throws InterruptedException {
        Shadow shadow = new Shadow(
                directory,
                snapshots,
                JournalFollower.NONE,
                () -> pipeline.view().figures(),
                rhythm);
        Thread thread = new Thread(shadow, "shadow");
        thread.start();
        ShadowStats stats = shadow.stats();
        while (stats.sequence() < pipeline.view().sequence()) {
            requireWorking(stats);
            LockSupport.parkNanos(LOOK_NS);
        }
        long snapshotsBefore = stats.snapshots();
        double cpuNs = measure(feed, pipeline);
        if (rhythm == writing) {
            written += stats.snapshots() - snapshotsBefore;
            longestWriteNs = Math.max(longestWriteNs, stats.snapshotTookNs());
        }
        shadow.stop();
        thread.join();
        requireWorking(stats);
        snapshotBytes = stats.snapshotBytes();
        return cpuNs;
    }

    private static void requireWorking(ShadowStats stats) {
        if (stats.divergence() != null || stats.failure() != null || stats.snapshotProblem() != null) {
            throw new IllegalStateException("the shadow failed: " + stats.divergence() + ", " + stats.failure() + ", "
                    + stats.snapshotProblem());
        }
    }

    private void recover() {
        say("recovering");
        Path newest = snapshots.list().get(0);
        try (JournalDirectory directory = JournalDirectory.open(folder, CONFIG)) {
            floorNs = floorNs(directory, newest);
            List<Thread> self = List.of(Thread.currentThread());
            long beganNs = System.nanoTime();
            long cpuNs = EngineThreads.cpuNs(self);
            SnapshotFile.restore(newest, directory.engineConfig(), decision -> {}, JournalFollower.NONE);
            loadNs = System.nanoTime() - beganNs;
            loadCpuNs = EngineThreads.cpuNs(self) - cpuNs;
            cpuNs = EngineThreads.cpuNs(self);
            recovery = Recovery.recover(
                            directory,
                            snapshots,
                            directory.openDecisionLog(),
                            ProgressListener.NONE,
                            JournalFollower.NONE)
                    .report();
            recoveryCpuNs = EngineThreads.cpuNs(self) - cpuNs;
        }
    }

    /** Reading the same bytes and nothing else: the snapshot's with its checksum, and the tail's signals. */
    private static long floorNs(JournalDirectory directory, Path snapshot) {
        long beganNs = System.nanoTime();
        SnapshotFile.verify(snapshot);
        long verifiedNs = System.nanoTime() - beganNs;
        long last = SnapshotFile.header(snapshot).sequence();
        Signal signal = new Signal();
        try (SignalReader reader = directory.openSignalReader()) {
            boolean more = true;
            while (more && reader.lastSequence() < last) {
                more = reader.next(signal);
            }
            beganNs = System.nanoTime();
            while (more) {
                more = reader.next(signal);
            }
            return verifiedNs + System.nanoTime() - beganNs;
        }
    }

    private static void say(String format, Object... values) {
        System.err.printf(format + "%n", values);
    }

    /** By rounds, in the order of the ratio of the CPU times beside writing and alone. */
    List<Round> byRatio() {
        List<Round> sorted = new ArrayList<>(measured);
        Collections.sort(sorted, (a, b) -> Double.compare(a.written / a.alone, b.written / b.alone));
        return sorted;
    }

    /** Snapshots that were written within the measurements. */
    long written() {
        return written;
    }

    long longestWriteNs() {
        return longestWriteNs;
    }

    long snapshotBytes() {
        return snapshotBytes;
    }

    RecoveryReport recovery() {
        return recovery;
    }

    /** Nanoseconds that restoring the snapshot alone took. */
    long loadNs() {
        return loadNs;
    }

    /** CPU time of its thread. */
    long loadCpuNs() {
        return loadCpuNs;
    }

    /** CPU time of the recovering thread, loading included. */
    long recoveryCpuNs() {
        return recoveryCpuNs;
    }

    long floorNs() {
        return floorNs;
    }
}
