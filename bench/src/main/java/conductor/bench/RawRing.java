package conductor.bench;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import conductor.engine.core.Signal;
import conductor.engine.ring.FailStop;
import conductor.engine.ring.PipelineConfig;
import conductor.engine.ring.SignalIngress;
import conductor.engine.ring.SignalSlots;

/** A ring like the engine's, of the same slots and with the same way of waiting, behind which nothing is done but read a field. */
final class RawRing implements OpenLoop.Target, AutoCloseable {
    private final RingBuffer<Signal> ring;
    private final BatchEventProcessor<Signal> processor;
    private final SignalIngress ingress;
    private final FailStop failStop = new FailStop();
    private final LatencyProbe probe;
    private final Pinning pinning;
    private final Thread thread;
    private long sum;

    RawRing(PipelineConfig config, Pinning pinning) {
        this.ring = RingBuffer.createSingleProducer(
                new SignalSlots(config.ringSize()),
                config.ringSize(),
                config.waitProfile().strategy());
        this.probe = new LatencyProbe(config.ringSize());
        this.pinning = pinning;
        this.processor = new BatchEventProcessorBuilder()
                .setMaxBatchSize(config.batchMax())
                .build(ring, ring.newBarrier(), new Handler());
        processor.setExceptionHandler(failStop);
        this.ingress = new SignalIngress(ring, failStop);
        ring.addGatingSequences(processor.getSequence());
        this.thread = new Thread(processor, "hop");
        thread.start();
    }

    private final class Handler implements EventHandler<Signal> {
        @Override
        public void onStart() {
            pinning.pinConsumer();
        }

        @Override
        public void onEvent(Signal signal, long sequence, boolean endOfBatch) {
            sum += signal.subjectKey;
            probe.applied(signal);
            if (endOfBatch) {
                probe.committed();
            }
        }
    }

    @Override
    public SignalIngress ingress() {
        return ingress;
    }

    @Override
    public LatencyProbe probe() {
        return probe;
    }

    @Override
    public boolean drained() {
        return processor.getSequence().get() == ring.getCursor();
    }

    @Override
    public void requireRunning() {
        if (failStop.failed()) {
            throw new IllegalStateException("the ring's handler failed", failStop.cause());
        }
    }

    @Override
    public void close() throws InterruptedException {
        processor.halt();
        thread.join();
        if (sum == 0) {
            throw new IllegalStateException("the handler read nothing");
        }
    }
}
