package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.SourceId;
import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.testkit.MemoryLeft;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More than a thousand kinds of entries, nearly all of them bad, into a whole node on a real Redis, each with good ones around it. */
@Tag("one-jdk")
class BadInputTest {
    private static final String DEAD_LETTERS = "conductor.dead-letter.v1";
    private static final int LARGE = 10_000_000;
    private static final long SEED = 20_261_125;

    @TempDir
    Path dir;

    private final Map<String, InputKinds.Kind> written = new LinkedHashMap<>();
    private final List<String> futureIds = new ArrayList<>();

    @Test
    void everyBadEntryHasOneDeadLetterWithItsReasonAndEveryGoodOneIsAppliedInOrder() throws Exception {
        List<InputKinds.Kind> kinds = InputKinds.all(SEED);
        assertThat(kinds).hasSizeGreaterThan(1_000);
        Map<String, Object> live;
        try (ConductorNode node = start();
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
            write(connection, kinds);
            writeFuture(client.connect().sync());
            long bad = written.values().stream().filter(k -> k.reason() != null).count();
            RedisCommands<String, String> redis = client.connect().sync();
            Await.patientlyUntil("every dead letter", () -> redis.xlen(DEAD_LETTERS) >= bad);
            Await.patientlyUntil(
                    "every entry", () -> Playback.number(Playback.status(dir), "signals") == written.size());
            assertLetters(redis.xrange(DEAD_LETTERS, Range.unbounded()));
            live = Playback.status(dir);
        }
        assertThat(live).containsEntry("duplicates", 0L);
        assertJournal();
        // The node may have scored its sessions once more since.
        String until = live.get("sequence").toString();
        Map<String, Object> replayed =
                Json.read(run("journal", "replay", "--until", until).out());
        assertThat(replayed).containsEntry("state_hash", live.get("state_hash"));
        assertThat(Json.read(run("journal", "verify").out())).containsEntry("ok", true);
    }

    @Test
    void largeEntriesLeaveNoMemoryBehindInHeapOrBuffers() throws Exception {
        try (ConductorNode node = start()) {
            // A node takes some for itself when it starts and when it sees its first entries.
            add(node.file().redisUri(), 1, "x".repeat(LARGE));
            long heap = MemoryLeft.least(MemoryLeft::heapBytes);
            long buffers = MemoryLeft.least(BadInputTest::bufferBytes);
            add(node.file().redisUri(), 30, "x".repeat(LARGE));
            // Less than half of one entry of 30; what else goes on in a node of this age is a good megabyte.
            awaitLess(MemoryLeft::heapBytes, heap + LARGE / 2);
            // Buffers come in pieces of megabytes, and the writer of this test has some too: less than one entry of 30.
            awaitLess(BadInputTest::bufferBytes, buffers + LARGE);
            assertThat(Playback.number(Playback.status(dir), "signals")).isEqualTo(31);
        }
    }

    /** Adds bad entries and returns when they are dead letters. */
    private void add(String redisUri, int count, String data) throws Exception {
        try (RedisClient client = RedisClient.create(redisUri)) {
            RedisCommands<String, String> redis = client.connect().sync();
            long before = redis.xlen(DEAD_LETTERS);
            for (int i = 0; i < count; i++) {
                redis.xadd(SourceId.stream(SourceId.CHAT), "data", data);
            }
            Await.patientlyUntil("the dead letters", () -> redis.xlen(DEAD_LETTERS) == before + count);
        }
    }

    /** Memory outside of the heap that buffers hold. Not every JDK sees what the network library takes by itself, so the greater of both. */
    private static long bufferBytes() {
        long seen = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        long taken = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
        return Math.max(seen, taken);
    }

    /** What is left behind stays; what a thread still holds that was not let run goes when it is. */
    private static void awaitLess(LongSupplier bytes, long limit) throws Exception {
        Await.until("less than " + limit + " bytes", () -> MemoryLeft.least(bytes) < limit);
    }

    private ConductorNode start() throws IOException {
        Map<String, String> flags = Playback.settings(dir);
        flags.put("clock", "redis");
        flags.put("egress", "observe");
        flags.put("engine.names-max", "4096");
        Settings settings = Settings.load(flags, Map.of(), null);
        return ConductorNode.start(NodeConfig.bind(settings), settings);
    }

    private void write(StatefulRedisConnection<byte[], byte[]> connection, List<InputKinds.Kind> kinds)
            throws Exception {
        for (InputKinds.Kind kind : kinds) {
            // Good ones before and behind on the same stream.
            List<InputKinds.Kind> three = List.of(InputKinds.good(kind.source()), kind, InputKinds.good(kind.source()));
            List<RedisFuture<String>> ids = new ArrayList<>();
            for (InputKinds.Kind each : three) {
                ids.add(connection
                        .async()
                        .xadd(
                                InputKinds.utf8(SourceId.stream(each.source())),
                                new XAddArgs(),
                                each.texts().toArray()));
            }
            for (int i = 0; i < three.size(); i++) {
                written.put(place(three.get(i).source(), ids.get(i).get()), three.get(i));
            }
        }
    }

    /** The last entries, since Redis gives no id below the highest: nothing good can follow them on their stream. */
    private void writeFuture(RedisCommands<String, String> redis) {
        long nowMs = Long.parseLong(redis.time().get(0)) * 1_000;
        for (int source = SourceId.PRESENCE; source <= SourceId.OUTCOME; source++) {
            String id =
                    redis.xadd(SourceId.stream(source), new XAddArgs().id((nowMs + 3_600_000) + "-0"), "data", "{}");
            written.put(place(source, id), new InputKinds.Kind("future", source, List.of(), "FUTURE_ID", null));
            futureIds.add(place(source, id));
        }
    }

    private void assertLetters(List<StreamMessage<String, String>> letters) throws IOException {
        Map<String, Integer> seen = new HashMap<>();
        for (StreamMessage<String, String> each : letters) {
            String text = each.getBody().get("data");
            Map<String, Object> letter = Json.read(text);
            String place = letter.get("stream") + " " + letter.get("entry_id");
            InputKinds.Kind kind = written.get(place);
            assertThat(kind).as(place).isNotNull();
            assertThat(letter.get("reason")).as("%s: %s", kind.name(), text).isEqualTo(kind.reason());
            assertThat(letter.get("field")).as("%s: %s", kind.name(), text).isEqualTo(kind.field());
            assertThat(letter.get("raw").toString().length()).isLessThanOrEqualTo(2_048);
            assertThat(text).as(kind.name()).doesNotContain(InputKinds.SECRET);
            assertThat(seen.merge(place, 1, Integer::sum))
                    .as("letters for %s", kind.name())
                    .isEqualTo(1);
        }
        written.forEach((place, kind) -> assertThat(seen.containsKey(place))
                .as("letter for %s", kind.name())
                .isEqualTo(kind.reason() != null));
    }

    /** Every entry once, as what it is, in the order (millisecond, rank, id); ids from the future go at once. */
    private void assertJournal() throws IOException {
        List<String> order = new ArrayList<>();
        Map<String, String> types = new HashMap<>();
        for (String line : run("journal", "cat").out().lines().toList()) {
            Map<String, Object> record = Json.read(line);
            String place = record.get("stream") + " " + record.get("entry_id");
            if (written.containsKey(place)) {
                assertThat(types.put(place, record.get("type").toString()))
                        .as(place)
                        .isNull();
                order.add(place);
            }
        }
        assertThat(types.keySet()).isEqualTo(written.keySet());
        written.forEach((place, kind) -> assertThat(types.get(place).equals("DEAD_LETTER"))
                .as(kind.name())
                .isEqualTo(kind.reason() != null));
        order.removeAll(futureIds);
        List<String> wanted = new ArrayList<>(written.keySet());
        wanted.removeAll(futureIds);
        wanted.sort(Comparator.comparingLong(BadInputTest::ms)
                .thenComparingInt(place -> written.get(place).source())
                .thenComparingLong(place -> Long.parseLong(place.substring(place.lastIndexOf('-') + 1))));
        assertThat(order).isEqualTo(wanted);
    }

    private Cli run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", dir.toString(), "-o", "json"));
        Cli run = Cli.run(all.toArray(new String[0]));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private static long ms(String place) {
        return Long.parseLong(place.substring(place.indexOf(' ') + 1, place.lastIndexOf('-')));
    }

    private static String place(int source, String id) {
        return SourceId.stream(source) + " " + id;
    }
}
