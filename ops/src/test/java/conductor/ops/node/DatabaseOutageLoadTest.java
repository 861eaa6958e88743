package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.SourceId;
import conductor.ops.embedded.EmbeddedPostgres;
import conductor.ops.embedded.EmbeddedRedis;
import conductor.testkit.FaultProxy;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an outage of the database costs a node under load, and how fast it catches up. In the suite it is short and the latencies
 * are only shown. With {@code -Dconductor.outage.load-s=300} the outage takes five minutes, at twelve times the scores of a
 * thousand sessions: an hour of them; then the latency without a database must be within a tenth of that with one.
 */
@Tag("slow")
@Tag("one-jdk")
class DatabaseOutageLoadTest {
    private static final long OUTAGE_S = Long.getLong("conductor.outage.load-s", 15);
    /** Seconds that the percentiles of the status look back on. */
    private static final long LOOK_BACK_S = 10;

    private static final double RATIO = 5;
    /** A machine that stalls for a second spoils one, a sink that is too slow all of them. */
    private static final int OUTAGES = OUTAGE_S >= 60 ? 1 : 4;

    private static final int SESSIONS = 2_400;
    /** A multiple of the sessions: each has four people, and the engine's rows of people are all there before the outage. */
    private static final int USERS = 4 * SESSIONS;

    private static final int BATCH = 200;
    private static final long BATCH_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final String CHAT = SourceId.stream(SourceId.CHAT);

    @TempDir
    Path dir;

    private EmbeddedRedis redis;
    private EmbeddedPostgres database;
    private Process node;
    private Thread feeder;
    private volatile boolean feeding = true;

    @BeforeEach
    void startServers() {
        redis = EmbeddedRedis.start(dir.resolve("redis"));
        database = EmbeddedPostgres.start(dir.resolve("postgres"));
    }

    @AfterEach
    void stopAll() throws Exception {
        feeding = false;
        if (feeder != null) {
            feeder.join();
        }
        node.destroyForcibly().waitFor();
        redis.close();
        database.close();
    }

    @Test
    void anOutageUnderLoadSlowsNothingHoldsNoMemoryAndIsCaughtUpAtFiveTimesTheRate() throws Exception {
        try (FaultProxy toDatabase = new FaultProxy(port())) {
            node = startNode(toDatabase);
            assertThat(node.inputReader().readLine()).as("the node is up").contains("running");
            feeder = new Thread(this::feed, "feeder");
            feeder.start();
            Await.patientlyUntil("the database keeps up", () -> scores() > 20L * SESSIONS && lag() < 2L * SESSIONS);
            double fastest = 0;
            for (int time = 0; time < OUTAGES && fastest <= RATIO; time++) {
                fastest = Math.max(fastest, ratioOfAnOutage(toDatabase));
            }
            assertThat(fastest).isGreaterThan(RATIO);
        }
    }

    /** How many times as fast as scores come those are written that waited: one outage, with all else that must hold. */
    private double ratioOfAnOutage(FaultProxy toDatabase) throws Exception {
        double before = p99(Math.max(LOOK_BACK_S, OUTAGE_S / 2));
        database.close();
        Await.until(
                "the database is away", () -> Boolean.FALSE.equals(database().get("up")));
        Outage outage = outage();

        database = EmbeddedPostgres.start(dir.resolve("postgres"));
        toDatabase.retarget(port());
        double rowsPerSecond = catchUp();
        double after = p99(Math.max(LOOK_BACK_S, OUTAGE_S / 2));

        double with = (before + after) / 2;
        System.out.printf(
                "p99 of a record on the engine thread: %.1f us without a database, %.1f and %.1f us with one, ratio %.2f%n"
                        + "live heap: %.1f MB when the database went, %.1f MB when it came%n"
                        + "%d rows waited, written at %.0f rows/s where %.0f scores/s come, ratio %.1f%n",
                outage.p99,
                before,
                after,
                outage.p99 / with,
                outage.heapFirst / 1e6,
                outage.heapLast / 1e6,
                outage.waiting,
                rowsPerSecond,
                outage.scoresPerSecond,
                rowsPerSecond / outage.scoresPerSecond);
        assertThat(outage.heapLast).isLessThan(outage.heapFirst + (8L << 20));
        if (OUTAGE_S >= 60) {
            assertThat(outage.p99).isLessThan(1.1 * with);
        }
        return rowsPerSecond / outage.scoresPerSecond;
    }

    private record Outage(double p99, long heapFirst, long heapLast, long waiting, double scoresPerSecond) {}

    private Outage outage() throws Exception {
        long heapFirst = liveBytes();
        long scores = scores();
        long start = System.nanoTime();
        double p99 = p99(OUTAGE_S);
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Outage(p99, heapFirst, liveBytes(), lag(), (scores() - scores) / seconds);
    }

    /** Rows a second from the first that is written until few wait. */
    private double catchUp() throws Exception {
        Await.until(
                "the database is up again", () -> Boolean.TRUE.equals(database().get("up")));
        long written = written();
        long start = System.nanoTime();
        Await.patientlyUntil("what waited is written", () -> lag() < 2L * SESSIONS);
        return (written() - written) / ((System.nanoTime() - start) / 1e9);
    }

    /** Median, over the given time, of the 99th percentiles that the status tells, in microseconds. */
    private double p99(long seconds) throws Exception {
        double[] samples = new double[Math.toIntExact(Math.max(1, seconds / LOOK_BACK_S))];
        for (int i = 0; i < samples.length; i++) {
            TimeUnit.SECONDS.sleep(LOOK_BACK_S);
            Map<?, ?> latency = (Map<?, ?>) Playback.status(home()).get("latency");
            samples[i] = ((Number) ((Map<?, ?>) latency.get("engine_event_duration")).get("p99_us")).doubleValue();
        }
        Arrays.sort(samples);
        return samples[samples.length / 2];
    }

    /** Bytes of the node's objects that are reachable, after a full collection. */
    private long liveBytes() throws Exception {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(node.pid()),
                        "GC.class_histogram")
                .start();
        List<String> lines = jcmd.inputReader().lines().toList();
        return Long.parseLong(lines.get(lines.size() - 1).trim().split("\\s+")[2]);
    }

    private long scores() throws Exception {
        return Playback.number(Playback.status(home()), "scores");
    }

    private long lag() throws Exception {
        return Playback.number(database(), "lag_events");
    }

    private long written() throws Exception {
        return ((Map<?, ?>) database().get("rows"))
                .values().stream().mapToLong(rows -> (long) rows).sum();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> database() throws Exception {
        return (Map<String, Object>) Playback.status(home()).getOrDefault("database", Map.of());
    }

    /** Five thousand chat messages a second, in batches at planned times. */
    private void feed() {
        try (RedisClient client = RedisClient.create(redis.uri())) {
            RedisAsyncCommands<String, String> commands = client.connect().async();
            long planned = System.nanoTime();
            for (int n = 0; feeding; n += BATCH) {
                List<RedisFuture<String>> batch = new ArrayList<>();
                for (int i = n; i < n + BATCH; i++) {
                    batch.add(commands.xadd(CHAT, "data", chat(i)));
                }
                LettuceFutures.awaitAll(1, TimeUnit.MINUTES, batch.toArray(new RedisFuture<?>[0]));
                planned += BATCH_EVERY_NS;
                LockSupport.parkNanos(planned - System.nanoTime());
            }
        }
    }

    private static String chat(int n) {
        return "{\"sessionId\":\"ses_" + n % SESSIONS + "\",\"eventId\":\"evt_1\",\"message\":{\"authorId\":\"usr_"
                + n % USERS + "\"}}";
    }

    private Process startNode(FaultProxy toDatabase) throws Exception {
        return ConductorProcess.start(
                List.of(
                        "run",
                        "-o",
                        "json",
                        "--data-dir",
                        home().toString(),
                        "--http-port",
                        "0",
                        "--redis-url",
                        redis.uri(),
                        "--redis-start-at",
                        "0",
                        "--detection-version",
                        "v1",
                        "--engine-evaluation-period-ms",
                        "1000"),
                Map.of(
                        "CONDUCTOR_DATABASE_URL",
                        database.jdbcUrl().replace(":" + port() + "/", ":" + toDatabase.port() + "/")));
    }

    private Path home() {
        return dir.resolve("node");
    }

    private int port() {
        return URI.create(database.jdbcUrl().substring("jdbc:".length())).getPort();
    }
}
