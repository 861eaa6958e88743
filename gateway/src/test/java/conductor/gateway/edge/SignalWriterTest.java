package conductor.gateway.edge;

import static conductor.gateway.edge.Told.reaction;
import static conductor.gateway.edge.Told.utf8;
import static conductor.gateway.edge.WriterRig.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import conductor.gateway.batch.BatchLimits;
import conductor.gateway.edge.NotWrittenException.Reason;
import conductor.gateway.publish.TestRedis;
import conductor.gateway.redis.NodeView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Signals of clients into a real Redis, as the node reads them there. */
@Tag("one-jdk")
@OnEveryRedis
class SignalWriterTest {
    private static final int MANY = 100_000;

    @Parameter
    RedisUnderTest kind;

    private TestRedis redis;
    private WriterRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        redis = new TestRedis(kind, folder);
        rig = new WriterRig(redis.uri(), redis.uri(), MANY);
        rig.awaitConnected();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        redis.close();
    }

    @Test
    void whatWasAcknowledgedIsInTheStreamAsItWasTold() {
        List<EdgeSignal> told = List.of(
                signal(SignalType.CHAT, "s1", "u1", "e1", null),
                signal(SignalType.CHAT, "s1", null, null, null),
                signal(SignalType.REACTION, "s1", "ü💡", null, null),
                signal(SignalType.POLL_VOTE, "s1", "u1", null, "p1"),
                signal(SignalType.POLL_VOTE, "s2", null, null, "p1"),
                signal(SignalType.POLL_CLOSED, null, null, null, "p1"),
                signal(SignalType.JOIN, "x".repeat(255), "u1", "e1", null),
                signal(SignalType.LEAVE, "s1", "u1", null, null));
        assertThat(outcome(rig.writer.write(told, null))).isEqualTo(new Written(8, false));
        List<Signal> read = rig.signals();
        assertThat(read).hasSameSizeAs(told);
        for (int i = 0; i < told.size(); i++) {
            assertThat(shown(read.get(i))).isEqualTo(shown(told.get(i)));
        }
    }

    private static EdgeSignal signal(int type, String session, String actor, String event, String poll) {
        return new EdgeSignal(type, utf8(session), utf8(actor), utf8(event), utf8(poll));
    }

    private static List<Long> shown(Signal s) {
        return List.of((long) s.type, s.subjectKey, s.actorKey, s.scopeKey, s.value1);
    }

    private static List<Long> shown(EdgeSignal s) {
        return List.of((long) s.type(), key(s.session()), key(s.actor()), key(s.event()), key(s.poll()));
    }

    private static long key(byte[] id) {
        return NodeView.key(id == null ? null : new String(id, StandardCharsets.UTF_8));
    }

    @Test
    void numbersRiseWithoutHolesHoweverManyWrite() throws Exception {
        List<CompletableFuture<Written>> answers = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            String session = "s" + t;
            threads.add(new Thread(() -> {
                for (int i = 0; i < 300; i++) {
                    int first = i;
                    List<EdgeSignal> some = IntStream.rangeClosed(0, i % 7)
                            .mapToObj(j -> reaction(session, "u" + first + "-" + j))
                            .toList();
                    answers.add(rig.writer.write(some, null));
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        long acknowledged = 0;
        for (CompletableFuture<Written> answer : answers) {
            assertThat(outcome(answer)).isInstanceOf(Written.class);
            acknowledged += answer.join().accepted();
        }
        List<Signal> read = rig.signals();
        assertThat(read).hasSize((int) acknowledged);
        assertThat(read).extracting(signal -> signal.value4).isEqualTo(numbers(1, acknowledged));
        assertThat(read)
                .extracting(signal -> signal.value2)
                .containsOnly(read.get(0).value2)
                .doesNotContain(0L);
        assertThat(read).extracting(signal -> signal.value3).containsOnly(0L);
        assertThat(read).extracting(s -> s.subjectKey + " " + s.actorKey).doesNotHaveDuplicates();
        assertThat(rig.entries()).hasSizeLessThan(answers.size());
        assertThat(rig.writer.waiting()).isZero();
        assertThat(rig.writer.stats().written()).isEqualTo(acknowledged);
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    @Test
    void ofOneWriterSignalsKeepTheirOrder() {
        List<CompletableFuture<Written>> answers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            answers.add(rig.write(reaction("s", "u" + i)));
        }
        answers.forEach(WriterRig::outcome);
        assertThat(rig.signals())
                .extracting(signal -> signal.actorKey)
                .isEqualTo(IntStream.range(0, 1_000)
                        .mapToObj(i -> NodeView.key("u" + i))
                        .toList());
    }

    @Test
    void aRequestLargerThanAnEntryIsAcknowledgedWhenAllOfItIsThere() {
        String pad = "x".repeat(240);
        List<EdgeSignal> some = IntStream.range(0, 1_000)
                .mapToObj(i -> new EdgeSignal(
                        SignalType.CHAT, utf8("s" + i + pad), utf8("u" + i + pad), utf8("e" + i + pad), null))
                .toList();
        assertThat(outcome(rig.writer.write(some, null))).isEqualTo(new Written(1_000, false));
        assertThat(rig.signals()).extracting(signal -> signal.value4).isEqualTo(numbers(1, 1_000));
        assertThat(rig.entries()).hasSizeGreaterThan(1_000 / BatchLimits.SIGNALS_MAX);
    }

    @Test
    void whileRedisIsDownItIsSaidAtOnceAndLaterItGoesOn() {
        assertThat(outcome(rig.write(reaction("s", "before")))).isEqualTo(new Written(1, false));
        redis.stop();
        Await.until("it is noticed", () -> !rig.writer.connected());
        CompletableFuture<Written> refused = rig.write(reaction("s", "meanwhile"), reaction("s", "meanwhile2"));
        assertThat(refused).isDone();
        assertThat(outcome(refused)).isEqualTo(Reason.REDIS_DOWN);
        assertThat(rig.writer.waiting()).isZero();
        assertThat(rig.writer.stats().shed()).isEqualTo(2);
        redis.start();
        rig.awaitConnected();
        assertThat(outcome(rig.write(reaction("s", "after")))).isEqualTo(new Written(1, false));
        assertThat(rig.signals())
                .extracting(signal -> signal.actorKey)
                .containsExactly(NodeView.key("before"), NodeView.key("after"));
        assertThat(rig.signals()).extracting(signal -> signal.value4).containsExactly(1L, 2L);
    }

    @Test
    void aRedisWithoutMemoryRefusesAndLaterItGoesOn() {
        assertThat(outcome(rig.write(reaction("s", "before")))).isEqualTo(new Written(1, false));
        OnceKey key = OnceKey.of("caller", "k", utf8("content"));
        rig.redis().configSet("maxmemory", "1");
        for (int i = 0; i < 3; i++) {
            assertThat(outcome(rig.write(reaction("s", "full")))).isEqualTo(Reason.REDIS_REFUSED);
            assertThat(outcome(rig.writer.write(List.of(reaction("s", "keyed")), key)))
                    .isEqualTo(Reason.REDIS_REFUSED);
        }
        assertThat(rig.writer.connected()).isTrue();
        rig.redis().configSet("maxmemory", "0");
        assertThat(outcome(rig.write(reaction("s", "after")))).isEqualTo(new Written(1, false));
        assertThat(outcome(rig.writer.write(List.of(reaction("s", "keyed")), key)))
                .isEqualTo(new Written(1, false));
        assertThat(rig.applied())
                .extracting(signal -> signal.actorKey)
                .containsExactly(NodeView.key("before"), NodeView.key("after"), NodeView.key("keyed"));
        assertThat(rig.writer.stats().refused()).isEqualTo(6);
        assertThat(rig.writer.waiting()).isZero();
    }

    @Test
    void whatIsSentTwiceUnderAKeyIsWrittenOnce() {
        List<EdgeSignal> some = List.of(reaction("s", "u1"), reaction("s", "u2"));
        OnceKey key = OnceKey.of("caller", "k", utf8("content"));
        assertThat(outcome(rig.writer.write(some, key))).isEqualTo(new Written(2, false));
        for (int i = 0; i < 3; i++) {
            OnceKey again = OnceKey.of("caller", "k", utf8("content"));
            assertThat(outcome(rig.writer.write(some, again))).isEqualTo(new Written(2, true));
        }
        assertThat(rig.signals()).hasSize(2);
        assertThat(rig.redis().ttl(key.redisKey())).isBetween(1L, (long) OnceKey.KEPT_S);
        assertThat(outcome(rig.writer.write(some, OnceKey.of("another", "k", utf8("content")))))
                .isEqualTo(new Written(2, false));
        assertThat(rig.applied()).hasSize(4);
    }

    @Test
    void whatIsSentTwiceAtTheSameMomentIsWrittenOnce() {
        List<CompletableFuture<Written>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            OnceKey key = OnceKey.of("caller", "k", utf8("content"));
            answers.add(rig.writer.write(List.of(reaction("s", "u")), key));
            answers.add(rig.write(reaction("s", "other" + i)));
        }
        List<Object> outcomes = answers.stream().map(WriterRig::outcome).toList();
        assertThat(Collections.frequency(outcomes, new Written(1, true))).isEqualTo(49);
        assertThat(Collections.frequency(outcomes, new Written(1, false))).isEqualTo(51);
        assertThat(rig.signals()).hasSize(51);
        assertThat(rig.applied()).hasSize(51);
    }

    @Test
    void anotherGatewayKnowsTheKeyToo() throws Exception {
        List<EdgeSignal> some = List.of(reaction("s", "u1"));
        assertThat(outcome(rig.writer.write(some, OnceKey.of("caller", "k", utf8("content")))))
                .isEqualTo(new Written(1, false));
        try (WriterRig other = new WriterRig(redis.uri(), redis.uri(), MANY)) {
            other.awaitConnected();
            assertThat(outcome(other.writer.write(some, OnceKey.of("caller", "k", utf8("content")))))
                    .isEqualTo(new Written(1, true));
            assertThat(outcome(other.write(reaction("s", "u2")))).isEqualTo(new Written(1, false));
        }
        List<Signal> read = rig.signals();
        assertThat(read).hasSize(2);
        assertThat(read.get(0).value2).isNotEqualTo(read.get(1).value2);
    }

    @Test
    void aKeyThatWasUsedForSomethingElseIsAConflict() {
        OnceKey key = OnceKey.of("caller", "k", utf8("content"));
        assertThat(outcome(rig.writer.write(List.of(reaction("s", "u1")), key))).isEqualTo(new Written(1, false));
        OnceKey other = OnceKey.of("caller", "k", utf8("other content"));
        assertThat(outcome(rig.writer.write(List.of(reaction("s", "u2")), other)))
                .isEqualTo(Reason.KEY_CONFLICT);
        assertThat(outcome(rig.writer.write(List.of(reaction("s", "u1")), key))).isEqualTo(new Written(1, true));
        assertThat(rig.signals()).hasSize(1);
        assertThat(rig.writer.waiting()).isZero();
    }

    @Test
    void moreThanAnEntryUnderAKeyIsWrittenInOneStep() {
        List<EdgeSignal> some =
                IntStream.range(0, 777).mapToObj(i -> reaction("s", "u" + i)).toList();
        OnceKey key = OnceKey.of("caller", "k", utf8("content"));
        assertThat(outcome(rig.writer.write(some, key))).isEqualTo(new Written(777, false));
        assertThat(outcome(rig.writer.write(some, key))).isEqualTo(new Written(777, true));
        assertThat(rig.entries()).hasSizeGreaterThan(1);
        assertThat(rig.signals()).extracting(signal -> signal.value4).isEqualTo(numbers(1, 777));
        assertThat(rig.signals())
                .extracting(signal -> signal.actorKey)
                .startsWith(NodeView.key("u0"))
                .endsWith(NodeView.key("u776"))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsUnderWayAtTheEndIsWrittenBeforeIt() throws Exception {
        List<CompletableFuture<Written>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(rig.write(reaction("s", "u" + i)));
        }
        rig.writer.stop();
        assertThat(answers).allSatisfy(answer -> assertThat(outcome(answer)).isEqualTo(new Written(1, false)));
        assertThat(outcome(rig.write(reaction("s", "late")))).isEqualTo(Reason.REDIS_DOWN);
        assertThat(rig.signals()).hasSize(500);
    }
}
