package conductor.bench.ingest;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SleepingWaitStrategy;
import conductor.engine.core.KeyHash;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.FailStop;
import conductor.engine.ring.SignalIngress;
import conductor.engine.ring.SignalSlots;
import conductor.gateway.EgressInbox;
import conductor.gateway.lookup.LookUpInbox;
import conductor.gateway.redis.RedisSource;
import conductor.gateway.redis.SeenStreams;
import conductor.gateway.redis.SourceConfig;
import conductor.gateway.redis.SourceCursors;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The node's own reading, decoding and merging, from Redis into a ring whose handler does nothing. Sixty percent of the signals pass
 * before the clock starts.
 */
final class NodeReading {
    private static final int RING_SIZE = 1 << 14;
    /** Before it the tables of what was seen still grow, and the compiler works. */
    private static final double WARM_UP_SHARE = 0.6;

    private static final long LONGEST_S = 300;
    private static final String ENGINE = "5e1f09c2";

    private final String uri;
    private final long signals;
    private final CountDownLatch finished = new CountDownLatch(1);
    private Thread sourceThread;
    private long[] library;
    private Use begin;
    private Use end;
    private long beganAt;
    private long letters;

    /** @param signals that the streams hold. */
    NodeReading(String uri, long signals) {
        this.uri = uri;
        this.signals = signals;
    }

    /** Reads all of them once. */
    Reading run() throws InterruptedException {
        RingBuffer<Signal> ring = RingBuffer.createSingleProducer(
                new SignalSlots(RING_SIZE), RING_SIZE, new SleepingWaitStrategy(10, 100_000));
        FailStop failStop = new FailStop();
        BatchEventProcessor<Signal> processor =
                new BatchEventProcessorBuilder().build(ring, ring.newBarrier(), new Counter());
        ring.addGatingSequences(processor.getSequence());
        SourceConfig config = new SourceConfig(
                uri,
                ClockMode.REDIS,
                "0",
                SourceConfig.DEFAULT_GROUP,
                SourceConfig.DEFAULT_COUNT,
                RING_SIZE,
                ENGINE,
                new KeyHash(1, 2),
                SourceConfig.DEFAULT_NAMES_MAX);
        RedisSource source = new RedisSource(
                config,
                new SignalIngress(ring, failStop),
                new EgressInbox(64),
                new LookUpInbox(64),
                SourceCursors.none(),
                new SeenStreams(),
                () -> Long.MAX_VALUE,
                SourceCursors::none,
                () -> true);
        Thread handler = new Thread(processor, "bench-ring");
        sourceThread = new Thread(source, "bench-source");
        handler.start();
        sourceThread.start();
        boolean whole = finished.await(LONGEST_S, TimeUnit.SECONDS);
        source.stop();
        sourceThread.join();
        processor.halt();
        handler.join();
        if (!whole || letters > 0) {
            throw new IllegalStateException("the streams were not read: " + letters + " dead letters, "
                    + (source.stats().problem() == null
                            ? "too slow"
                            : source.stats().problem()));
        }
        return end.since(begin, signals - beganAt);
    }

    private final class Counter implements EventHandler<Signal> {
        private long seen;

        @Override
        public void onEvent(Signal signal, long sequence, boolean endOfBatch) {
            if (signal.source == SourceId.INTERNAL || signal.type == SignalType.SOURCE_POSITION) {
                return;
            }
            if (signal.type == SignalType.DEAD_LETTER) {
                letters++;
            }
            if (++seen == (long) (signals * WARM_UP_SHARE)) {
                library = Use.libraryThreads();
                begin = Use.of(library, sourceThread.getId());
                beganAt = seen;
            } else if (seen == signals) {
                end = Use.of(library, sourceThread.getId());
                finished.countDown();
            }
        }
    }
}
