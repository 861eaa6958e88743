package conductor.engine.ring;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.RingBuffer;
import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Hosts an engine behind a Disruptor ring: one producer ({@link #ingress}), one engine thread ({@link FusedHandler}).
 */
public final class EnginePipeline {
    private final RingBuffer<Signal> ring;
    private final BatchEventProcessor<Signal> processor;
    private final SignalIngress ingress;
    private final FailStop failStop = new FailStop();
    private final EngineView view = new EngineView();
    private final LatencyRecorders latencies;
    private final Thread thread;

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
        FusedHandler handler = new FusedHandler(
                ring, sequencer, journal, engine, decisionLog, view, failStop, latencies, config.batchMax());
        this.processor = new BatchEventProcessorBuilder()
                .setMaxBatchSize(config.batchMax())
                .build(ring, ring.newBarrier(), handler);
        processor.setExceptionHandler(failStop);
        ring.addGatingSequences(processor.getSequence());
        view.publish(engine, 0);
        this.thread = new Thread(processor, "engine");
    }

    /** Starts the engine thread. */
    public void start() {
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

    /** The engine thread, for measuring. */
    public Thread thread() {
        return thread;
    }

    /** Whether everything that was published has been handled and committed, or passed over after a failure. */
    public boolean drained() {
        return processor.getSequence().get() == ring.getCursor();
    }

    /**
     * Handles what is in the ring, commits and ends the engine thread. The producer must have stopped.
     *
     * @return false if that took longer than {@code timeoutMs}; what was not handled is still in Redis.
     */
    public boolean stop(long timeoutMs) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (!drained() && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(100_000);
        }
        boolean drained = drained();
        processor.halt();
        thread.join(Math.max(1, timeoutMs));
        return drained;
    }
}
