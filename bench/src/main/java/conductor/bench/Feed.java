package conductor.bench;

import conductor.engine.core.Signal;
import conductor.engine.ring.EnginePipeline;
import conductor.engine.ring.SignalIngress;
import java.util.concurrent.locks.LockSupport;

/** The producer: puts a workload on the ring as fast as it takes it. */
final class Feed {
    private static final int TRIES = 20;
    private static final long PARK_NS = 50_000;

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
