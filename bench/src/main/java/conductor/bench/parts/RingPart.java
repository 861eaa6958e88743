package conductor.bench.parts;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.RingBuffer;
import conductor.engine.core.Signal;
import conductor.engine.ring.SignalSlots;
import conductor.engine.ring.WaitProfile;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One hop over the ring: the producer fills a slot, another thread reads a field of it. Time of the slower of both a slot. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingPart {
    private static final int RING_SIZE = 4096;
    private static final int BATCH_MAX = 128;

    /** How the other thread waits. */
    @Param("BACKOFF")
    public WaitProfile wait;

    private RingBuffer<Signal> ring;
    private BatchEventProcessor<Signal> processor;
    private Thread thread;
    private long sum;
    private long filled;

    /** Starts the other thread. */
    @Setup
    public void setUp() {
        ring = RingBuffer.createSingleProducer(new SignalSlots(RING_SIZE), RING_SIZE, wait.strategy());
        processor = new BatchEventProcessorBuilder()
                .setMaxBatchSize(BATCH_MAX)
                .build(ring, ring.newBarrier(), (signal, sequence, endOfBatch) -> sum += signal.subjectKey);
        ring.addGatingSequences(processor.getSequence());
        thread = new Thread(processor, "hop");
        thread.start();
    }

    @Benchmark
    public void hop() {
        long claimed = ring.next();
        Signal slot = ring.get(claimed).clear();
        slot.subjectKey = ++filled;
        ring.publish(claimed);
    }

    /** Ends the other thread. */
    @TearDown
    public void tearDown() throws InterruptedException {
        processor.halt();
        thread.join();
        if (sum == 0) {
            throw new IllegalStateException("the other thread read nothing");
        }
    }
}
