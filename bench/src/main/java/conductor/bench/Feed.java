package conductor.bench;

import conductor.engine.core.Signal;
import conductor.engine.ring.EnginePipeline;
import conductor.engine.ring.SignalIngress;
import java.util.concurrent.locks.LockSupport;

/** The producer: puts a workload on the ring as fast as it takes it. */
final class Feed {
    private static final int TRIES = 20;
    private static final long PARK_NS = 50_000;
    private static final long MILLISECOND_NS = 1_000_000;
    private static final long NS_PER_SECOND = 1_000_000_000;

    private final EnginePipeline pipeline;
    private final SignalIngress ingress;
    private final Workload workload;

    Feed(EnginePipeline pipeline, Workload workload) {
        this.pipeline = pipeline;
        this.ingress = pipeline.ingress();
        this.workload = workload;
    }

    /** Defines every session. */
    void define() {
        for (int s = 0; s < workload.sessions(); s++) {
            workload.define(s, claim());
            ingress.publish();
        }
        awaitDrained();
    }

    /** Feeds signals {@code from} (inclusive) to {@code to} (exclusive) and waits until all are committed. */
    void feed(int from, int to) {
        for (int i = from; i < to; i++) {
            workload.fill(i, claim());
            ingress.publish();
        }
        awaitDrained();
    }

    /**
     * The same at a rate: what a millisecond brings comes at once, as it does from a stream that is read in batches.
     *
     * @param perSecond signals a second, 0 = as many as the ring takes.
     */
    void feed(int from, int to, int perSecond) {
        if (perSecond == 0) {
            feed(from, to);
            return;
        }
        long beganNs = System.nanoTime();
        int next = from;
        while (next < to) {
            long due = from + (System.nanoTime() - beganNs) * perSecond / NS_PER_SECOND;
            while (next < Math.min(to, due)) {
                workload.fill(next++, claim());
                ingress.publish();
            }
            LockSupport.parkNanos(MILLISECOND_NS);
        }
        awaitDrained();
    }

    private Signal claim() {
        int tries = 0;
        Signal slot = ingress.tryClaim();
        while (slot == null) {
            requireRunning();
            pause(tries++);
            slot = ingress.tryClaim();
        }
        return slot;
    }

    private void awaitDrained() {
        int tries = 0;
        while (!pipeline.drained()) {
            requireRunning();
            pause(tries++);
        }
    }

    private static void pause(int tries) {
        if (tries < TRIES) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(PARK_NS);
        }
    }

    private void requireRunning() {
        if (pipeline.failStop().failed()) {
            throw new IllegalStateException(
                    "the engine stopped", pipeline.failStop().cause());
        }
    }
}
