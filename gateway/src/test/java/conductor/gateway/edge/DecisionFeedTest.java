package conductor.gateway.edge;

import static conductor.gateway.edge.FeedRecords.ENGINE;
import static conductor.gateway.edge.FeedRecords.at;
import static conductor.gateway.edge.FeedRig.DECISIONS;
import static conductor.gateway.edge.FeedRig.SCORES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import conductor.gateway.publish.TestRedis;
import io.lettuce.core.XAddArgs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** The feed of decisions and scores from a real Redis. */
@Tag("one-jdk")
@OnEveryRedis
class DecisionFeedTest {
    private static final String OTHER = "0badcafe";

    @Parameter
    RedisUnderTest kind;

    private TestRedis redis;
    private FeedRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        redis = new TestRedis(kind, folder);
        rig = new FeedRig(redis.uri());
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        redis.close();
    }

    @Test
    void itBeginsWithWhatIsThereInTheOrderOfTheTimes() {
        rig.decision(ENGINE, 7, "SESSION_OPENED", 1, "s1");
        rig.decision(ENGINE, 8, "SESSION_OPENED", 4, "s2");
        rig.decision(ENGINE, 9, "SESSION_CLOSED", 7, "s1");
        rig.score(ENGINE, 100, 2, "s1", 0.4);
        rig.score(ENGINE, 101, 5, "s2", 0.5);
        rig.score(ENGINE, 102, 6, "s1", 0.6);
        rig.score(ENGINE, 103, 8, "s2", 0.7);
        rig.start().awaitLive();
        assertThat(rig.ring()).containsExactly("d7", "s100", "d8", "s101", "s102", "d9", "s103");
        assertThat(rig.feed.ring().position()).isEqualTo(new FeedPosition(ENGINE, 9, 103));
        assertThat(rig.feed.board().sessions(card -> true))
                .extracting(
                        card -> card.summary().get("session_id"),
                        card -> card.summary().get("score"))
                .containsExactly(tuple("s2", 0.7));
        assertThat(rig.feed.newestAt()).isEqualTo(at(8));
        assertThat(rig.begun).hasValue(1);
        assertThat(rig.feed.ring().placeBehind(new FeedPosition(ENGINE, 6, 99))).isNotNegative();
        assertThat(rig.feed.ring().placeBehind(new FeedPosition(ENGINE, 5, 99))).isEqualTo(-1);
        assertThat(rig.feed.ring().placeBehind(new FeedPosition(ENGINE, 6, 98))).isEqualTo(-1);
    }

    @Test
    void itFollowsWhatIsAddedAndTellsEveryRecordOnce() {
        rig.start().awaitLive();
        for (int i = 1; i <= 1_200; i++) {
            rig.score(ENGINE, i, i, "s" + i % 10, i / 2_000.0);
            if (i % 3 == 0) {
                rig.decision(ENGINE, i / 3, "DECISION", i, "s" + i % 10);
            }
        }
        rig.awaitPosition(ENGINE, 400, 1_200);
        Await.until("all were told", () -> rig.told.size() >= 1_600);
        assertThat(rig.told).hasSize(1_600).doesNotHaveDuplicates();
        assertThat(numbers("s")).isSorted().hasSize(1_200);
        assertThat(numbers("d")).isSorted().hasSize(400);
        assertThat(rig.ring()).isEqualTo(rig.told);
        assertThat(rig.feed.board().size()).isEqualTo(10);
    }

    private List<Integer> numbers(String kind) {
        return rig.told.stream()
                .filter(name -> name.startsWith(kind))
                .map(name -> Integer.valueOf(name.substring(1)))
                .toList();
    }

    @Test
    void whatIsThereIsReadWholeHoweverMuchItIs() {
        for (int i = 1; i <= 2_300; i++) {
            rig.score(ENGINE, i, i / 10, "s" + i % 10, 0.5);
        }
        for (int i = 1; i <= 1_700; i++) {
            rig.decision(ENGINE, i, i <= 20 ? "SESSION_OPENED" : "DECISION", i / 10, "s" + i % 20);
        }
        rig.start().awaitLive();
        assertThat(rig.ring()).hasSize(4_000).doesNotHaveDuplicates().contains("s1", "d1", "s2300", "d1700");
        assertThat(rig.feed.board().size()).isEqualTo(20);
        assertThat(rig.told).isEmpty();
    }

    @Test
    void aSessionOfWhichNothingWasHeardForLongIsNotOpen() {
        rig.score(ENGINE, 1, 0, "s1", 0.5);
        rig.score(ENGINE, 2, 10 * 60, "s2", 0.5);
        rig.score(ENGINE, 3, 40 * 60, "s3", 0.5);
        rig.start().awaitLive();
        assertThat(sessions()).containsExactly("s2", "s3");
        rig.score(ENGINE, 4, 60 * 60, "s3", 0.5);
        Await.until("s2 is gone", () -> sessions().equals(List.of("s3")));
    }

    private List<String> sessions() {
        return rig.feed.board().sessions(card -> true).stream()
                .map(SessionCard::sessionId)
                .sorted()
                .toList();
    }

    @Test
    void streamsThatWereDeletedAreBegunAnew() {
        fill(ENGINE, "s1", 5);
        rig.start().awaitLive();
        long place = rig.feed.ring().end();
        rig.redis().del(DECISIONS, SCORES);
        Await.until("it has begun anew", () -> rig.begun.get() == 2);
        assertThat(rig.feed.board().size()).isZero();
        assertThat(rig.feed.ring().read(place, 10, record -> true)).isNull();
        assertThat(rig.feed.ring().placeBehind(new FeedPosition(ENGINE, 5, 5))).isEqualTo(-1);
        fill(ENGINE, "s2", 3);
        Await.until("the new session is there", () -> sessions().equals(List.of("s2")));
        rig.awaitPosition(ENGINE, 3, 3);
    }

    @Test
    void aStreamOfScoresThatWasDeletedIsBegunAnewToo() {
        fill(ENGINE, "s1", 5);
        rig.start().awaitLive();
        rig.redis().del(SCORES);
        Await.until("it has begun anew", () -> rig.begun.get() == 2);
        assertThat(rig.feed.ring().position()).isEqualTo(new FeedPosition(ENGINE, 5, 0));
    }

    @Test
    void theStreamsOfAnotherEngineAreBegunAnew() {
        fill(ENGINE, "s1", 5);
        rig.start().awaitLive();
        rig.redis().multi();
        rig.redis().del(DECISIONS, SCORES);
        rig.decision(OTHER, 5, "SESSION_OPENED", 20, "s2");
        rig.score(OTHER, 5, 21, "s2", 0.5);
        rig.redis().exec();
        Await.until("it has begun anew", () -> rig.begun.get() == 2);
        assertThat(sessions()).containsExactly("s2");
        assertThat(rig.feed.ring().position()).isEqualTo(new FeedPosition(OTHER, 5, 5));
        assertThat(rig.ring()).containsExactly("d5", "s5");
        assertThat(rig.feed.ring().placeBehind(new FeedPosition(ENGINE, 5, 5))).isEqualTo(-1);
    }

    private void fill(String engine, String session, int records) {
        for (int i = 1; i <= records; i++) {
            rig.decision(engine, i, i == 1 ? "SESSION_OPENED" : "DECISION", i, session);
            rig.score(engine, i, i, session, 0.5);
        }
    }

    @Test
    void entriesThatAreNoRecordsAreCountedAndPassedOver() {
        rig.decision(ENGINE, 1, "SESSION_OPENED", 1, "s1");
        rig.add(DECISIONS, 2, "no JSON");
        rig.decision(ENGINE, 3, "DECISION", 3, "s1");
        rig.add(SCORES, 1, "{\"seq\":1}");
        rig.score(ENGINE, 2, 2, "s1", 0.5);
        rig.start().awaitLive();
        assertThat(rig.feed.unreadable()).isEqualTo(2);
        rig.redis().multi();
        rig.add(SCORES, 3, "[]");
        rig.add(SCORES, 4, "{\"seq\":\"4\",\"engine\":\"" + ENGINE + "\",\"type\":\"SCORE\"}");
        rig.add(SCORES, 5, "");
        rig.redis().xadd(SCORES, new XAddArgs().id("6-0"), Map.of("other", "{}"));
        rig.score(ENGINE, 7, 7, "s1", 0.6);
        rig.redis().exec();
        rig.awaitPosition(ENGINE, 3, 7);
        assertThat(rig.feed.unreadable()).isEqualTo(6);
        assertThat(rig.ring()).containsExactly("d1", "s2", "d3", "s7");
        assertThat(rig.feed.board().session("s1").summary()).containsEntry("score", 0.6);
        assertThat(rig.begun).hasValue(1);
    }

    @Test
    void aRedisThatComesBackIsFollowedFromWhereItWas() {
        fill(ENGINE, "s1", 5);
        rig.start().awaitLive();
        redis.stop();
        Await.until("it is noticed", () -> !rig.feed.isLive());
        assertThat(sessions()).containsExactly("s1");
        redis.start();
        rig.awaitLive();
        rig.decision(ENGINE, 6, "SESSION_OPENED", 6, "s2");
        rig.awaitPosition(ENGINE, 6, 5);
        Await.until("it was told", () -> rig.told.equals(List.of("d6")));
        assertThat(rig.begun).hasValue(1);
        assertThat(sessions()).containsExactly("s1", "s2");
    }

    @Test
    void whatWasAddedWhileItWasAwayIsToldAfterwards() {
        fill(ENGINE, "s1", 5);
        rig.start().awaitLive();
        redis.stop();
        Await.until("it is noticed", () -> !rig.feed.isLive());
        redis.start();
        rig.decision(ENGINE, 6, "DECISION", 6, "s1");
        rig.score(ENGINE, 6, 6, "s1", 0.9);
        rig.awaitPosition(ENGINE, 6, 6);
        Await.until("both were told", () -> rig.told.size() == 2);
        assertThat(rig.begun).hasValue(1);
    }

    @Test
    void aPictureGoesWithItsPlace() {
        fill(ENGINE, "s1", 5);
        rig.start().awaitLive();
        rig.feed.<Void>picture((place, position) -> {
            assertThat(place).isEqualTo(rig.feed.ring().end());
            assertThat(position).isEqualTo(new FeedPosition(ENGINE, 5, 5));
            rig.decision(ENGINE, 6, "SESSION_OPENED", 6, "s2");
            rig.decision(ENGINE, 7, "SESSION_OPENED", 6, "s3");
            assertThat(sessions()).containsExactly("s1");
            assertThat(rig.feed.ring().end()).isEqualTo(place);
            return null;
        });
        Await.until("they are there afterwards", () -> sessions().equals(List.of("s1", "s2", "s3")));
    }

    @Test
    void itBeginsWhenRedisComes() {
        redis.stop();
        rig.start();
        assertThat(rig.feed.isLive()).isFalse();
        redis.start();
        rig.awaitLive();
        fill(ENGINE, "s1", 2);
        rig.awaitPosition(ENGINE, 2, 2);
        assertThat(sessions()).containsExactly("s1");
    }
}
