package conductor.bench;

import conductor.engine.core.Signal;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.PipelineConfig;
import conductor.journal.JournalDirectory;
import conductor.journal.ProgressListener;
import conductor.journal.Replay;
import conductor.journal.ReplayResult;
import conductor.journal.SignalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads one journal in three ways: its documents by the library alone, its records by the journal's reader, and through a new engine;
 * beside what a live node did with the same inputs in the same process.
 */
final class ReplayRun {
    /** Best wall and CPU time of a whole pass in nanoseconds, each by itself. */
    record Pass(long wallNs, long cpuNs) {
        static final Pass NONE = new Pass(Long.MAX_VALUE, Long.MAX_VALUE);

        private Pass orBetter(long wall, long cpu) {
            return new Pass(Math.min(wallNs, wall), Math.min(cpuNs, cpu));
        }

        double perSecond(long count) {
            return count * 1e9 / Math.max(1, wallNs);
        }

        double perCpuSecond(long count) {
            return count * 1e9 / Math.max(1, cpuNs);
        }
    }

    private interface Timed {
        void run();
    }

    private final int rounds;
    private final Consumer<String> log;
    private final List<Thread> self = List.of(Thread.currentThread());
    private double livePerS;
    private double livePerCpuS;
    private Pass raw = Pass.NONE;
    private Pass decoded = Pass.NONE;
    private Pass applied = Pass.NONE;
    private RawChronicle.Reading documents;
    private long records;
    private long inputs;
    private ReplayResult result;

    /** @param rounds passes of each kind; the best counts. */
    ReplayRun(int rounds, Consumer<String> log) {
        this.rounds = rounds;
        this.log = log;
    }

    /** Makes a journal in an empty folder: warm-up, then equal rounds of which the best is the live rate. */
    void record(Path folder, Workload workload, int warmUp) throws InterruptedException {
        log.accept("making a journal of " + workload.size() + " signals");
        PipelineConfig hosting = PipelineConfig.defaults(ClockMode.REDIS);
        int part = (workload.size() - warmUp) / rounds;
        try (BenchNode node = new BenchNode(folder, BenchNode.CONFIG, null, hosting, Pinning.none())) {
            Feed feed = new Feed(node.pipeline(), workload);
            feed.define();
            feed.feed(0, warmUp);
            for (int round = 0; round < rounds; round++) {
                long cpuNs = EngineThreads.cpuNs(node.pipeline().threads());
                long startNs = System.nanoTime();
                feed.feed(warmUp + round * part, warmUp + (round + 1) * part);
                livePerS = Math.max(livePerS, part * 1e9 / (System.nanoTime() - startNs));
                long usedNs = EngineThreads.cpuNs(node.pipeline().threads()) - cpuNs;
                livePerCpuS = Math.max(livePerCpuS, part * 1e9 / Math.max(1, usedNs));
            }
        }
    }

    /** Feeds a journal that there is to new nodes, in folders below an empty one, to know the live rate. */
    void live(JournalDirectory journal, Path folder) throws IOException, InterruptedException {
        LoadRun.Plan plan = new LoadRun.Plan(0, 0, journal.signalMarks().sequence() / 2);
        for (int round = 0; round < rounds; round++) {
            log.accept("feeding it to a new node, round " + (round + 1));
            Path own = Files.createDirectory(folder.resolve("live-" + round));
            LoadRun.Measured measured = new LoadRun(journal, plan, () -> false, ProgressListener.NONE).feed(own);
            livePerS = Math.max(livePerS, measured.measured() * 1e9 / measured.elapsedNs());
            livePerCpuS = Math.max(livePerCpuS, measured.measured() * 1e9 / Math.max(1, measured.cpuNs()));
            Folders.delete(own);
        }
    }

    /** Reads a journal that nobody writes. */
    void read(JournalDirectory journal) {
        long last = journal.signalMarks().sequence();
        inputs = Outside.survey(journal, last).records();
        Path queue = journal.folder().resolve("signals");
        for (int round = 0; round < rounds; round++) {
            log.accept("reading it, round " + (round + 1));
            raw = timed(raw, () -> documents = RawChronicle.read(queue));
            decoded = timed(decoded, () -> records = decode(journal));
            applied = timed(applied, () -> result = Replay.run(journal));
        }
    }

    private Pass timed(Pass best, Timed pass) {
        long cpuNs = EngineThreads.cpuNs(self);
        long startNs = System.nanoTime();
        pass.run();
        return best.orBetter(System.nanoTime() - startNs, EngineThreads.cpuNs(self) - cpuNs);
    }

    private static long decode(JournalDirectory journal) {
        Signal signal = new Signal();
        long count = 0;
        try (SignalReader reader = journal.openSignalReader()) {
            while (reader.next(signal)) {
                count++;
            }
        }
        return count;
    }

    double livePerS() {
        return livePerS;
    }

    double livePerCpuS() {
        return livePerCpuS;
    }

    /** The documents by the library alone. */
    Pass raw() {
        return raw;
    }

    /** The records, checked and decoded. */
    Pass decoded() {
        return decoded;
    }

    /** The records through an engine. */
    Pass applied() {
        return applied;
    }

    RawChronicle.Reading documents() {
        return documents;
    }

    /** Records of the queue, ticks and checkpoints too. */
    long records() {
        return records;
    }

    /** Records that came from outside. */
    long inputs() {
        return inputs;
    }

    ReplayResult result() {
        return result;
    }
}
