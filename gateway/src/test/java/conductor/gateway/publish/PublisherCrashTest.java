package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.AgentStatus;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.gateway.EgressInbox;
import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import conductor.testkit.FaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/**
 * Connections cut at random bytes, publishers that never come back and Redis killed: nothing is missing, nothing
 * comes twice.
 */
@OnEveryRedis
@Tag("one-jdk")
class PublisherCrashTest {
    private static final int CRASHES = 15;
    private static final int RECORDS_BETWEEN = 600;

    @Parameter
    RedisUnderTest kind;

    private final RecordedJournal journal = new RecordedJournal();
    private final EgressInbox inbox = new EgressInbox(65_536);
    private final Random random = new Random(20_261_121);
    private long seq;
    private long scoreSeq;

    @Test
    void aPublisherReplacedInTheMiddleOfATransactionLeavesNoGapAndNoRepeat(@TempDir Path directory) throws IOException {
        try (TestRedis redis = new TestRedis(kind, directory);
                FaultProxy proxy = new FaultProxy(redis.port());
                Platform platform = new Platform(redis.uri(), "*")) {
            int cuts = 0;
            openSession();
            for (int crash = 0; crash < CRASHES; crash++) {
                journal.append(someRecords());
                proxy.cutAfter(random.nextInt(1, 700_000), random.nextInt(1, 500_000));
                Node dying = new Node(config(proxy.uri()), journal, inbox);
                Await.until(
                        "the cut, or everything is out",
                        () -> proxy.isCut()
                                || dying.stats().decisionsSeq() == seq
                                        && dying.stats().scoresSeq() == scoreSeq);
                dying.publisher().stop();
                cuts += proxy.isCut() ? 1 : 0;
            }
            assertThat(cuts).isGreaterThan(CRASHES / 2);
            proxy.cutAfter(Long.MAX_VALUE, Long.MAX_VALUE);
            try (Node last = new Node(config(proxy.uri()), journal, inbox)) {
                last.drain();
                assertThat(last.stats().alarms()).isZero();
            }
            assertCompleteAndOnce(platform);
        }
    }

    @Test
    void aConnectionThatBreaksAgainAndAgainLeavesNoGapAndNoRepeat(@TempDir Path directory) throws IOException {
        try (TestRedis redis = new TestRedis(kind, directory);
                FaultProxy proxy = new FaultProxy(redis.port());
                Platform platform = new Platform(redis.uri(), "*")) {
            openSession();
            try (Node node = new Node(config(proxy.uri()), journal, inbox)) {
                for (int cut = 0; cut < CRASHES; cut++) {
                    proxy.cutAfter(random.nextInt(1, 700_000), random.nextInt(1, 500_000));
                    journal.append(someRecords());
                    Await.until(
                            "the cut, or everything is out",
                            () -> proxy.isCut()
                                    || node.stats().decisionsSeq() == seq
                                            && node.stats().scoresSeq() == scoreSeq);
                }
                proxy.cutAfter(Long.MAX_VALUE, Long.MAX_VALUE);
                node.drain();
                assertThat(node.stats().alarms()).isZero();
                assertThat(node.stats().reconnects()).isPositive();
            }
            assertCompleteAndOnce(platform);
        }
    }

    @Test
    void redisKilledUnderLoadLeavesNoGapAndNoCommandTwice(@TempDir Path directory) throws IOException {
        try (TestRedis redis = new TestRedis(kind, directory)) {
            openSession();
            List<Platform.Message> seen = new ArrayList<>();
            try (Node node = new Node(config(redis.uri()), journal, inbox)) {
                for (int kill = 0; kill < 4; kill++) {
                    try (Platform platform = new Platform(redis.uri(), "agent.interventions")) {
                        long before = node.stats().scoresSeq();
                        for (int i = 0; i < 10; i++) {
                            journal.append(someRecords());
                        }
                        Await.until("some of it is out", () -> node.stats().scoresSeq() > before);
                        redis.kill();
                        Await.until("disconnected", () -> !node.stats().connected());
                        seen.addAll(platform.messages());
                    }
                    redis.start();
                    Await.until("connected", () -> node.stats().connected());
                }
                node.drain();
                assertThat(node.stats().alarms()).isZero();
            }
            assertThat(seen).extracting(Platform.Message::seq).doesNotHaveDuplicates();
            try (Platform platform = new Platform(redis.uri(), "*")) {
                assertStreams(platform);
            }
        }
    }

    private void assertCompleteAndOnce(Platform platform) {
        assertStreams(platform);
        long messages = scoreSeq + 3 * (seq - 2) / 4;
        Await.until("all messages", () -> platform.messages().size() >= messages);
        Map<String, Integer> times = new HashMap<>();
        for (Platform.Message message : platform.messages()) {
            times.merge(message.channel() + " " + message.seq(), 1, Integer::sum);
        }
        assertThat(times).hasSize((int) messages);
        assertThat(times.values()).containsOnly(1);
    }

    private void assertStreams(Platform platform) {
        assertThat(platform.ids(OutStream.DECISIONS.streamName())).isEqualTo(ids(seq));
        assertThat(platform.ids(OutStream.SCORES.streamName())).isEqualTo(ids(scoreSeq));
    }

    private void openSession() {
        journal.append(Records.opened(++seq, Records.SESSION, Records.SESSION_ID));
        journal.append(Records.resolved(++seq, Records.SESSION, 0, Records.EVENT, Records.EVENT_ID));
    }

    /** Scores with a decision among every ten: of four records on the decisions stream, three have a message. */
    private List<Decision> someRecords() {
        List<Decision> records = new ArrayList<>();
        long nowMs = System.currentTimeMillis();
        for (int i = 0; i < RECORDS_BETWEEN; i++) {
            if (i % 40 == 0) {
                records.add(Records.decision(++seq, nowMs, DecisionState.AUTO_APPROVED, 0, e -> {}));
                records.add(Records.decision(++seq, nowMs, DecisionState.PUBLISHED, 0, e -> {}));
                records.add(Records.decision(++seq, nowMs, DecisionState.SKIPPED, 0, e -> {}));
                Decision status = Records.record(DecisionType.STATUS, ++seq, nowMs);
                status.state = AgentStatus.INTERVENING;
                records.add(status);
            }
            records.add(Records.score(++scoreSeq, nowMs));
        }
        return records;
    }

    private static PublisherConfig config(String uri) {
        PublisherConfig shipped =
                PublisherConfig.defaults(uri, Records.ENGINE, EgressMode.LIVE).withoutStaleness();
        return new PublisherConfig(
                uri,
                Records.ENGINE,
                EgressMode.LIVE,
                shipped.staleAfterMs(),
                64,
                shipped.streamMaxLength(),
                shipped.timeoutMs(),
                50);
    }

    private static List<String> ids(long last) {
        return LongStream.rangeClosed(1, last).mapToObj(n -> n + "-0").toList();
    }
}
