package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.embedded.EmbeddedRedis;
import conductor.testkit.FaultProxy;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same recording played twice, once undisturbed and once over a line and a Redis that fail in every way they can. State and
 * output streams must be the same, byte for byte.
 */
@Tag("slow")
@Tag("one-jdk")
class FaultyRedisTest {
    private static final SyntheticRecording RECORDING = SyntheticRecording.of(20_261_125L);
    /** So slow that the faults hit in the middle. */
    private static final long BYTES_A_SECOND = 64 << 10;

    @TempDir
    Path dir;

    private record Outcome(Object hash, List<String> decisions, List<String> scores) {}

    @Test
    void faultsOfTheLineAndOfRedisLeaveNoTraceInStateAndOutput() throws Exception {
        Path file = RECORDING.write(dir.resolve("conference.csv"));
        Outcome undisturbed = play(file, "undisturbed", false);
        Outcome disturbed = play(file, "disturbed", true);
        assertThat(disturbed.decisions()).isEqualTo(undisturbed.decisions());
        assertThat(disturbed.scores()).isEqualTo(undisturbed.scores());
        assertThat(disturbed.hash()).isEqualTo(undisturbed.hash());
    }

    private Outcome play(Path file, String name, boolean faults) throws Exception {
        Path server = dir.resolve(name + "-redis");
        EmbeddedRedis redis = EmbeddedRedis.start(server);
        try (FaultProxy proxy = new FaultProxy(port(redis))) {
            assertThat(Cli.run("feed", file.toString(), "--recorded-time", "--speed", "0", "--redis", redis.uri())
                            .exitCode())
                    .isZero();
            if (faults) {
                proxy.throttle(BYTES_A_SECOND);
            }
            Path dataDir = dir.resolve(name);
            try (ConductorNode node = start(dataDir, proxy)) {
                if (faults) {
                    redis = disturb(dataDir, proxy, redis, server);
                }
                assertThat(node.file().redisUri()).isEqualTo(proxy.uri());
                return outcome(dataDir, redis);
            }
        } finally {
            redis.close();
        }
    }

    private EmbeddedRedis disturb(Path dataDir, FaultProxy proxy, EmbeddedRedis redis, Path server) throws Exception {
        awaitSignals(dataDir, 20);
        proxy.freeze();
        Await.until("half-open is noticed", () -> !up(dataDir));
        proxy.thaw();
        awaitMore(dataDir);
        for (int i = 0; i < 3; i++) {
            proxy.cut();
            awaitMore(dataDir);
        }
        command(redis, commands -> commands.configSet("maxmemory", "1"));
        Await.until("the publisher is refused", () -> publisher(dataDir).get("last_error") != null);
        awaitMore(dataDir);
        command(redis, commands -> commands.configSet("maxmemory", "0"));
        EmbeddedRedis again = outage(dataDir, proxy, redis, server, 3_000);
        proxy.throttle(0);
        List<String> threads = ownThreads();
        for (int i = 0; i < 2; i++) {
            again = outage(dataDir, proxy, again, server, 0);
        }
        requireNoMoreThan(threads);
        return again;
    }

    private static EmbeddedRedis outage(Path dataDir, FaultProxy proxy, EmbeddedRedis redis, Path server, long awayMs)
            throws Exception {
        redis.close();
        Await.until("the outage is noticed", () -> !up(dataDir));
        Thread.sleep(awayMs);
        EmbeddedRedis again = EmbeddedRedis.start(server);
        proxy.retarget(port(again));
        Await.until("it is up again", () -> up(dataDir));
        return again;
    }

    /** What the first outage made the library start, the next ones must not start again. */
    private static void requireNoMoreThan(List<String> threads) throws Exception {
        List<String> more = new ArrayList<>();
        try {
            Await.until("every thread is one that was there before", () -> {
                more.clear();
                more.addAll(ownThreads());
                more.removeAll(threads);
                return more.isEmpty();
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ": " + more, e);
        }
    }

    /**
     * Names of the threads alive. A Redis client is known by its pool of event loops, one name however many threads it has so
     * far; its timer and its executors start with their first work, whenever that comes, so they are left out. So are the
     * threads of the HTTP client that this test asks with.
     */
    private static List<String> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("HttpClient-") && !name.startsWith("ForkJoinPool"))
                .filter(name -> !name.startsWith("lettuce-timer-") && !name.startsWith("lettuce-eventExecutorLoop-"))
                .map(name -> name.startsWith("lettuce-") ? name.replaceFirst("-\\d+$", "") : name)
                .distinct()
                .sorted()
                .toList();
    }

    private static Outcome outcome(Path dataDir, EmbeddedRedis redis) throws Exception {
        try (RedisClient client = RedisClient.create(redis.uri())) {
            RedisCommands<String, String> commands = client.connect().sync();
            Map<String, Object> status = Playback.awaitEnd(dataDir, commands);
            return new Outcome(
                    status.get("state_hash"), stream(commands, Playback.DECISIONS), stream(commands, Playback.SCORES));
        }
    }

    private static List<String> stream(RedisCommands<String, String> redis, String name) {
        return redis.xrange(name, Range.unbounded()).stream()
                .map(entry -> entry.getId() + " " + entry.getBody())
                .toList();
    }

    private static ConductorNode start(Path dataDir, FaultProxy proxy) throws Exception {
        Map<String, String> flags = Playback.settings(dataDir);
        flags.put("redis.url", proxy.uri());
        Settings settings = Settings.load(flags, Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    private static void awaitSignals(Path dataDir, long count) throws Exception {
        Await.patientlyUntil(count + " signals", () -> Playback.number(Playback.status(dataDir), "signals") >= count);
    }

    private static void awaitMore(Path dataDir) throws Exception {
        awaitSignals(dataDir, Playback.number(Playback.status(dataDir), "signals") + 20);
    }

    private static boolean up(Path dataDir) throws Exception {
        return Boolean.TRUE.equals(Playback.status(dataDir).get("redis_up"));
    }

    private static Map<?, ?> publisher(Path dataDir) throws Exception {
        return (Map<?, ?>) Playback.status(dataDir).get("publisher");
    }

    private static void command(EmbeddedRedis redis, Consumer<RedisCommands<String, String>> what) {
        try (RedisClient client = RedisClient.create(redis.uri())) {
            what.accept(client.connect().sync());
        }
    }

    private static int port(EmbeddedRedis redis) {
        return URI.create(redis.uri()).getPort();
    }
}
