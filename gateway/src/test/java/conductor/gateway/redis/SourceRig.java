package conductor.gateway.redis;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SleepingWaitStrategy;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.FailStop;
import conductor.engine.ring.SignalIngress;
import conductor.gateway.EgressInbox;
import conductor.gateway.lookup.LookUpInbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A source with a ring and a consumer that keeps what comes, in place of an engine. */
final class SourceRig implements AutoCloseable {
    final FailStop failStop = new FailStop();
    final EgressInbox inbox = new EgressInbox(64);
    final LookUpInbox lookUps = new LookUpInbox(64);
    final RedisSource source;
    /** What a recovery would find; for whoever comes after this one's end. */
    final SeenStreams journalled = new SeenStreams();

    volatile long nextDueMs = Long.MAX_VALUE;
    volatile boolean intakeOpen = true;
    volatile boolean openForResults = true;
    volatile long consumerPauseNs;
    /** Entries after which the consumer takes no more, until this is raised. */
    volatile int heldFrom = Integer.MAX_VALUE;

    private final RingBuffer<Signal> ring;
    private final List<Received> received = new ArrayList<>();
    private final BatchEventProcessor<Signal> consumer;
    private final Thread consumerThread;
    private final Thread sourceThread;
    private SourceCursors cursors;
    /** The consumer's own count. */
    private int entriesReceived;

    SourceRig(SourceConfig config, SourceCursors start) {
        this(config, start, new SeenStreams());
    }

    /** With what an earlier one has journalled. */
    SourceRig(SourceConfig config, SourceCursors start, SeenStreams seen) {
        this(config, start, seen, new RedisClock(start.engineTimeMs()));
    }

    SourceRig(SourceConfig config, SourceCursors start, SeenStreams seen, RedisClock clock) {
        ring = RingBuffer.createSingleProducer(Signal::new, config.ringSize(), new SleepingWaitStrategy(10, 100_000));
        cursors = start;
        consumer = new BatchEventProcessorBuilder().build(ring, ring.newBarrier(), this::consume);
        consumer.setExceptionHandler(failStop);
        ring.addGatingSequences(consumer.getSequence());
        source = new RedisSource(
                config,
                new SignalIngress(ring, failStop),
                inbox,
                lookUps,
                start,
                seen,
                () -> nextDueMs,
                this::cursors,
                new Gate(),
                clock);
        consumerThread = new Thread(consumer, "test-engine");
        sourceThread = new Thread(source, "test-ingest");
    }

    private final class Gate implements IntakeGate {
        @Override
        public boolean open() {
            return intakeOpen;
        }

        @Override
        public boolean openForResults() {
            return openForResults;
        }
    }

    static SourceConfig config(String redisUri, ClockMode clock, String startAt, int count, int ringSize) {
        return new SourceConfig(
                redisUri,
                clock,
                startAt,
                SourceConfig.DEFAULT_GROUP,
                count,
                ringSize,
                Entries.ENGINE,
                Entries.HASH,
                1 << 12);
    }

    SourceRig start() {
        consumerThread.start();
        sourceThread.start();
        return this;
    }

    private void consume(Signal signal, long sequence, boolean endOfBatch) {
        while (entriesReceived >= heldFrom) {
            LockSupport.parkNanos(100_000);
        }
        if (consumerPauseNs > 0) {
            LockSupport.parkNanos(consumerPauseNs);
        }
        Received copy = Received.of(signal);
        journalled.note(signal);
        synchronized (received) {
            received.add(copy);
            entriesReceived += copy.isEntry() ? 1 : 0;
            if (copy.isEntry() || copy.type() == SignalType.SOURCE_POSITION || copy.isMark()) {
                cursors = cursors.with(copy.source(), copy.ms(), copy.seq());
            }
        }
    }

    SourceCursors cursors() {
        synchronized (received) {
            return cursors;
        }
    }

    List<Received> received() {
        synchronized (received) {
            return new ArrayList<>(received);
        }
    }

    List<Received> entries() {
        return received().stream().filter(Received::isEntry).toList();
    }

    void awaitEntries(int count) {
        Await.until(count + " entries are there", () -> entries().size() >= count);
    }

    /** Waits until the consumer has everything that was published. */
    void awaitDrained() {
        Await.until("the ring is empty", () -> consumer.getSequence().get() == ring.getCursor());
    }

    /** Stops the source and answers how long that took. */
    long stop() throws InterruptedException {
        long startNs = System.nanoTime();
        source.stop();
        sourceThread.join();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    }

    @Override
    public void close() throws InterruptedException {
        stop();
        heldFrom = Integer.MAX_VALUE;
        consumer.halt();
        consumerThread.join();
    }
}
