package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.EgressInbox;
import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import conductor.gateway.owner.Fence;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Only the node that Redis names as the owner writes, however late the other finds out that it is not. */
@Tag("one-jdk")
@OnEveryRedis
class FencedPublisherTest {
    @Parameter
    RedisUnderTest kind;

    @TempDir
    Path directory;

    private final RecordedJournal journal = new RecordedJournal();
    private final EgressInbox inbox = new EgressInbox(1_024);
    private TestRedis redis;
    private Platform platform;
    private long scoreSeq;

    @BeforeEach
    void start() throws Exception {
        redis = new TestRedis(kind, directory);
        platform = new Platform(redis.uri(), "*");
        journal.append(Records.opened(1, Records.SESSION, Records.SESSION_ID));
        journal.append(Records.resolved(2, Records.SESSION, 0, Records.EVENT, Records.EVENT_ID));
    }

    @AfterEach
    void stop() throws Exception {
        platform.close();
        redis.close();
    }

    @Test
    void nothingIsWrittenUntilTheNodeIsTheOwnerAndAllOfItThen() {
        scores(3);
        AtomicInteger looks = new AtomicInteger();
        Fence fence = token -> {
            looks.incrementAndGet();
            return "a".equals(token);
        };
        try (Node node = new Node(config(), fence, journal, inbox)) {
            Await.until("it has looked twice", () -> looks.get() >= 2);
            assertThat(platform.ids(OutStream.SCORES.streamName())).isEmpty();
            assertThat(node.stats().connected()).isFalse();
            assertThat(node.stats().lastError()).contains(Fence.KEY);

            owner("a");
            node.drain();
            assertThat(platform.ids(OutStream.SCORES.streamName())).isEqualTo(ids(3));
        }
    }

    @Test
    void aTransactionThatWasBegunBeforeAnotherNodeTookTheStreamsIsRefusedByRedis() {
        owner("a");
        // Believes to be the owner for as long as it does not look again.
        try (Node node = new Node(config(), "a"::equals, journal, inbox)) {
            node.drain();
            for (int round = 0; round < 20; round++) {
                owner("a");
                scores(1);
                long all = scoreSeq;
                Await.until("score " + all, () -> node.stats().scoresSeq() == all);

                owner("b");
                scores(1);
                Await.until("it has found out", () -> !node.stats().connected());
                assertThat(platform.ids(OutStream.SCORES.streamName())).isEqualTo(ids(all));
            }
        }
        Await.until("the last message", () -> updates().size() >= scoreSeq - 1);
        assertThat(updates()).hasSize((int) scoreSeq - 1);
    }

    private List<Platform.Message> updates() {
        return platform.messages("engagement:update");
    }

    @Test
    void publishingGoesOnWhenRedisWasEmptiedAndTheOwnerPutItselfBack() {
        owner("a");
        scores(2);
        try (Node node = new Node(config(), "a"::equals, journal, inbox)) {
            node.drain();
            platform.commands().flushall();
            Await.until("it does not find itself there", () -> !node.stats().connected());
            owner("a");
            scores(2);
            node.drain();
            assertThat(platform.ids(OutStream.SCORES.streamName())).isEqualTo(ids(4));
            assertThat(node.stats().alarms()).isZero();
        }
    }

    private void owner(String token) {
        platform.commands().hset(Fence.KEY, Fence.TOKEN, token);
    }

    private void scores(int count) {
        for (int i = 0; i < count; i++) {
            journal.append(Records.score(++scoreSeq, System.currentTimeMillis()));
        }
    }

    private PublisherConfig config() {
        PublisherConfig shipped = PublisherConfig.defaults(redis.uri(), Records.ENGINE, EgressMode.LIVE);
        return new PublisherConfig(
                redis.uri(),
                Records.ENGINE,
                EgressMode.LIVE,
                shipped.staleAfterMs(),
                shipped.batchRecords(),
                shipped.streamMaxLength(),
                shipped.timeoutMs(),
                50);
    }

    private static List<String> ids(long last) {
        return LongStream.rangeClosed(1, last).mapToObj(n -> n + "-0").toList();
    }
}
