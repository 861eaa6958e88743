package conductor.engine.ring;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.RingBuffer;
import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Hosts an engine behind a Disruptor ring: one producer ({@link #ingress}), and one engine thread ({@link FusedHandler}) or, in the
 * chained layout, one thread a stage ({@link ChainedHandler}, {@link StageChain}).
 */
public final class EnginePipeline {
    private final RingBuffer<Signal> ring;
    private final BatchEventProcessor<Signal> processor;
    private final SignalIngress ingress;
    private final FailStop failStop = new FailStop();
    private final EngineView view = new EngineView();
    private final LatencyRecorders latencies;
    private final Thread thread;
    /** The later stages in the chained layout, null in the fused one. */
    private final StageChain chain;

    /**
     * Builds ring and handler; nothing runs until {@link #start}.
     *
     * @param engine the engine, recovered up to the end of the journal; from here on it belongs to the engine thread.
     */
    public EnginePipeline(Engine engine, SignalJournal journal, DecisionLog decisionLog, PipelineConfig config) {
        this.ring = RingBuffer.createSingleProducer(
                new SignalSlots(config.ringSize()),
                config.ringSize(),
                config.waitProfile().strategy());
        this.ingress = new SignalIngress(ring, failStop);
        this.latencies = new LatencyRecorders(config.clock(), config.batchMax());
        Sequencer sequencer = new Sequencer(engine, config.clock(), config.checkpointEvery());
        SequencingHandler handler;
        if (config.layout() == Layout.CHAINED) {
            decisionLog.inputsAreCommittedBefore();
            this.chain = new StageChain(engine, decisionLog, view, failStop, latencies, config);
            handler = new ChainedHandler(ring, sequencer, journal, engine, chain, failStop, config.batchMax());
        } else {
            this.chain = null;
            handler = new FusedHandler(
                    ring, sequencer, journal, engine, decisionLog, view, failStop, latencies, config.batchMax());
        }
        this.processor = new BatchEventProcessorBuilder()
                .setMaxBatchSize(config.batchMax())
                .build(ring, ring.newBarrier(), handler);
        processor.setExceptionHandler(failStop);
        ring.addGatingSequences(processor.getSequence());
        view.publish(new CommitFigures().ofAll(engine, 0));
        this.thread = new Thread(processor, chain == null ? "engine" : "engine-scoring");
    }

    /** Starts the engine's threads. */
    public void start() {
        if (chain != null) {
            chain.start();
        }
        thread.start();
    }

    /** The producer's end. */
    public SignalIngress ingress() {
        return ingress;
    }

    /** The figures other threads may read. */
    public EngineView view() {
        return view;
    }

    /** How long signals take; for one thread that takes the histograms. */
    public LatencyRecorders latencies() {
        return latencies;
    }

    /** Whether and why the engine has stopped. */
    public FailStop failStop() {
        return failStop;
    }

    /** The engine thread, or that of the first stage. */
    public Thread thread() {
        return thread;
    }

    /** All threads of the engine, once started, for measuring. */
    public List<Thread> threads() {
        List<Thread> all = new ArrayList<>(List.of(thread));
        if (chain != null) {
            all.addAll(chain.threads());
        }
        return all;
    }

    /** Whether everything that was published has been handled and committed, or passed over after a failure. */
    public boolean drained() {
        // In this order: what the first stage has handled, it has handed on.
        return processor.getSequence().get() == ring.getCursor() && (chain == null || chain.drained());
    }

    /**
     * Handles what is in the ring, commits and ends the engine's threads; either takes {@code timeoutMs} at most. The
     * producer must have stopped. A thread that hangs in a write lives on: see {@link #ended}.
     *
     * @return false if the ring could not be drained; what was not handled is still in Redis.
     */
    public boolean stop(long timeoutMs) throws InterruptedException {
        long timeoutNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        long drainedByNs = System.nanoTime() + timeoutNs;
        while (!drained() && System.nanoTime() - drainedByNs < 0) {
            LockSupport.parkNanos(100_000);
        }
        boolean drained = drained();
        processor.halt();
        if (chain != null) {
            // First: the first stage may be waiting for room in it.
            chain.close();
        }
        long endedByNs = System.nanoTime() + timeoutNs;
        for (Thread stage : threads()) {
            stage.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(endedByNs - System.nanoTime())));
        }
        return drained;
    }

    /** Whether none of the engine's threads runs. While one does, what they write to must stay open: it is mapped memory. */
    public boolean ended() {
        return threads().stream().noneMatch(Thread::isAlive);
    }
}
