package conductor.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.core.Steps;
import conductor.engine.support.Payloads;
import conductor.engine.support.Stage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How three threads stop: all that was taken is done, or nothing more is, wherever the error was. */
class ChainedStopTest {
    private static final long PATIENCE_MS = 60_000;

    private final Ports ports = new Ports();
    private final EngineConfig config = Stage.period(5_000);
    private final CountDownLatch gate = new CountDownLatch(1);
    private EnginePipeline pipeline;
    private StageChain chain;
    private FailStop failStop;
    private int published;

    @AfterEach
    void close() throws InterruptedException {
        gate.countDown();
        if (pipeline != null) {
            if (pipeline.threads().stream().anyMatch(Thread::isAlive)) {
                pipeline.stop(PATIENCE_MS);
            }
            assertThat(pipeline.threads()).noneMatch(Thread::isAlive);
        }
        if (chain != null) {
            chain.close();
        }
    }

    @Test
    void aCleanStopHandlesAndCommitsAllThatWasTaken() throws InterruptedException {
        open(ports.decisions);
        publish(3_000);
        assertThat(pipeline.stop(PATIENCE_MS)).isTrue();
        assertThat(ports.committedSignals.stream().filter(s -> s.type == SignalType.CHAT))
                .hasSize(3_000);
        assertThat(pipeline.view().sequence()).isEqualTo(ports.committedSignals.size() - 1);
        assertThat(ports.timeline.get(ports.timeline.size() - 1)).startsWith("commit decisions");
        assertThat(pipeline.threads())
                .extracting(Thread::getName)
                .containsExactly("engine-scoring", "engine-detection", "engine-decisioning");
        assertThat(pipeline.threads()).noneMatch(Thread::isAlive);
    }

    @Test
    void aStopThatCannotWaitEndsTheThreadsAllTheSame() throws InterruptedException {
        ports.beforeDecisionsCommit = size -> waitForTheGate();
        open(ports.decisions);
        // More than the chain holds, less than the rings hold together: the first thread waits for the third.
        publish(100);
        assertThat(pipeline.stop(50)).isFalse();
        assertThat(pipeline.drained()).isFalse();
        assertThat(pipeline.ended()).isFalse();
        // The first stage, which waited for room, however late it is let run.
        pipeline.thread().join(PATIENCE_MS);
        assertThat(pipeline.thread().isAlive()).isFalse();
        assertThat(pipeline.ended()).isFalse();
        gate.countDown();
        await(pipeline::ended);
        assertThat(ports.committedSignals).hasSizeLessThan(100);
    }

    @Test
    void anErrorInTheFirstStageStopsAll() throws InterruptedException {
        ports.beforeAppend = sequence -> {
            if (sequence == 40) {
                throw new IllegalStateException("disk is gone");
            }
        };
        open(ports.decisions);
        publishUntilStopped();
        assertThat(pipeline.failStop().cause()).hasMessage("disk is gone");
        assertThat(pipeline.failStop().sequence()).isEqualTo(40);
        nothingIsCommittedFrom(40);
        assertThat(ports.committedSignals).extracting(s -> s.sequence).allMatch(sequence -> sequence < 40);
    }

    @Test
    void anErrorInTheThirdStageStopsAll() throws InterruptedException {
        open(new Failing(30));
        publishUntilStopped();
        assertThat(pipeline.failStop().cause()).hasMessage("no more");
        long failed = pipeline.failStop().sequence();
        assertThat(failed).isPositive();
        nothingIsCommittedFrom(failed);
        assertThat(ports.committedSignals).extracting(s -> s.sequence).contains(failed);
    }

    @Test
    void anErrorOfTheDecisionLogStopsAllBeforeItsDecisionsAreSeen() throws InterruptedException {
        ports.beforeDecisionsCommit = size -> {
            if (ports.committedSignals.size() > 30) {
                throw new IllegalStateException("disk is full");
            }
        };
        open(ports.decisions);
        publishUntilStopped();
        assertThat(pipeline.failStop().cause()).hasMessage("disk is full");
        nothingIsCommittedFrom(pipeline.failStop().sequence());
    }

    @Test
    void anErrorInTheSecondStageStopsAll() {
        openChain();
        Steps impossible = claim(SignalType.TICK, 6).steps;
        impossible.add(Steps.RELEASED, -5, 11, 0, Stage.START_MS);
        claim(SignalType.TICK, 7).lastOfBatch = true;
        chain.handOn();
        await(chain::drained);
        assertThat(failStop.cause()).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(failStop.sequence()).isEqualTo(6);
        assertThat(ports.timeline).isEmpty();
    }

    /** What the first stage relies on is checked, because a tick that is missing would only show when the journal is replayed. */
    @Test
    void aTimerThatIsDueSoonerThanTheFirstStageThinksStopsAll() {
        openChain();
        StageSlot slot = claim(SignalType.PAUSE, 3);
        slot.signal.value1 = 500;
        slot.signal.value2 = 77;
        Payloads.command(slot.signal, "c-1", "usr_1", "");
        slot.quietUntilMs = Stage.START_MS + 501;
        chain.handOn();
        await(chain::drained);
        assertThat(failStop.cause()).hasMessageContaining("the journal may lack a tick");
        assertThat(failStop.sequence()).isEqualTo(3);
    }

    private void open(DecisionLog log) {
        pipeline = new EnginePipeline(
                new Engine(config, log),
                ports.journal,
                log,
                new PipelineConfig(64, WaitProfile.BACKOFF, ClockMode.STREAM, 8, 100_000, Layout.CHAINED));
        pipeline.start();
    }

    private void openChain() {
        failStop = new FailStop();
        chain = new StageChain(
                new Engine(config, ports.decisions),
                ports.decisions,
                new EngineView(),
                failStop,
                new LatencyRecorders(ClockMode.STREAM, 8),
                new PipelineConfig(64, WaitProfile.BACKOFF, ClockMode.STREAM, 8, 100_000, Layout.CHAINED));
        chain.start();
    }

    private StageSlot claim(int type, long sequence) {
        StageSlot slot = chain.claim();
        slot.signal.clear();
        slot.signal.type = type;
        slot.signal.sequence = sequence;
        slot.signal.engineTimeMs = Stage.START_MS;
        return slot;
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

    private boolean publishOne() {
        Signal signal = pipeline.ingress().tryClaim();
        if (signal == null) {
            return false;
        }
        signal.type = SignalType.CHAT;
        signal.source = SourceId.CHAT;
        signal.sourceTimeMs = Stage.START_MS + 10L * published;
        signal.sourceSeq = published++;
        signal.subjectKey = 11 + published % 3;
        signal.actorKey = 1 + published % 7;
        pipeline.ingress().publish();
        return true;
    }

    private void nothingIsCommittedFrom(long sequence) throws InterruptedException {
        assertThat(pipeline.ingress().tryClaim()).isNull();
        assertThat(pipeline.stop(PATIENCE_MS)).isTrue();
        assertThat(ports.committedDecisions).extracting(r -> r.d.causeSequence).allMatch(cause -> cause < sequence);
        assertThat(pipeline.view().sequence()).isLessThan(sequence);
    }

    private void waitForTheGate() {
        try {
            gate.await(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadlineNs);
            LockSupport.parkNanos(1_000);
        }
    }

    /** Takes a number of records and no more. */
    private final class Failing implements DecisionLog {
        private int left;

        Failing(int records) {
            left = records;
        }

        @Override
        public void onDecision(Decision decision) {
            if (left-- == 0) {
                throw new IllegalStateException("no more");
            }
            ports.decisions.onDecision(decision);
        }

        @Override
        public void commit() {
            ports.decisions.commit();
        }
    }
}
