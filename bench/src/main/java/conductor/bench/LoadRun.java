package conductor.bench;

import conductor.engine.core.Signal;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.EngineView;
import conductor.engine.ring.PipelineConfig;
import conductor.journal.JournalDirectory;
import conductor.journal.ProgressListener;
import conductor.journal.Replay;
import conductor.journal.ReplayResult;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/** Feeds what came from outside, as a journal has it, into a new node at a rate, and compares what becomes of it. */
final class LoadRun {
    private static final long NS_PER_S = TimeUnit.SECONDS.toNanos(1);
    private static final double NS_PER_MS = 1e6;
    private static final long SPIN_NS = 100_000;
    private static final int LOOK_EVERY = 1 << 12;

    /**
     * How it is fed.
     *
     * @param perSecond records a second, 0 = as many as the node takes.
     * @param speedUp instead of a rate: recorded times, so many times as fast; 0 = by the rate.
     * @param warmUp records before those that are measured.
     */
    record Plan(double perSecond, double speedUp, long warmUp) {}

    /**
     * What was measured.
     *
     * @param fed records that came from outside, warm-up included.
     * @param measured those after the warm-up.
     * @param elapsedNs of the measured ones, to the last commit.
     * @param cpuNs CPU time of the engine's thread meanwhile.
     * @param allocated bytes that the engine's thread allocated meanwhile.
     * @param latestNs how far the feeder was behind its plan at worst.
     */
    record Measured(
            long fed,
            long measured,
            long elapsedNs,
            long cpuNs,
            long allocated,
            long latestNs,
            Histogram signals,
            Histogram decisions,
            EngineView.Figures figures,
            ClockMode clock) {}

    /**
     * How it compares with what was recorded.
     *
     * @param replayed the recorded signals as far as they were fed, in a new engine.
     */
    record Compared(ReplayResult replayed, DecisionAgreement decisions) {}

    private final JournalDirectory recorded;
    private final long last;
    private final Plan plan;
    private final BooleanSupplier stop;
    private final ProgressListener progress;
    private long lastFed = -1;

    /** @param recorded opened for reading, with its beginning. */
    LoadRun(JournalDirectory recorded, Plan plan, BooleanSupplier stop, ProgressListener progress) {
        this.recorded = recorded;
        this.last = recorded.signalMarks().sequence();
        this.plan = plan;
        this.stop = stop;
        this.progress = progress;
    }

    /** Feeds all of it, or until it is to stop, into a node in an empty folder. */
    Measured feed(Path folder) throws InterruptedException {
        Outside.Survey survey = Outside.survey(recorded, last);
        PipelineConfig hosting = PipelineConfig.defaults(survey.clock());
        try (Outside outside = new Outside(recorded, last, survey.clock());
                BenchNode node =
                        new BenchNode(folder, recorded.engineConfig(), recorded.hashKey(), hosting, Pinning.none())) {
            Feeder feeder = new Feeder(outside, node, survey.records());
            feeder.feed(plan.warmUp());
            List<Thread> threads = node.pipeline().threads();
            long cpuNs = EngineThreads.cpuNs(threads);
            long bytes = EngineThreads.allocatedBytes(threads);
            long before = feeder.fed;
            long startNs = feeder.feed(Long.MAX_VALUE);
            progress.onProgress(feeder.fed, survey.records());
            lastFed = feeder.lastSequence;
            LatencyProbe probe = node.probe();
            return new Measured(
                    feeder.fed,
                    feeder.fed - before,
                    Math.max(1, probe.lastCommitNs() - startNs),
                    EngineThreads.cpuNs(threads) - cpuNs,
                    EngineThreads.allocatedBytes(threads) - bytes,
                    feeder.latestNs,
                    probe.signals().copy(),
                    probe.decisions().copy(),
                    node.pipeline().view().figures(),
                    survey.clock());
        }
    }

    /** Compares what was fed with what was recorded; the node of {@code folder} has ended. */
    Compared compare(Path folder) {
        ReplayResult replayed = Replay.run(recorded, lastFed);
        try (JournalDirectory again = JournalDirectory.openReadOnly(folder)) {
            return new Compared(replayed, DecisionAgreement.of(recorded, lastFed, again));
        }
    }

    /** Sends by the plan; knows what is planned when. */
    private final class Feeder {
        private final Outside outside;
        private final BenchNode node;
        private final long total;
        private final Signal next = new Signal();
        private boolean hasNext;
        private long fed;
        private long latestNs;
        private long lastSequence = -1;
        private long startNs;
        private long firstMs;
        private long planned;
        private int looked;

        Feeder(Outside outside, BenchNode node, long total) {
            this.outside = outside;
            this.node = node;
            this.total = total;
            this.hasNext = outside.next(next.clear());
        }

        /** Feeds so many records and waits until they are committed; when the first was planned. */
        long feed(long count) {
            node.probe().reset();
            startNs = System.nanoTime();
            firstMs = outside.recordedMs();
            planned = 0;
            latestNs = 0;
            while (hasNext && planned < count && !asked()) {
                send();
            }
            while (!node.drained()) {
                node.requireRunning();
                Thread.onSpinWait();
            }
            return startNs;
        }

        /** Looking whether somebody wants it to stop costs little, and nothing when it is done now and then. */
        private boolean asked() {
            return (++looked % LOOK_EVERY == 0 || plan.perSecond() < LOOK_EVERY && plan.speedUp() == 0)
                    && stop.getAsBoolean();
        }

        private void send() {
            long dueNs = dueNs();
            await(dueNs);
            Signal slot = node.ingress().tryClaim();
            while (slot == null) {
                node.requireRunning();
                Thread.onSpinWait();
                slot = node.ingress().tryClaim();
            }
            boolean time = outside.wasTime();
            boolean free = plan.perSecond() == 0 && plan.speedUp() == 0;
            long countsFromNs = free ? System.nanoTime() : dueNs;
            latestNs = free ? 0 : Math.max(latestNs, System.nanoTime() - dueNs);
            slot.copyFrom(next);
            slot.sequence = -1;
            if (time) {
                node.probe().sendingTime(countsFromNs);
            } else {
                node.probe().sending(countsFromNs);
                planned++;
                fed++;
            }
            node.ingress().publish();
            lastSequence = outside.sequence();
            hasNext = outside.next(next.clear());
            if (!time && fed % LOOK_EVERY == 0) {
                progress.onProgress(fed, total);
            }
        }

        /** A sign of time is due with the record behind it. */
        private long dueNs() {
            if (plan.speedUp() > 0) {
                return startNs + (long) ((outside.recordedMs() - firstMs) * NS_PER_MS / plan.speedUp());
            }
            return plan.perSecond() > 0 ? startNs + (long) (planned * (NS_PER_S / plan.perSecond())) : 0;
        }

        private void await(long dueNs) {
            if (plan.perSecond() == 0 && plan.speedUp() == 0) {
                return;
            }
            long leftNs = dueNs - System.nanoTime();
            while (leftNs > 0 && !(leftNs > SPIN_NS && stop.getAsBoolean())) {
                if (leftNs > 2 * SPIN_NS) {
                    LockSupport.parkNanos(Math.min(leftNs - SPIN_NS, NS_PER_S / 20));
                } else {
                    Thread.onSpinWait();
                }
                leftNs = dueNs - System.nanoTime();
            }
        }
    }
}
