package conductor.bench;

import conductor.engine.core.Signal;
import conductor.engine.ring.SignalIngress;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Sends signals at a rate by a plan that nothing delays: signal n is due n / rate after the first, and its latency counts from then,
 * whenever it got onto the ring. So a stall is charged to everything that had to wait behind it (no coordinated omission). The sender
 * spins; it wants a core of its own.
 */
final class OpenLoop {
    /** Less of the planned rate than this is a step that missed it. */
    static final double KEPT = 0.99;

    private static final long NS_PER_S = TimeUnit.SECONDS.toNanos(1);
    private static final long LEAST_LAG_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long HEAD_START_NS = TimeUnit.MICROSECONDS.toNanos(100);

    /** Where signals go to. */
    interface Target {
        SignalIngress ingress();

        LatencyProbe probe();

        /** Whether everything that was published has been handled and committed. */
        boolean drained();

        /** @throws IllegalStateException if it has failed. */
        void requireRunning();
    }

    /** Fills a cleared slot with the signal of a number; numbers rise by one. */
    interface Source {
        void fill(long number, Signal slot);
    }

    /**
     * One step.
     *
     * @param perSecond planned rate.
     * @param achievedPerSecond signals committed a second, from the first planned time to the last commit.
     * @param signals latencies in nanoseconds.
     * @param decisions latencies of decision records in nanoseconds.
     */
    record Step(double perSecond, double achievedPerSecond, Histogram signals, Histogram decisions) {
        /** Whether the rate was kept; if not, its latencies are those of a queue that grows. */
        boolean kept() {
            return achievedPerSecond >= KEPT * perSecond;
        }
    }

    private final Target target;
    private final Source source;
    private long next;

    /** @param first number of the first signal. */
    OpenLoop(Target target, Source source, long first) {
        this.target = target;
        this.source = source;
        this.next = first;
    }

    /** Number of the next signal. */
    long next() {
        return next;
    }

    /** Sends at a rate for a while, and then measures for a while. */
    Step run(double perSecond, long warmUpMs, long measuredMs) {
        send(perSecond, signals(perSecond, warmUpMs));
        return send(perSecond, signals(perSecond, measuredMs));
    }

    private static long signals(double perSecond, long ms) {
        return Math.max(1, Math.round(perSecond * ms / 1_000));
    }

    /** Stops early when it is further behind its plan than half a second, or the whole plan. */
    private Step send(double perSecond, long count) {
        LatencyProbe probe = target.probe();
        probe.reset();
        double gapNs = NS_PER_S / perSecond;
        long mostLagNs = Math.max(LEAST_LAG_NS, (long) (count * gapNs));
        long startNs = System.nanoTime() + HEAD_START_NS;
        long nowNs = startNs - HEAD_START_NS;
        long sent = 0;
        while (sent < count && nowNs - startNs - (long) (sent * gapNs) < mostLagNs) {
            long plannedNs = startNs + (long) (sent * gapNs);
            while (nowNs < plannedNs) {
                Thread.onSpinWait();
                nowNs = System.nanoTime();
            }
            Signal slot = target.ingress().tryClaim();
            if (slot == null) {
                nowNs = waitForRoom();
                continue;
            }
            source.fill(next++, slot);
            probe.sending(plannedNs);
            target.ingress().publish();
            sent++;
        }
        awaitDrained();
        long tookNs = Math.max(1, probe.lastCommitNs() - startNs);
        // The plan ends with the gap behind the last signal.
        double achieved = sent * (double) NS_PER_S / Math.max(tookNs, (long) (sent * gapNs));
        boolean stopped = sent < count;
        return new Step(
                perSecond,
                stopped ? Math.min(achieved, sent * perSecond / count) : achieved,
                probe.signals().copy(),
                probe.decisions().copy());
    }

    private long waitForRoom() {
        target.requireRunning();
        Thread.onSpinWait();
        return System.nanoTime();
    }

    private void awaitDrained() {
        while (!target.drained()) {
            target.requireRunning();
            Thread.onSpinWait();
        }
    }
}
