package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.gateway.EgressInbox;
import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import io.lettuce.core.XAddArgs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A journal whose newest end was lost, published to a real redis-server that has what was published of it. */
@Tag("one-jdk")
@OnEveryRedis
class LostEndPublishingTest {
    private static final String DECISIONS = "conductor.decisions.v1";
    private static final String SCORES = "conductor.scores.v1";

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
    void behindALostEndRecordsGoOnBehindTheStreamAndNothingIsSentThatMayHaveBeen() {
        append(Records.opened(++seq, Records.SESSION, Records.SESSION_ID));
        append(Records.resolved(++seq, Records.SESSION, 0, Records.EVENT, Records.EVENT_ID));
        append(decision(DecisionState.PROPOSED));
        scores(2);
        for (int lost = 4; lost <= 9; lost++) {
            platform.commands().xadd(DECISIONS, idArgs(lost + "-0"), Map.of("data", "{\"seq\":" + lost + "}"));
        }
        platform.commands().xadd(SCORES, idArgs("20-0"), Map.of("data", "{\"seq\":20}"));
        seq = 9;
        scoreSeq = 20;
        long presentMs = System.currentTimeMillis();
        Decision restored = Records.record(DecisionType.RESTORED, ++seq, presentMs - 60_000);
        restored.decisionSeq = 3;
        restored.anomalySeq = scoreSeq;
        restored.causeTimeMs = presentMs;
        append(restored);
        Decision before = decision(DecisionState.PUBLISHED);
        before.engineTimeMs = presentMs;
        append(before);
        Decision after = decision(DecisionState.PUBLISHED);
        after.engineTimeMs = presentMs + 1;
        append(after);
        scores(3);
        try (Node node =
                new Node(PublisherConfig.defaults(redis.uri(), Records.ENGINE, EgressMode.LIVE), journal, inbox)) {
            node.drain();
            assertThat(results()).containsExactly(result(11, Code.STALE), result(12, Code.SENT));
            assertThat(node.stats().alarms()).isZero();
        }
        assertThat(platform.ids(DECISIONS)).isEqualTo(ids(12).subList(3, 12));
        assertThat(platform.ids(SCORES)).isEqualTo(ids(23).subList(19, 23));
        assertThat(platform.records(DECISIONS).get(6)).containsEntry("type", "RESTORED");
    }

    private void scores(int count) {
        List<Decision> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(Records.score(++scoreSeq, System.currentTimeMillis()));
        }
        journal.append(batch);
    }

    private Decision decision(int state) {
        return Records.decision(++seq, System.currentTimeMillis(), state, 0, e -> {});
    }

    private void append(Decision d) {
        journal.append(d);
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
