package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.AgentStatus;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.gateway.EgressInbox;
import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import conductor.journal.RecordFeed;
import conductor.journal.RecordPosition;
import conductor.journal.json.TemplateSets;
import io.lettuce.core.XAddArgs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** The publisher against a real redis-server. */
@Tag("one-jdk")
@OnEveryRedis
class RedisPublisherTest {
    private static final String DECISIONS = "conductor.decisions.v1";
    private static final String SCORES = "conductor.scores.v1";
    private static final String SESSION_EVENTS = "session:" + Records.SESSION_ID + ":events";

    private static final long SOON_MS = 1_500;
    private static final long HANG_MS = 120_000;

    @Parameter
    RedisUnderTest kind;

    private final RecordedJournal journal = new RecordedJournal();
    private final EgressInbox inbox = new EgressInbox(1_024);
    private TestRedis redis;
    private Platform platform;
    private long seq;
    private long scoreSeq;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        redis = new TestRedis(kind, directory);
        platform = new Platform(redis.uri(), "*");
    }

    @AfterEach
    void stop() {
        platform.close();
        redis.close();
    }

    @Test
    void everyRecordGoesToItsStreamAndEveryMessageToItsChannel() {
        openSession();
        score();
        append(Records.drop(record(DecisionType.ANOMALY)));
        append(decision(DecisionState.PROPOSED));
        append(status(AgentStatus.WAITING_APPROVAL));
        append(decision(DecisionState.EXPIRED));
        append(decision(DecisionState.SKIPPED));
        append(decision(DecisionState.AUTO_APPROVED));
        append(decision(DecisionState.PUBLISHED));
        append(decision(DecisionState.EXECUTED));
        append(decision(DecisionState.FAILED));
        append(Records.closed(++seq, Records.SESSION, Records.EVENT));
        append(status(AgentStatus.IDLE));
        try (Node node = live()) {
            node.drain();
            assertThat(platform.ids(DECISIONS)).isEqualTo(ids(seq));
            assertThat(platform.ids(SCORES)).isEqualTo(ids(scoreSeq));
            awaitMessages(10);
            assertThat(platform.messages("engagement:update")).hasSize(1);
            assertThat(platform.messages("anomaly:detected")).hasSize(1);
            assertThat(platform.messages("agent.interventions")).hasSize(1);
            assertThat(platform.messages(SESSION_EVENTS))
                    .extracting(m -> m.json().get("type"))
                    .containsExactly(
                            "agent.decision",
                            "agent.status",
                            "agent.decision.resolved",
                            "agent.decision",
                            "agent.intervention.executed",
                            "agent.intervention.executed",
                            "agent.status");
            assertThat(platform.records(DECISIONS).get(2))
                    .containsEntry("type", "ANOMALY")
                    .containsEntry("seq", 3L);
            assertThat(node.stats().decisionsSeq()).isEqualTo(seq);
            assertThat(node.stats().scoresSeq()).isEqualTo(scoreSeq);
            assertThat(node.stats().publishedRecords()).isEqualTo(seq + scoreSeq);
            assertThat(node.stats().alarms()).isZero();
            assertThat(node.stats().connected()).isTrue();
        }
    }

    @Test
    void aCommandThatSomebodyReceivesIsReportedAsSent() {
        openSession();
        append(decision(DecisionState.PUBLISHED));
        append(escalation());
        try (Node node = live()) {
            node.drain();
            assertThat(results()).containsExactly(result(3, Code.SENT), result(4, Code.SENT));
            assertThat(node.stats().commandsSent()).isEqualTo(2);
            awaitMessages(2);
            assertThat(platform.messages("agent.interventions"))
                    .extracting(m -> m.json().get("intervention_id"))
                    .containsExactly("i-5e1f09c2-3", "i-5e1f09c2-4");
        }
    }

    @Test
    void aCommandThatNobodyReceivesIsReported() {
        platform.close();
        platform = new Platform(redis.uri(), "engagement:*");
        openSession();
        append(decision(DecisionState.PUBLISHED));
        try (Node node = live()) {
            node.drain();
            assertThat(results()).containsExactly(result(3, Code.NO_RECEIVER));
            assertThat(node.stats().commandsWithoutReceiver()).isEqualTo(1);
        }
    }

    @Test
    void aCommandOlderThanItsLifeIsNotSentButReportedAsStale() {
        openSession();
        Decision old = decision(DecisionState.PUBLISHED);
        old.engineTimeMs = System.currentTimeMillis() - 30_000;
        append(old);
        Decision fresh = decision(DecisionState.PUBLISHED);
        fresh.engineTimeMs = System.currentTimeMillis();
        append(fresh);
        try (Node node = live()) {
            node.drain();
            assertThat(results()).containsExactly(result(3, Code.STALE), result(4, Code.SENT));
            assertThat(platform.ids(DECISIONS)).isEqualTo(ids(4));
            awaitMessages(1);
            assertThat(platform.messages("agent.interventions"))
                    .extracting(Platform.Message::seq)
                    .containsExactly(4L);
            assertThat(node.stats().commandsStale()).isEqualTo(1);
        }
    }

    @Test
    void inAPlaybackEngineTimeIsNotComparedWithTheClockOfRedis() {
        openSession();
        Decision old = decision(DecisionState.PUBLISHED);
        old.engineTimeMs = Records.at("2026-03-02T10:16:20Z");
        append(old);
        try (Node node = new Node(config(EgressMode.LIVE).withoutStaleness(), journal, inbox)) {
            node.drain();
            assertThat(results()).containsExactly(result(3, Code.SENT));
        }
    }

    @Test
    void aNodeThatObservesOrAssumesSendsNoCommandAndReportsNone() {
        openSession();
        for (EgressMode mode : List.of(EgressMode.OBSERVE, EgressMode.ASSUME_SENT)) {
            append(decision(DecisionState.AUTO_APPROVED));
            append(decision(DecisionState.PUBLISHED));
            append(escalation());
            append(status(AgentStatus.INTERVENING));
            try (Node node = new Node(config(mode), journal, inbox)) {
                node.drain();
                assertThat(platform.ids(DECISIONS)).isEqualTo(ids(seq));
                assertThat(node.stats().commandsSent()).isZero();
            }
        }
        awaitMessages(4);
        assertThat(platform.messages("agent.interventions")).isEmpty();
        assertThat(platform.messages(SESSION_EVENTS)).hasSize(4);
        assertThat(results()).isEmpty();
        assertThat(platform.records(DECISIONS))
                .anySatisfy(record ->
                        assertThat(record).containsEntry("state", "PUBLISHED").containsKey("content"));
    }

    @Test
    void aFullInboxIsOfferedTheResultAgain() {
        EgressInbox small = new EgressInbox(2);
        openSession();
        for (int i = 0; i < 20; i++) {
            append(decision(DecisionState.PUBLISHED));
        }
        List<EgressInbox.Result> taken = new ArrayList<>();
        try (Node node = new Node(config(EgressMode.LIVE), journal, small)) {
            Await.until("all results taken", () -> {
                for (EgressInbox.Result next = small.peek(); next != null; next = small.peek()) {
                    taken.add(next);
                    small.remove();
                }
                return taken.size() == 20;
            });
            node.drain();
        }
        assertThat(taken)
                .extracting(EgressInbox.Result::publishedSeq)
                .isEqualTo(LongStream.rangeClosed(3, 22).boxed().toList());
    }

    @Test
    void anotherStartPublishesOnlyWhatRedisLacks() {
        openSession();
        scores(700);
        append(decision(DecisionState.PUBLISHED));
        try (Node node = live()) {
            node.drain();
        }
        scores(10);
        append(decision(DecisionState.EXECUTED));
        try (Node node = live()) {
            node.drain();
            assertThat(node.stats().publishedRecords()).isEqualTo(11);
            assertThat(node.stats().alarms()).isZero();
        }
        assertThat(platform.ids(SCORES)).isEqualTo(ids(710));
        awaitMessages(712);
        assertThat(platform.messages("agent.interventions")).hasSize(1);
        assertThat(platform.messages("engagement:update"))
                .extracting(Platform.Message::seq)
                .doesNotHaveDuplicates()
                .hasSize(710);
        assertThat(platform.messages("engagement:update").get(705).json()).containsEntry("eventId", Records.EVENT_ID);
    }

    @Test
    void anEntryThatRedisHoldsWithOtherBytesIsAnAlarmAndStaysAsItIs() {
        openSession();
        append(decision(DecisionState.SKIPPED));
        platform.commands().xadd(DECISIONS, idArgs("3-0"), Map.of("data", "{\"seq\":3}"));
        append(decision(DecisionState.SKIPPED));
        try (Node node = live()) {
            node.drain();
            assertThat(node.stats().alarms()).isEqualTo(1);
        }
        assertThat(platform.records(DECISIONS).get(0)).isEqualTo(Map.of("seq", 3L));
        assertThat(platform.ids(DECISIONS)).containsExactly("3-0", "4-0");
    }

    @Test
    void anEntryThatSomebodyElseWroteMeanwhileMakesRedisRefuseTheTransaction() {
        openSession();
        try (Node node = live()) {
            node.drain();
            platform.commands().xadd(DECISIONS, idArgs("3-0"), Map.of("data", "{\"seq\":3}"));
            append(decision(DecisionState.PUBLISHED));
            append(decision(DecisionState.EXECUTED));
            node.drain();
            assertThat(node.stats().conflicts()).isPositive();
            assertThat(node.stats().alarms()).isEqualTo(1);
        }
        assertThat(platform.ids(DECISIONS)).isEqualTo(ids(4));
        awaitMessages(1);
        assertThat(platform.messages("agent.interventions")).isEmpty();
    }

    @Test
    void aStreamAheadOfTheJournalIsAnAlarm() {
        openSession();
        platform.commands().xadd(DECISIONS, idArgs("500-0"), Map.of("data", "{\"seq\":500}"));
        try (Node node = live()) {
            node.drain();
            assertThat(node.stats().alarms()).isEqualTo(1);
        }
        assertThat(platform.ids(DECISIONS)).containsExactly("500-0");
    }

    @Test
    void aHoleInTheJournalIsAnAlarm() {
        openSession();
        seq++;
        append(decision(DecisionState.SKIPPED));
        try (Node node = live()) {
            node.drain();
            assertThat(node.stats().alarms()).isEqualTo(1);
        }
    }

    @Test
    void publishingGoesOnWhenRedisComesBack() {
        openSession();
        scores(300);
        try (Node node = live()) {
            node.drain();
            redis.stop();
            Await.until("disconnected", () -> !node.stats().connected());
            scores(300);
            append(decision(DecisionState.PUBLISHED));
            redis.start();
            platform.close();
            platform = new Platform(redis.uri(), "*");
            node.drain();
            assertThat(node.stats().connected()).isTrue();
            assertThat(node.stats().reconnects()).isEqualTo(1);
            assertThat(node.stats().lastError()).isNotNull();
            assertThat(node.stats().alarms()).isZero();
            assertThat(results()).hasSize(1);
        }
        assertThat(platform.ids(SCORES)).isEqualTo(ids(600));
        assertThat(platform.ids(DECISIONS)).isEqualTo(ids(3));
    }

    @Test
    void whatRedisLostIsWrittenAgainWithoutItsMessages() {
        openSession();
        scores(50);
        append(decision(DecisionState.PUBLISHED));
        try (Node node = live()) {
            node.drain();
            awaitMessages(51);
            platform.commands().flushall();
            Await.until(
                    "both streams back",
                    () -> platform.ids(DECISIONS).size() == 3
                            && platform.ids(SCORES).size() == 50);
            append(status(AgentStatus.INTERVENING));
            node.drain();
        }
        awaitMessages(52);
        assertThat(platform.messages())
                .extracting(Platform.Message::channel, Platform.Message::seq)
                .doesNotHaveDuplicates();
        assertThat(results()).hasSize(1);
        assertThat(platform.ids(DECISIONS)).isEqualTo(ids(4));
    }

    @Test
    void itEndsInTimeWhetherRedisAnswersOrNot() {
        openSession();
        assertThat(quickest(this::stopOfOneThatWorks)).isLessThan(SOON_MS);
        assertThat(quickest(this::stopOfOneThatWaitsForRedis)).isLessThan(SOON_MS);
    }

    /** A machine that stalls makes one stop late, a wait for something all of them. */
    private static long quickest(LongSupplier stop) {
        long quickestMs = Long.MAX_VALUE;
        for (int time = 0; time < 5 && quickestMs >= SOON_MS; time++) {
            quickestMs = Math.min(quickestMs, stop.getAsLong());
        }
        return quickestMs;
    }

    private long stopOfOneThatWorks() {
        Node working = live();
        working.drain();
        long tookMs = working.stop();
        assertThat(working.stats().connected()).isFalse();
        assertThat(working.publisher().drain(10)).isFalse();
        return tookMs;
    }

    private long stopOfOneThatWaitsForRedis() {
        Node waiting = live();
        waiting.drain();
        redis.stop();
        Await.until("disconnected", () -> !waiting.stats().connected());
        long tookMs = waiting.stop();
        redis.start();
        return tookMs;
    }

    @Test
    void itEndsInTimeWhileRedisHangs() {
        openSession();
        Node node = live();
        node.drain();
        platform.commands().clientPause(HANG_MS);
        scores(5_000);
        Await.until("two batches rendered, one of them under way", () -> node.recordsRead() >= 2 + 2 * 256);
        // Neither Redis nor the publisher's own patience ends it so early.
        assertThat(node.stop()).isBetween(StopSignal.GRACE_MS, HANG_MS / 2);
    }

    @Test
    void anErrorOfItsOwnIsShownAndEndsIt() {
        RecordFeed broken = new RecordFeed() {
            @Override
            public boolean next(Decision d) {
                throw new IllegalStateException("the journal is damaged at 42");
            }

            @Override
            public RecordPosition goOnBehind(RecordPosition dealtWith) {
                return RecordPosition.START;
            }
        };
        RedisPublisher publisher =
                new RedisPublisher(config(EgressMode.LIVE), token -> true, broken, TemplateSets.BUILT_IN, inbox);
        publisher.run();
        assertThat(publisher.stats().failure()).hasMessage("the journal is damaged at 42");
        assertThat(publisher.stats().connected()).isFalse();
    }

    private void openSession() {
        append(Records.opened(++seq, Records.SESSION, Records.SESSION_ID));
        append(Records.resolved(++seq, Records.SESSION, 0, Records.EVENT, Records.EVENT_ID));
    }

    private void score() {
        scores(1);
    }

    private void scores(int count) {
        List<Decision> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(Records.score(++scoreSeq, System.currentTimeMillis()));
        }
        journal.append(batch);
    }

    private Decision record(int type) {
        return Records.record(type, ++seq, System.currentTimeMillis());
    }

    private Decision status(int state) {
        Decision d = record(DecisionType.STATUS);
        d.state = state;
        return d;
    }

    private Decision decision(int state) {
        return Records.decision(++seq, System.currentTimeMillis(), state, 0, e -> {});
    }

    private Decision escalation() {
        return Records.explained(Records.drop(record(DecisionType.ESCALATION)), e -> {});
    }

    private void append(Decision d) {
        journal.append(d);
    }

    private Node live() {
        return new Node(config(EgressMode.LIVE), journal, inbox);
    }

    /** The shipped one, with patience for a machine that stalls. */
    private PublisherConfig config(EgressMode mode) {
        PublisherConfig shipped = PublisherConfig.defaults(redis.uri(), Records.ENGINE, mode);
        return new PublisherConfig(
                shipped.redisUri(),
                shipped.engineId(),
                mode,
                shipped.staleAfterMs(),
                shipped.batchRecords(),
                shipped.streamMaxLength(),
                HANG_MS,
                shipped.reconnectMaxMs());
    }

    private void awaitMessages(int count) {
        Await.until(count + " messages", () -> platform.messages().size() >= count);
        assertThat(platform.messages()).hasSize(count);
    }

    private List<EgressInbox.Result> results() {
        List<EgressInbox.Result> results = new ArrayList<>();
        for (EgressInbox.Result next = inbox.peek(); next != null; next = inbox.peek()) {
            results.add(next);
            inbox.remove();
        }
        return results;
    }

    private static EgressInbox.Result result(long publishedSeq, int code) {
        return new EgressInbox.Result(publishedSeq, code);
    }

    private static List<String> ids(long last) {
        return LongStream.rangeClosed(1, last).mapToObj(n -> n + "-0").toList();
    }

    private static XAddArgs idArgs(String id) {
        return new XAddArgs().id(id);
    }
}
