package conductor.bench;

import conductor.bench.OpenLoop.Step;
import conductor.engine.core.Signal;
import conductor.engine.ring.PipelineConfig;
import conductor.engine.ring.WaitProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Latencies of the engine at rising rates, each beside those of a raw ring under the same rate. Rates double until one is not kept or
 * its median breaks, then the space between the last good and the first bad one is halved a few times. At half of the highest good
 * rate both are measured again, in turns; with threads that spin one after the other.
 */
final class RateSweep {
    private static final double FIRST_PER_S = 10_000;
    private static final double HIGHEST_PER_S = 50_000_000;
    private static final int STREAM_SIGNALS_PER_MS = 50;
    /** So much shorter are the steps at half of the highest good rate: of many short ones, neighbours leave some alone. */
    private static final int SHORTER = 4;

    /**
     * What is done.
     *
     * @param rates signals a second to try; empty = rising ones.
     * @param refinements how often the space between good and bad is halved.
     * @param tries how often a rate that is not good is tried again: a neighbour on the machine breaks one, too.
     * @param warmUpMs of each step, at its rate.
     * @param stepMs of each step, measured.
     * @param breakNs median beyond which a rate is no good.
     * @param rounds measurements at half of the highest good rate, a quarter as long each.
     * @param warmUpSignals before everything, as fast as it goes.
     */
    record Plan(
            List<Double> rates,
            int refinements,
            int tries,
            long warmUpMs,
            long stepMs,
            long breakNs,
            int rounds,
            int warmUpSignals) {}

    /** Both at one rate. */
    record Pair(Step engine, Step hop) {}

    private final Workload workload;
    private final Plan plan;
    private final PipelineConfig hosting;
    private final Pinning pinning;
    private final Consumer<String> log;
    private final List<Pair> steps = new ArrayList<>();
    private final List<Pair> atHalf = new ArrayList<>();
    private OpenLoop engine;
    private OpenLoop hop;
    private double peakPerS;

    /** @param log gets a line a step. */
    RateSweep(Workload workload, Plan plan, PipelineConfig hosting, Pinning pinning, Consumer<String> log) {
        this.workload = workload;
        this.plan = plan;
        this.hosting = hosting;
        this.pinning = pinning;
        this.log = log;
    }

    /** Runs it in an empty folder, by the calling thread. */
    void run(Path folder) throws InterruptedException {
        pinning.pinProducer();
        if (hosting.waitProfile() == WaitProfile.SPIN) {
            // The thread of either would spin on a core that the other one needs.
            engine(folder);
            ring();
        } else {
            try (RawRing ring = new RawRing(hosting, pinning)) {
                hop = new OpenLoop(ring, this::fill, plan.warmUpSignals());
                engine(folder);
            }
        }
    }

    private void engine(Path folder) throws InterruptedException {
        try (BenchNode node = new BenchNode(folder, BenchNode.CONFIG, null, hosting, pinning)) {
            Feed feed = new Feed(node.pipeline(), workload);
            feed.define();
            log.accept("warming up");
            feed.feed(0, plan.warmUpSignals());
            engine = new OpenLoop(node, this::fill, plan.warmUpSignals());
            sweep();
            for (int round = 0; round < plan.rounds() && peakPerS > 0; round++) {
                atHalf.add(pair(peakPerS / 2, halfMs()));
            }
        }
    }

    /** The same steps again, for the ring alone. */
    private void ring() throws InterruptedException {
        log.accept("the same rates for the raw ring");
        try (RawRing ring = new RawRing(hosting, pinning)) {
            hop = new OpenLoop(ring, this::fill, plan.warmUpSignals());
            steps.replaceAll(pair -> new Pair(pair.engine(), hop(pair.engine().perSecond(), plan.stepMs())));
            atHalf.replaceAll(pair -> new Pair(pair.engine(), hop(pair.engine().perSecond(), halfMs())));
        }
    }

    private long halfMs() {
        return Math.max(1, plan.stepMs() / SHORTER);
    }

    /** A step of the ring; null while only the engine is measured. */
    private Step hop(double perSecond, long stepMs) {
        return hop == null ? null : hop.run(perSecond, plan.warmUpMs(), stepMs);
    }

    /** The workload over and over, in stream time that goes on. */
    private void fill(long number, Signal slot) {
        workload.fill((int) (number % workload.size()), slot);
        slot.sourceTimeMs = Workload.START_MS + number / STREAM_SIGNALS_PER_MS;
        slot.sourceSeq = number;
    }

    private void sweep() {
        if (!plan.rates().isEmpty()) {
            plan.rates().forEach(this::isGood);
            return;
        }
        double good = 0;
        double bad = FIRST_PER_S;
        while (bad <= HIGHEST_PER_S && isGood(bad)) {
            good = bad;
            bad *= 2;
        }
        for (int i = 0; i < plan.refinements() && good > 0; i++) {
            double middle = (good + bad) / 2;
            if (isGood(middle)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
    }

    private boolean isGood(double perSecond) {
        boolean good = false;
        for (int i = 0; i < plan.tries() && !good; i++) {
            Pair pair = pair(perSecond, plan.stepMs());
            steps.add(pair);
            good = isGood(pair.engine());
        }
        if (good) {
            peakPerS = Math.max(peakPerS, perSecond);
        }
        return good;
    }

    /** Whether the rate was kept and the median has not broken. */
    boolean isGood(Step step) {
        return step.kept() && step.signals().getValueAtPercentile(50) <= plan.breakNs();
    }

    private Pair pair(double perSecond, long stepMs) {
        Pair pair = new Pair(engine.run(perSecond, plan.warmUpMs(), stepMs), hop(perSecond, stepMs));
        Step step = pair.engine();
        log.accept(String.format(
                Locale.ROOT,
                "%,.0f a second: %s, p50 %.1f us",
                perSecond,
                isGood(step) ? "good" : step.kept() ? "median broken" : "FAILED",
                step.signals().getValueAtPercentile(50) / 1e3));
        return pair;
    }

    /** All steps of the sweep, as they were tried. */
    List<Pair> steps() {
        return steps;
    }

    /** The steps at half of the highest good rate. */
    List<Pair> atHalf() {
        return atHalf;
    }

    /** Highest good rate, 0 when there was none. */
    double peakPerS() {
        return peakPerS;
    }

    /** Lowest value of a percentile at half of the highest good rate, nanoseconds: engine divided by hop. */
    double ratioToHop(double percentile) {
        return best(atHalf.stream().map(Pair::engine).toList(), percentile)
                / (double) best(atHalf.stream().map(Pair::hop).toList(), percentile);
    }

    static long best(List<Step> of, double percentile) {
        return of.stream()
                .map(step -> step.signals().getValueAtPercentile(percentile))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }
}
