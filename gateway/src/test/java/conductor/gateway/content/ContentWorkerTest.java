package conductor.gateway.content;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.ContentMethod;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.gateway.content.ContentStats.Result;
import conductor.gateway.lookup.LookUp;
import conductor.gateway.lookup.LookUpInbox;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ContentWorkerTest {
    private static final long SESSION = 4_711;
    private static final long NOW_MS = 10_000_000;

    /** Answers what it is told, and notes what it is asked. */
    private static final class Provider implements ContentProvider {
        private final List<ContentRequest> asked = new CopyOnWriteArrayList<>();
        private final List<Long> closed = new CopyOnWriteArrayList<>();
        private volatile CountDownLatch holding = new CountDownLatch(0);
        private volatile boolean breaks;
        private volatile boolean ended;

        @Override
        public Made make(ContentRequest request, long limitMs) throws InterruptedException {
            asked.add(request);
            holding.await();
            if (breaks) {
                throw new IllegalStateException("planted");
            }
            return new Made(ContentMethod.PRIMARY, "{}".getBytes(StandardCharsets.UTF_8), 7_500);
        }

        @Override
        public void closed(long session) {
            closed.add(session);
        }

        @Override
        public void close() {
            ended = true;
        }
    }

    private final Queue<Consumer<Decision>> records = new ConcurrentLinkedQueue<>();
    private final Provider provider = new Provider();
    private final LookUpInbox inbox = new LookUpInbox(16);
    private final ContentStats stats = new ContentStats();
    private final ContentWorker worker = new ContentWorker(this::next, () -> NOW_MS, provider, inbox, stats, 8_500, 1);
    private final Thread thread = new Thread(worker);

    @AfterEach
    void stop() throws InterruptedException {
        worker.stop();
        thread.join();
    }

    @Test
    void aProposalGetsContentWithItsFiguresAndTheAgeOfItsSession() throws InterruptedException {
        opened(NOW_MS - 125_000);
        decision(1, 20, DecisionState.PROPOSED, NOW_MS);
        thread.start();

        LookUp.Content content = handedOn();

        assertThat(content.decisionSeq()).isEqualTo(20);
        assertThat(content.method()).isEqualTo(ContentMethod.PRIMARY);
        assertThat(content.costMicros()).isEqualTo(7_500);
        assertThat(content.tookMs()).isNotNegative();
        assertThat(new String(content.json(), StandardCharsets.UTF_8)).isEqualTo("{}");
        ContentRequest request = provider.asked.get(0);
        assertThat(request.arm()).isEqualTo(Arm.POLL);
        assertThat(request.scorePpm()).isEqualTo(320_462);
        assertThat(request.total()).isEqualTo(50);
        assertThat(request.minutesOpen()).isEqualTo(2);
        assertThat(request.language()).isEmpty();
    }

    @Test
    void whatWasPublishedInTheSameStepWaitsForNothing() throws InterruptedException {
        decision(1, 20, DecisionState.AUTO_APPROVED, NOW_MS);
        decision(1, 20, DecisionState.PUBLISHED, NOW_MS);
        decision(2, 30, DecisionState.AUTO_APPROVED, NOW_MS);
        thread.start();

        assertThat(handedOn().decisionSeq()).isEqualTo(30);
        assertThat(provider.asked).hasSize(1);
    }

    @Test
    void whatIsOldOrWasResolvedBeforeTheStartIsNotAskedFor() throws InterruptedException {
        decision(1, 20, DecisionState.PROPOSED, NOW_MS - ContentWorker.OLD_MS - 1);
        decision(2, 30, DecisionState.PROPOSED, NOW_MS - 1_000);
        decision(3, 30, DecisionState.EXPIRED, NOW_MS - 500);
        decision(4, 40, DecisionState.PROPOSED, NOW_MS);
        thread.start();

        assertThat(handedOn().decisionSeq()).isEqualTo(40);
        assertThat(provider.asked).hasSize(1);
    }

    @Test
    void whoFindsNoRoomGetsTheTemplateAtOnce() throws InterruptedException {
        provider.holding = new CountDownLatch(1);
        decision(1, 20, DecisionState.PROPOSED, NOW_MS);
        decision(2, 30, DecisionState.PROPOSED, NOW_MS);
        decision(3, 40, DecisionState.PROPOSED, NOW_MS);
        thread.start();

        LookUp.Content content = handedOn();

        assertThat(content.decisionSeq()).isEqualTo(40);
        assertThat(content.method()).isEqualTo(ContentMethod.TEMPLATE);
        assertThat(content.json()).isEmpty();
        assertThat(stats.results(Result.POOL_FULL)).isEqualTo(1);
        provider.holding.countDown();
        assertThat(handedOn().decisionSeq()).isEqualTo(20);
        assertThat(handedOn().decisionSeq()).isEqualTo(30);
    }

    @Test
    void aProviderThatBreaksLeavesTheTemplate() throws InterruptedException {
        provider.breaks = true;
        decision(1, 20, DecisionState.PROPOSED, NOW_MS);
        thread.start();

        assertThat(handedOn().method()).isEqualTo(ContentMethod.TEMPLATE);
        assertThat(stats.failure()).isNull();
    }

    @Test
    void theProviderIsToldOfSessionsThatCloseAndOfTheEnd() throws InterruptedException {
        opened(NOW_MS);
        records.add(d -> {
            d.type = DecisionType.SESSION_CLOSED;
            d.subjectKey = SESSION;
        });
        decision(1, 20, DecisionState.PROPOSED, NOW_MS);
        thread.start();
        handedOn();

        assertThat(provider.closed).containsExactly(SESSION);
        worker.stop();
        thread.join();
        assertThat(provider.ended).isTrue();
    }

    @Test
    void aStopBreaksOffWhatIsUnderWay() throws InterruptedException {
        provider.holding = new CountDownLatch(1);
        decision(1, 20, DecisionState.PROPOSED, NOW_MS);
        thread.start();
        while (provider.asked.isEmpty()) {
            Thread.sleep(5);
        }

        worker.stop();
        thread.join();

        assertThat(inbox.peek()).isNull();
    }

    @Test
    void aJournalThatCannotBeReadIsSaidAndEndsTheWorkerAlone() throws InterruptedException {
        records.add(d -> {
            throw new IllegalStateException("planted");
        });
        thread.start();
        thread.join();

        assertThat(stats.failure()).contains("planted");
        assertThat(provider.ended).isTrue();
    }

    private LookUp.Content handedOn() throws InterruptedException {
        while (inbox.peek() == null) {
            Thread.sleep(5);
        }
        LookUp found = inbox.peek();
        inbox.remove();
        return (LookUp.Content) found;
    }

    private boolean next(Decision decision) {
        Consumer<Decision> record = records.poll();
        if (record == null) {
            return false;
        }
        decision.clear();
        record.accept(decision);
        return true;
    }

    private void opened(long atMs) {
        records.add(d -> {
            d.type = DecisionType.SESSION_OPENED;
            d.subjectKey = SESSION;
            d.engineTimeMs = atMs;
        });
    }

    private void decision(long cause, long number, int state, long atMs) {
        records.add(d -> {
            d.type = DecisionType.DECISION;
            d.causeSequence = cause;
            d.decisionSeq = number;
            d.subjectKey = SESSION;
            d.state = state;
            d.engineTimeMs = atMs;
            d.arm = Arm.POLL;
            d.anomalyClass = AnomalyClass.SUDDEN_DROP;
            d.scorePpm = 320_462;
            d.expectedPpm = 630_000;
            d.totalUsers = 50;
        });
    }
}
