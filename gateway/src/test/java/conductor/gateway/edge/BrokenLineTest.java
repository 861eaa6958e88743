package conductor.gateway.edge;

import static conductor.gateway.edge.Told.reaction;
import static conductor.gateway.edge.Told.utf8;
import static conductor.gateway.edge.WriterRig.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Signal;
import conductor.gateway.RedisUnderTest;
import conductor.gateway.edge.NotWrittenException.Reason;
import conductor.gateway.publish.TestRedis;
import conductor.gateway.redis.NodeView;
import conductor.testkit.FaultProxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals down a line to Redis that breaks; which Redis is behind it does not matter. */
@Tag("one-jdk")
class BrokenLineTest {
    private static final int WAITING_MAX = 10_000;

    private TestRedis redis;
    private FaultProxy proxy;
    private WriterRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        redis = new TestRedis(RedisUnderTest.EMBEDDED, folder);
        proxy = new FaultProxy(URI.create(redis.uri()).getPort());
        rig = new WriterRig(proxy.uri(), redis.uri(), WAITING_MAX);
        rig.awaitConnected();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        proxy.close();
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatWasAcknowledgedIsThereOnceHoweverOftenTheLineBreaks(long seed) throws Exception {
        Random random = new Random(seed);
        Random ofTheLine = new Random(seed + 1_000);
        // What a connection says to begin with passes, or none would ever be there.
        proxy.keepCutting(() -> 1_500 + ofTheLine.nextInt(3_000));
        Map<Long, Object> outcomes = new HashMap<>();
        Map<Long, CompletableFuture<Written>> answers = new HashMap<>();
        for (int i = 0; i < 3_000 || proxy.cuts() < 5 && i < 1_000_000; i++) {
            Await.until("the line is there", rig.writer::connected);
            String user = "u" + i;
            OnceKey once = random.nextInt(10) == 0 ? OnceKey.of("caller", "k" + i, utf8(user)) : null;
            answers.put(NodeView.key(user), rig.writer.write(List.of(reaction("s", user)), once));
            if (random.nextInt(20) == 0) {
                Await.until("there is room", () -> rig.writer.waiting() < WAITING_MAX / 2);
                Thread.sleep(random.nextInt(3));
            }
        }
        answers.forEach((user, answer) -> outcomes.put(user, outcome(answer)));
        assertThat(proxy.cuts()).isGreaterThanOrEqualTo(5);
        assertThat(rig.writer.stats().resent())
                .as("signals that were under way at a cut")
                .isPositive();
        assertThat(outcomes.values())
                .filteredOn(outcome -> outcome instanceof Written)
                .hasSizeGreaterThan(100);
        assertOnceAndInOrder();
        List<Long> users = rig.applied().stream().map(signal -> signal.actorKey).toList();
        assertThat(users).doesNotHaveDuplicates();
        outcomes.forEach((user, outcome) -> {
            if (outcome instanceof Written) {
                assertThat(users).contains(user);
            } else {
                assertThat(outcome).isIn(Reason.REDIS_DOWN, Reason.UNSURE);
            }
            if (outcome == Reason.REDIS_DOWN) {
                assertThat(users).doesNotContain(user);
            }
        });
    }

    /** Equal numbers are equal signals, and no number comes behind a higher one unless it was there before. */
    private void assertOnceAndInOrder() {
        Map<Long, Signal> byNumber = new HashMap<>();
        long highest = 0;
        for (Signal signal : rig.signals()) {
            Signal known = byNumber.putIfAbsent(signal.value4, signal);
            if (known == null) {
                assertThat(signal.value4).isGreaterThan(highest);
                highest = signal.value4;
            } else {
                assertThat(signal.actorKey).isEqualTo(known.actorKey);
            }
        }
    }

    @Test
    void anAnswerThatIsLostIsAskedForAgainUnderTheSameNumbers() {
        assertThat(outcome(rig.write(reaction("s", "u0")))).isEqualTo(new Written(1, false));
        proxy.cutAtAnswerTo("conductor.signals.v1");
        assertThat(outcome(rig.write(reaction("s", "u1"), reaction("s", "u2")))).isEqualTo(new Written(2, false));
        assertThat(proxy.isCut()).isTrue();
        assertThat(outcome(rig.write(reaction("s", "u3")))).isEqualTo(new Written(1, false));
        assertThat(rig.signals()).extracting(signal -> signal.value4).containsExactly(1L, 2L, 3L, 2L, 3L, 4L);
        assertThat(rig.applied()).extracting(signal -> signal.actorKey).containsExactly(key(0), key(1), key(2), key(3));
        assertThat(rig.writer.stats().resent()).isEqualTo(2);
    }

    @Test
    void underAKeyAnAnswerThatIsLostWritesNothingTwice() {
        OnceKey key = OnceKey.of("caller", "k", utf8("content"));
        List<EdgeSignal> some =
                IntStream.range(0, 150).mapToObj(i -> reaction("s", "u" + i)).toList();
        proxy.cutAtAnswerTo("conductor.signals.v1");
        assertThat(((Written) outcome(rig.writer.write(some, key))).accepted()).isEqualTo(150);
        assertThat(proxy.isCut()).isTrue();
        assertThat(rig.signals())
                .extracting(signal -> signal.value4)
                .isEqualTo(LongStream.rangeClosed(1, 150).boxed().toList());
    }

    @Test
    void aLineThatIsDeadWithoutSayingSoIsReplacedAndNothingIsLost() {
        assertThat(outcome(rig.write(reaction("s", "u0")))).isEqualTo(new Written(1, false));
        proxy.freeze();
        CompletableFuture<Written> held = rig.write(reaction("s", "u1"));
        Await.until("it is noticed", () -> !rig.writer.connected());
        CompletableFuture<Written> refused = rig.write(reaction("s", "refused"));
        assertThat(refused).isDone();
        assertThat(outcome(refused)).isEqualTo(Reason.REDIS_DOWN);
        proxy.thaw();
        rig.awaitConnected();
        assertThat(outcome(rig.write(reaction("s", "u2")))).isEqualTo(new Written(1, false));
        assertThat(outcome(held)).isIn(new Written(1, false), Reason.UNSURE);
        assertOnceAndInOrder();
        assertThat(rig.applied()).extracting(signal -> signal.actorKey).containsExactly(key(0), key(1), key(2));
    }

    @Test
    void moreUnderWayThanMayBeIsRefusedAtOnceAndNotWritten() throws Exception {
        proxy.freeze();
        List<CompletableFuture<Written>> held = new ArrayList<>();
        List<EdgeSignal> thousand =
                IntStream.range(0, 1_000).mapToObj(i -> reaction("s", "u" + i)).toList();
        for (int i = 0; i < WAITING_MAX / 1_000; i++) {
            held.add(rig.writer.write(thousand, null));
        }
        CompletableFuture<Written> refused = rig.write(reaction("s", "refused"));
        assertThat(refused).isDone();
        assertThat(outcome(refused)).isEqualTo(Reason.OVERLOADED);
        assertThat(rig.writer.waiting()).isEqualTo(WAITING_MAX);
        assertThat(rig.writer.stats().shed()).isEqualTo(1);
        proxy.thaw();
        assertThat(held).allSatisfy(answer -> assertThat(outcome(answer)).isEqualTo(new Written(1_000, false)));
        assertThat(outcome(rig.write(reaction("s", "after")))).isEqualTo(new Written(1, false));
        assertThat(rig.applied()).hasSize(WAITING_MAX + 1);
        assertThat(rig.applied()).extracting(signal -> signal.actorKey).doesNotContain(NodeView.key("refused"));
        Await.until("nothing is under way", () -> rig.writer.waiting() == 0);
    }

    private static long key(int user) {
        return NodeView.key("u" + user);
    }
}
