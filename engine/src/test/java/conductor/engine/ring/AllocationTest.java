package conductor.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.RingBuffer;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.Signal;
import conductor.engine.core.SourceId;
import conductor.engine.support.Stage;
import conductor.engine.wire.DecisionCodec;
import conductor.engine.wire.SignalCodec;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Once the tables have reached their size, nothing between the ring and the decision journal allocates: not a byte over
 * hundreds of thousands of signals of all kinds. A sink and a journal that do allocate show that the measure would notice.
 */
class AllocationTest {
    /** Days until every table, heap and index has been as full as it gets. */
    private static final int WARM_UP_DAYS = 8;

    /** What is measured at a time. */
    private static final int LEAST_SIGNALS = 200_000;

    /**
     * Times that are measured until nothing is allocated: code that is not yet compiled, or was given up for a moment, allocates what
     * compiled code does not, and on a machine that is busy the compiler may take any time to come to rest.
     */
    private static final int TRIES = 40;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final EncodingJournal journal = new EncodingJournal();
    private final EncodingLog log = new EncodingLog();
    private final long[] published = new long[1 + 4_096];
    private EngineConfig config = config();

    @Test
    void nothingIsAllocatedOnceTheTablesHaveReachedTheirSize() {
        long bytes = bytesOfDays(TRIES);
        everythingHappened();
        assertThat(bytes).isZero();
    }

    @Test
    void nothingIsAllocatedByDetectorV2() {
        config = EngineConfig.parse(config.toText() + "detection.version=v2\n");
        assertThat(bytesOfDays(TRIES)).isZero();
        assertThat(log.seenStates[DecisionState.PUBLISHED]).isPositive();
    }

    @Test
    void nothingIsAllocatedOnAnyThreadOfTheChainedLayout() throws InterruptedException {
        assertThat(bytesOfChainedDays(TRIES)).isZero();
        everythingHappened();
    }

    @Test
    void aSinkThatBoxesIsNoticedInTheChainedLayout() throws InterruptedException {
        log.boxes = true;
        assertThat(bytesOfChainedDays(1)).isGreaterThanOrEqualTo(16L * log.measured());
    }

    @Test
    void aSinkThatBoxesIsNoticed() {
        log.boxes = true;
        long bytes = bytesOfDays(1);
        assertThat(bytes).isGreaterThanOrEqualTo(16L * log.measured());
    }

    @Test
    void aJournalThatAllocatesOnceInAThousandSignalsIsNoticed() {
        journal.allocates = true;
        assertThat(bytesOfDays(1)).isGreaterThanOrEqualTo(16L * (LEAST_SIGNALS / 1_000));
    }

    private long bytesOfDays(int tries) {
        // As of a live node, which records the most.
        LatencyRecorders latencies = new LatencyRecorders(ClockMode.REDIS, 128);
        Exporter exporter = new Exporter(latencies);
        exporter.start();
        try {
            return bytesOfDays(latencies, tries);
        } finally {
            exporter.finish();
            assertThat(exporter.records).isGreaterThan(LEAST_SIGNALS);
        }
    }

    private long bytesOfDays(LatencyRecorders latencies, int tries) {
        Engine engine = new Engine(config, log);
        FusedHandler handler = new FusedHandler(
                RingBuffer.createSingleProducer(Signal::new, 2),
                new Sequencer(engine, ClockMode.STREAM, 5_000),
                journal,
                engine,
                log,
                new EngineView(),
                new FailStop(),
                latencies,
                128);
        ConferenceDay day =
                new ConferenceDay(signal -> handler.onEvent(signal, 0, (signal.sourceSeq & 63) == 0), published);
        for (int i = 0; i < WARM_UP_DAYS; i++) {
            day.play();
        }
        long overhead = THREADS.getCurrentThreadAllocatedBytes();
        overhead = THREADS.getCurrentThreadAllocatedBytes() - overhead;
        long bytes = Long.MAX_VALUE;
        for (int i = 0; i < tries && bytes > 0; i++) {
            log.beginMeasuring();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            playOn(day);
            bytes = THREADS.getCurrentThreadAllocatedBytes() - before - overhead;
        }
        assertThat(engine.stateHash()).isEqualTo(engine.recomputeStateHash());
        return bytes;
    }

    /** The same with one thread a stage, each of which is measured. */
    private long bytesOfChainedDays(int tries) throws InterruptedException {
        PipelineConfig chained =
                new PipelineConfig(1_024, WaitProfile.BACKOFF, ClockMode.STREAM, 128, 5_000, Layout.CHAINED);
        Engine engine = new Engine(config, log);
        EnginePipeline pipeline = new EnginePipeline(engine, journal, log, chained);
        pipeline.start();
        ConferenceDay day = new ConferenceDay(signal -> publish(signal, pipeline), published);
        for (int i = 0; i < WARM_UP_DAYS; i++) {
            day.play();
        }
        await(pipeline::drained);
        long bytes = Long.MAX_VALUE;
        for (int i = 0; i < tries && bytes > 0; i++) {
            log.beginMeasuring();
            long before = allocatedBy(pipeline);
            playOn(day);
            await(pipeline::drained);
            bytes = allocatedBy(pipeline) - before;
        }
        assertThat(pipeline.stop(60_000)).isTrue();
        assertThat(pipeline.failStop().cause()).isNull();
        assertThat(engine.stateHash()).isEqualTo(engine.recomputeStateHash());
        return bytes;
    }

    private static void playOn(ConferenceDay day) {
        long signals = day.signals();
        while (day.signals() < signals + LEAST_SIGNALS) {
            day.play();
        }
    }

    /** Once time has moved everything is awaited: then the commands of that time are known, which the day answers. */
    private static void publish(Signal signal, EnginePipeline pipeline) {
        await(() -> pipeline.ingress().freeSlots() > 0);
        pipeline.ingress().tryClaim().copyFrom(signal);
        pipeline.ingress().publish();
        if (signal.source == SourceId.TIME) {
            await(pipeline::drained);
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(10_000);
        }
    }

    private static long allocatedBy(EnginePipeline pipeline) {
        return pipeline.threads().stream()
                .mapToLong(thread -> THREADS.getThreadAllocatedBytes(thread.getId()))
                .sum();
    }

    private void everythingHappened() {
        for (int type = DecisionType.SCORE; type <= DecisionType.SUMMARY; type++) {
            assertThat(log.seen[type]).as(DecisionType.name(type)).isPositive();
        }
        for (int state : new int[] {
            DecisionState.PUBLISHED,
            DecisionState.EXECUTED,
            DecisionState.FAILED,
            DecisionState.SKIPPED,
            DecisionState.CONTROL,
            DecisionState.MEASURED,
            DecisionState.REJECTED,
            DecisionState.APPROVED
        }) {
            assertThat(log.seenStates[state]).as(DecisionState.name(state)).isPositive();
        }
    }

    private static EngineConfig config() {
        EngineConfig config = Stage.with(Stage.period(5_000), "decisioning.default.mode", Mode.name(Mode.AUTO));
        config = Stage.with(config, "decisioning.policy", "THOMPSON");
        config = Stage.with(config, "engine.events-max", ConferenceDay.SESSIONS + 40);
        return Stage.with(config, "decisioning.default.max-interventions-per-hour", 100);
    }

    /** Takes the histograms all the time, as an exporter does every second. */
    private static final class Exporter extends Thread {
        private final LatencyRecorders latencies;
        private volatile boolean finished;
        private long records;

        Exporter(LatencyRecorders latencies) {
            this.latencies = latencies;
        }

        @Override
        public void run() {
            Histogram durations = null;
            Histogram waits = null;
            boolean last;
            do {
                last = finished;
                durations = latencies.engineDurations(durations);
                waits = latencies.endToEnd(waits);
                records += durations.getTotalCount();
                LockSupport.parkNanos(1_000_000);
            } while (!last);
        }

        void finish() {
            finished = true;
            try {
                join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Encodes what it is given, as the real one does, and keeps nothing. */
    private static final class EncodingJournal implements SignalJournal {
        private final SignalCodec codec = new SignalCodec();
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[SignalCodec.MAX_LENGTH]);
        private boolean allocates;
        private Object kept;

        @Override
        public void append(Signal signal) {
            codec.encode(signal, buffer, 0);
            if (allocates && signal.sequence % 1_000 == 0) {
                kept = new Object();
            }
        }

        @Override
        public void commit() {}
    }

    /** Encodes what it is given and counts it. */
    private final class EncodingLog implements DecisionLog {
        private final DecisionCodec codec = new DecisionCodec();
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[DecisionCodec.MAX_LENGTH]);
        private final long[] seen = new long[DecisionType.SUMMARY + 1];
        private final long[] seenStates = new long[16];
        private boolean boxes;
        private Object boxed;

        @Override
        public void onDecision(Decision d) {
            codec.encode(d, buffer, 0);
            seen[d.type]++;
            if (d.type == DecisionType.DECISION) {
                seenStates[d.state]++;
                if (d.state == DecisionState.PUBLISHED) {
                    published[1 + (int) (published[0]++ % (published.length - 1))] = d.seq;
                }
            }
            if (boxes) {
                boxed = d.engineTimeMs;
            }
        }

        @Override
        public void commit() {}

        void beginMeasuring() {
            Arrays.fill(seen, 0);
            Arrays.fill(seenStates, 0);
        }

        long measured() {
            return Arrays.stream(seen).sum();
        }
    }
}
