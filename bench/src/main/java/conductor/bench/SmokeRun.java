package conductor.bench;

import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.ring.EnginePipeline;
import conductor.engine.ring.EngineView;
import conductor.engine.ring.PipelineConfig;
import conductor.journal.ChronicleDecisionLog;
import conductor.journal.ChronicleSignalJournal;
import conductor.journal.JournalDirectory;
import conductor.journal.JournalKeeper;
import conductor.journal.ProgressListener;
import conductor.journal.Recovery;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * One measurement of the whole engine process without its edges: ring, journal, three stages, decision log, all real. After a
 * warm-up the rest of the workload is fed in rounds; each round is timed by the wall and by the engine thread's CPU clock.
 */
final class SmokeRun {
    private static final long STOP_MS = 10_000;

    private final Workload workload;
    private final PipelineConfig hosting;
    private final int warmUp;
    private final int rounds;
    private final double[] wallNs;
    private final double[] cpuNs;
    private final double[] allocated;
    private double scoresPerSignal;
    private double decisionsPerSignal;

    /**
     * @param hosting ring, batches and layout.
     * @param warmUp signals fed before the clock runs.
     * @param rounds equal parts of the rest of the workload, each measured by itself.
     */
    SmokeRun(Workload workload, PipelineConfig hosting, int warmUp, int rounds) {
        this.workload = workload;
        this.hosting = hosting;
        this.warmUp = warmUp;
        this.rounds = rounds;
        this.wallNs = new double[rounds];
        this.cpuNs = new double[rounds];
        this.allocated = new double[rounds];
    }

    /** Runs it in an empty folder. */
    void run(Path folder) throws InterruptedException {
        int part = (workload.size() - warmUp) / rounds;
        try (JournalDirectory directory = JournalDirectory.open(folder, EngineConfig.defaults(0xbe7c4));
                JournalKeeper keeper = directory.startKeeper()) {
            ChronicleSignalJournal journal = directory.openSignalJournal();
            ChronicleDecisionLog log = directory.openDecisionLog();
            Engine engine =
                    Recovery.recover(directory, log, ProgressListener.NONE).engine();

            EnginePipeline pipeline = new EnginePipeline(engine, journal, log, hosting);
            pipeline.start();
            Feed feed = new Feed(pipeline, workload);
            feed.define();
            feed.feed(0, warmUp);
            EngineView.Figures before = pipeline.view().figures();
            for (int round = 0; round < rounds; round++) {
                measure(round, feed, pipeline.threads(), part);
            }
            EngineView.Figures after = pipeline.view().figures();
            long signals = after.signals() - before.signals();
            scoresPerSignal = (double) (after.scores() - before.scores()) / signals;
            decisionsPerSignal = (double) (after.decisions() - before.decisions()) / signals;
            pipeline.stop(STOP_MS);
        }
    }

    private void measure(int round, Feed feed, List<Thread> threads, int part) {
        long cpu = EngineThreads.cpuNs(threads);
        long bytes = EngineThreads.allocatedBytes(threads);
        long startNs = System.nanoTime();
        feed.feed(warmUp + round * part, warmUp + (round + 1) * part);
        wallNs[round] = (double) (System.nanoTime() - startNs) / part;
        cpuNs[round] = (double) (EngineThreads.cpuNs(threads) - cpu) / part;
        allocated[round] = (double) (EngineThreads.allocatedBytes(threads) - bytes) / part;
    }

    /** Wall nanoseconds a signal, best round. */
    double bestWallNs() {
        return Arrays.stream(wallNs).min().orElseThrow();
    }

    /** Wall nanoseconds a signal, median round. */
    double medianWallNs() {
        double[] sorted = wallNs.clone();
        Arrays.sort(sorted);
        return sorted[rounds / 2];
    }

    /** CPU nanoseconds of the engine's threads a signal, best round. */
    double bestCpuNs() {
        return Arrays.stream(cpuNs).min().orElseThrow();
    }

    /** Bytes allocated by the engine's threads a signal, in the best round (the others map new journal blocks). */
    double allocatedBytes() {
        return Arrays.stream(allocated).min().orElseThrow();
    }

    double scoresPerSignal() {
        return scoresPerSignal;
    }

    double decisionsPerSignal() {
        return decisionsPerSignal;
    }
}
