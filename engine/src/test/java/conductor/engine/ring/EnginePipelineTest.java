package conductor.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.support.Stage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine behind the real ring, with its thread. */
@Timeout(240)
class EnginePipelineTest {
    private static final long PATIENCE_MS = 60_000;
    private static final int RING = 16;

    private final Ports ports = new Ports();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch reached = new CountDownLatch(1);
    private Engine engine;
    private EnginePipeline pipeline;
    private long published;

    @AfterEach
    void stop() throws InterruptedException {
        gate.countDown();
        if (pipeline.thread().isAlive()) {
            pipeline.stop(PATIENCE_MS);
        }
        assertThat(pipeline.thread().isAlive()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(WaitProfile.class)
    void stoppingHandlesAndCommitsWhatIsInTheRing(WaitProfile waitProfile) throws InterruptedException {
        open(new PipelineConfig(1_024, waitProfile, ClockMode.STREAM, 32, 100_000));
        publish(5_000);
        assertThat(pipeline.stop(PATIENCE_MS)).isTrue();
        assertThat(pipeline.drained()).isTrue();
        assertThat(pipeline.thread().isAlive()).isFalse();
        everythingIsCommittedInOrder(5_000);
        EngineView.Figures figures = pipeline.view().figures();
        assertThat(figures.signals()).isEqualTo(5_000);
        assertThat(figures.stateHash()).isEqualTo(engine.stateHash());
        assertThat(figures.decisions() + figures.scores()).isEqualTo(ports.committedDecisions.size());
    }

    @Test
    void whenTheRingIsFullNothingCanBeClaimedAndNothingIsLost() throws InterruptedException {
        open(config());
        holdTheEngineAt(0);
        publish(1);
        reached.await();
        publish(RING - 1);
        assertThat(pipeline.ingress().tryClaim()).isNull();
        assertThat(pipeline.ingress().freeSlots()).isZero();
        assertThat(pipeline.ingress().stopped()).isFalse();
        assertThat(ports.committedSignals).isEmpty();
        gate.countDown();
        publish(100);
        await(pipeline::drained);
        everythingIsCommittedInOrder(RING + 100);
    }

    @Test
    void stoppingAnEngineThatIsHeldUpSaysThatNotAllWasHandled() throws InterruptedException {
        open(config());
        holdTheEngineAt(0);
        publish(1);
        reached.await();
        publish(4);
        assertThat(pipeline.stop(20)).isFalse();
        assertThat(pipeline.drained()).isFalse();
        gate.countDown();
        pipeline.thread().join(PATIENCE_MS);
        assertThat(ports.committedSignals).hasSize(1);
    }

    @Test
    void anErrorInTheJournalStopsTheEngineAndNothingLaterIsHandledOrCommitted() throws InterruptedException {
        open(config());
        holdTheEngineAt(40);
        Ports.Hook hold = ports.beforeAppend;
        ports.beforeAppend = sequence -> {
            hold.run(sequence);
            if (sequence == 40) {
                throw new IllegalStateException("disk is gone");
            }
        };
        publish(41);
        reached.await();
        publish(5);
        gate.countDown();
        await(pipeline.failStop()::failed);
        assertThat(pipeline.failStop().cause()).hasMessage("disk is gone");
        assertThat(pipeline.failStop().sequence()).isEqualTo(40);
        nothingIsHandledAfter(40);
    }

    @Test
    void anErrorOfTheDecisionLogStopsTheEngineBeforeItsDecisionsAreSeen() throws InterruptedException {
        open(config());
        ports.beforeDecisionsCommit = size -> {
            if (ports.committedSignals.size() > 30) {
                throw new IllegalStateException("disk is full");
            }
        };
        publishUntilStopped();
        assertThat(pipeline.failStop().cause()).hasMessage("disk is full");
        long committed = ports.committedSignals.size();
        assertThat(pipeline.view().sequence()).isLessThan(committed - 1);
        nothingIsHandledAfter(committed);
    }

    @Test
    void everyRecordAndEveryLiveEntryIsMeasured() throws InterruptedException {
        open(new PipelineConfig(RING, WaitProfile.BACKOFF, ClockMode.REDIS, 8, 40));
        publish(1_000);
        assertThat(pipeline.stop(PATIENCE_MS)).isTrue();
        assertThat(pipeline.latencies().engineDurations(null).getTotalCount()).isEqualTo(ports.committedSignals.size());
        assertThat(pipeline.latencies().endToEnd(null).getTotalCount()).isEqualTo(1_000);
        assertThat(ports.committedSignals).hasSizeGreaterThan(1_000);
    }

    @Test
    void theFirstErrorIsKept() {
        open(config());
        FailStop failStop = new FailStop();
        Signal signal = new Signal().clear();
        signal.sequence = 7;
        failStop.handleEventException(new IllegalStateException("first"), 3, signal);
        signal.sequence = 8;
        failStop.handleEventException(new IllegalStateException("second"), 4, signal);
        assertThat(failStop.cause()).hasMessage("first");
        assertThat(failStop.sequence()).isEqualTo(7);
        assertThat(failStop.failed()).isTrue();
    }

    @Test
    void figuresAreConsistentWhileTheEngineWrites() throws InterruptedException {
        Map<Long, Long> hashes = new ConcurrentHashMap<>();
        ports.beforeDecisionsCommit = size -> hashes.put(engine.sequence(), engine.stateHash());
        open(new PipelineConfig(64, WaitProfile.BACKOFF, ClockMode.STREAM, 4, 100_000));
        hashes.put(-1L, engine.stateHash());
        Reader reader = new Reader(pipeline.view(), hashes);
        reader.start();
        while (published < 5_000 || (published < 20_000 && reader.copies < 2_000)) {
            long before = reader.copies;
            publish(50);
            await(() -> reader.copies > before || reader.problem != null);
        }
        await(pipeline::drained);
        reader.finish();
        assertThat(reader.problem).isNull();
        assertThat(reader.copies).isGreaterThanOrEqualTo(100);
        assertThat(pipeline.view().figures().cursorSeq()[SourceId.CHAT]).isEqualTo(published - 1);
    }

    /** Copies figures as fast as it can and checks that each copy is of one commit. */
    private static final class Reader extends Thread {
        private final EngineView view;
        private final Map<Long, Long> hashes;
        private volatile boolean finished;
        private volatile String problem;
        private volatile long copies;

        Reader(EngineView view, Map<Long, Long> hashes) {
            this.view = view;
            this.hashes = hashes;
        }

        @Override
        public void run() {
            long last = -1;
            while (!finished && problem == null) {
                EngineView.Figures f = view.figures();
                boolean oneCommit = f.cursorSeq()[SourceId.CHAT] == Math.max(0, f.signals() - 1)
                        && f.cursorTimeMs()[SourceId.CHAT] == timeOf(f.signals() - 1)
                        && Long.valueOf(f.stateHash()).equals(hashes.get(f.sequence()));
                if (!oneCommit || f.sequence() < last) {
                    problem = f + " after " + last + ", hash then " + hashes.get(f.sequence());
                }
                last = f.sequence();
                copies++;
            }
        }

        void finish() throws InterruptedException {
            finished = true;
            join(PATIENCE_MS);
        }
    }

    private static PipelineConfig config() {
        return new PipelineConfig(RING, WaitProfile.BACKOFF, ClockMode.STREAM, 8, 100_000);
    }

    private void open(PipelineConfig config) {
        engine = new Engine(Stage.period(5_000), ports.decisions);
        pipeline = new EnginePipeline(engine, ports.journal, ports.decisions, config);
        pipeline.start();
    }

    private void holdTheEngineAt(long heldSequence) {
        ports.beforeAppend = sequence -> {
            if (sequence == heldSequence) {
                reached.countDown();
                try {
                    gate.await(PATIENCE_MS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            await(this::publishOne);
        }
    }

    private void publishUntilStopped() {
        await(() -> {
            publishOne();
            return pipeline.ingress().stopped();
        });
    }

    /** Chats ten milliseconds apart; false when the ring is full. */
    private boolean publishOne() {
        Signal signal = pipeline.ingress().tryClaim();
        if (signal == null) {
            return false;
        }
        signal.type = SignalType.CHAT;
        signal.source = SourceId.CHAT;
        signal.sourceTimeMs = timeOf(published);
        signal.sourceSeq = published++;
        signal.subjectKey = 11 + published % 3;
        signal.actorKey = 1 + published % 7;
        pipeline.ingress().publish();
        return true;
    }

    private static long timeOf(long chat) {
        return chat < 0 ? 0 : Stage.START_MS + 10 * chat;
    }

    private void everythingIsCommittedInOrder(int count) {
        assertThat(pipeline.failStop().cause()).isNull();
        assertThat(ports.committedSignals.stream().filter(s -> s.type == SignalType.CHAT))
                .extracting(s -> s.sourceSeq)
                .containsExactlyElementsOf(LongStream.range(0, count).boxed().toList());
        assertThat(ports.committedSignals)
                .extracting(s -> s.sequence)
                .containsExactlyElementsOf(LongStream.range(0, ports.committedSignals.size())
                        .boxed()
                        .toList());
    }

    private void nothingIsHandledAfter(long sequence) throws InterruptedException {
        assertThat(pipeline.ingress().tryClaim()).isNull();
        await(pipeline::drained);
        assertThat(engine.sequence()).isLessThan(sequence);
        assertThat(ports.committedSignals).extracting(s -> s.sequence).allMatch(s -> s < sequence);
        assertThat(ports.timeline).noneMatch(line -> line.equals("append " + (sequence + 1)));
        long committed = ports.committedSignals.size();
        assertThat(pipeline.stop(PATIENCE_MS)).isTrue();
        assertThat(ports.committedSignals).hasSize((int) committed);
    }

    private static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadlineNs);
            LockSupport.parkNanos(1_000);
        }
    }
}
