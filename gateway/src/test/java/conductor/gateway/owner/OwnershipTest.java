package conductor.gateway.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import conductor.gateway.publish.TestRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** One node at a time, whatever dies, sleeps or forgets. */
@Tag("one-jdk")
@OnEveryRedis
class OwnershipTest {
    /** A test that waited for it would hang. */
    private static final long FOREVER_MS = 3_600_000;
    /** For an owner that is to be taken for dead. */
    private static final long GRACE_MS = 1_000;
    /** With a Redis that a busy machine does not let answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Parameter
    RedisUnderTest kind;

    @TempDir
    Path directory;

    private final List<Ownership> all = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private TestRedis redis;
    private RedisClient client;
    private RedisCommands<String, String> commands;

    @BeforeEach
    void start() throws Exception {
        redis = new TestRedis(kind, directory);
        client = RedisClient.create(redis.uri());
        commands = client.connect().sync();
    }

    @AfterEach
    void stop() throws Exception {
        all.forEach(Ownership::stop);
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        all.forEach(Ownership::release);
        client.shutdown(0, 1, TimeUnit.SECONDS);
        redis.close();
    }

    @Test
    void aSecondNodeIsRefusedByNameWhileTheFirstLivesAndTheFirstKeepsTheStreams() {
        Ownership first = live(node("a", "folder 1", FOREVER_MS));
        Ownership second = node("b", "folder 2", FOREVER_MS);

        assertThatThrownBy(second::take)
                .isInstanceOf(OwnedElsewhereException.class)
                .hasMessageContaining("process 11 on host-a")
                .hasMessageContaining("data folder /a")
                .hasMessageContaining("epoch 1");
        assertThat(second.state()).isEqualTo(Ownership.State.LOST);
        assertThat(second.admits("b")).isFalse();
        assertThat(first.state()).isEqualTo(Ownership.State.OWNED);
        assertThat(first.admits("a")).isTrue();
        assertThat(commands.hget(Fence.KEY, Fence.TOKEN)).isEqualTo("a");
    }

    @Test
    void theNextNodeTakesTheStreamsOfADeadOneWhenItsLeaseHasLapsedAndOfOneThatLetThemGoAtOnce() {
        node("a", "folder 1", 2_000).take();
        Ownership second = node("b", "folder 2", FOREVER_MS);
        second.take();
        assertThat(second.self().epoch()).isEqualTo(2);

        second.release();
        all.remove(second);
        assertThat(commands.hgetall(Fence.KEY)).containsEntry("epoch", "2").containsEntry(Fence.TOKEN, "");
        assertThat(second.admits("")).isFalse();
        Ownership third = node("c", "folder 3", FOREVER_MS);
        third.take();
        assertThat(third.self().epoch()).isEqualTo(3);
    }

    @Test
    void aLeaseThatRedisLostIsNotThatOfADeadOwner() {
        Ownership first = live(node("a", "folder 1", FOREVER_MS));
        for (int i = 0; i < 3; i++) {
            commands.del(Ownership.LEASE);
            Ownership second = track(ownership("b" + i, "folder 2", false, FOREVER_MS, FOREVER_MS));
            assertThatThrownBy(second::take).isInstanceOf(OwnedElsewhereException.class);
        }
        assertThat(first.state()).isEqualTo(Ownership.State.OWNED);
    }

    @Test
    void aNodeThatStartsAgainInItsOwnFolderDoesNotWait() {
        node("a", "folder 1", FOREVER_MS).take();
        Ownership again = node("b", "folder 1", FOREVER_MS);
        again.take();
        assertThat(again.state()).isEqualTo(Ownership.State.OWNED);
        assertThat(again.self().epoch()).isEqualTo(2);
    }

    @Test
    void aFolderWithoutANameIsNotThatOfAnotherOne() {
        live(node("a", "", FOREVER_MS));
        assertThatThrownBy(node("b", "", FOREVER_MS)::take).isInstanceOf(OwnedElsewhereException.class);
    }

    @Test
    void whoIsPutOutFindsOutAndStaysOut() {
        Ownership first = live(node("a", "folder 1", FOREVER_MS));
        Ownership second = live(track(ownership("b", "folder 2", true, FOREVER_MS, GRACE_MS)));

        await("the first has found out", () -> first.state() == Ownership.State.LOST);
        assertThat(first.admits("a")).isFalse();
        assertThat(first.other().text()).contains("host-b");
        assertThat(second.admits("b")).isTrue();
        assertThat(commands.hget(Fence.KEY, "epoch")).isEqualTo("2");
    }

    @Test
    void theOwnerPutsItselfBackWhenRedisIsEmptied() {
        Ownership first = live(node("a", "folder 1", FOREVER_MS));
        commands.flushall();
        await("it is named again", () -> "a".equals(commands.hget(Fence.KEY, Fence.TOKEN)));
        assertThat(commands.hget(Fence.KEY, "epoch")).isEqualTo("1");
        assertThat(commands.pttl(Ownership.LEASE)).isPositive();
        assertThat(first.admits("a")).isTrue();
    }

    @Test
    void theOwnerPutsItselfBackWhenRedisFellBackToAnEarlierOne() {
        node("a", "folder 1", FOREVER_MS).take();
        Ownership second = live(node("b", "folder 1", FOREVER_MS));
        commands.hset(Fence.KEY, owner("a", "folder 1").withEpoch(1).members());

        await("it is named again", () -> "b".equals(commands.hget(Fence.KEY, Fence.TOKEN)));
        assertThat(second.state()).isEqualTo(Ownership.State.OWNED);
        assertThat(commands.hget(Fence.KEY, "epoch")).isEqualTo("2");
    }

    @Test
    void oneThatSleptLongerThanItsLeaseLosesToWhoCameMeanwhile() {
        Ownership sleeper = node("a", "folder 1", 300);
        sleeper.take();
        live(node("b", "folder 2", FOREVER_MS));

        start(sleeper);
        await("it has found out", () -> sleeper.state() == Ownership.State.LOST);
        assertThat(commands.hget(Fence.KEY, Fence.TOKEN)).isEqualTo("b");
    }

    @Test
    void oneThatSleptLongerThanItsLeaseGoesOnWhenNobodyCame() {
        Ownership sleeper = node("a", "folder 1", 300);
        sleeper.take();
        await("the lease has lapsed", () -> commands.exists(Ownership.LEASE) == 0);

        start(sleeper);
        await("the lease is there again", () -> commands.exists(Ownership.LEASE) == 1);
        assertThat(sleeper.state()).isEqualTo(Ownership.State.OWNED);
        assertThat(sleeper.self().epoch()).isEqualTo(1);
    }

    @Test
    void withoutRedisItWaitsAndTakesTheStreamsWhenRedisIsThere() {
        redis.stop();
        Ownership node = node("a", "folder 1", FOREVER_MS);
        node.take();
        assertThat(node.state()).isEqualTo(Ownership.State.WAITING);
        assertThat(node.problem()).isNotNull();
        start(node);
        redis.start();

        await("it owns the streams", () -> node.state() == Ownership.State.OWNED);
        assertThat(node.admits("a")).isTrue();
        await("no problem is left", () -> node.problem() == null);
    }

    private Ownership node(String token, String place, long leaseMs) {
        return track(ownership(token, place, false, leaseMs, GRACE_MS));
    }

    private Ownership ownership(String token, String place, boolean takeOver, long leaseMs, long graceMs) {
        return new Ownership(redis.uri(), owner(token, place), takeOver, leaseMs, graceMs, PATIENCE);
    }

    private Ownership track(Ownership node) {
        all.add(node);
        return node;
    }

    /** Takes the streams and keeps them. */
    private Ownership live(Ownership node) {
        node.take();
        start(node);
        return node;
    }

    private void start(Ownership node) {
        Thread thread = new Thread(node, "owner");
        threads.add(thread);
        thread.start();
    }

    private static Owner owner(String token, String place) {
        return new Owner("5e1f09c2", 0, token, place, "host-" + token, 11, "/" + token, "2026-01-01T00:00:00Z", "{}");
    }

    private static void await(String what, BooleanSupplier condition) {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - endNs >= 0) {
                throw new AssertionError("did not happen: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
