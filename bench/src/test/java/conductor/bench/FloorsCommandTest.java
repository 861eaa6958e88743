package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.ops.embedded.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark itself, with so little to do that its figures mean nothing. */
@Tag("one-jdk")
class FloorsCommandTest {
    @TempDir
    private Path folder;

    @Test
    void everyFloorIsThereWithoutAServer() throws IOException {
        Map<String, Object> floors = measured();

        assertThat(floors)
                .containsKeys("hop_backoff_ns", "hop_park_ns", "memory_1_mb_ns", "memory_1_mb_huge_pages_ns", "cores")
                .doesNotContainKey("redis_ping_us");
        double sum = (Double) floors.get("hop_backoff_ns") + (Double) floors.get("chronicle_append_128_ns");
        assertThat((Double) floors.get("hop_and_chronicle_append_ns")).isBetween(sum - 0.02, sum + 0.02);
        assertThat((Double) floors.get("mapped_append_ns")).isPositive();
        assertThat((Double) floors.get("copy_gb_per_s")).isPositive();
    }

    @Test
    @Tag("slow")
    void aServerIsAskedAndLeftAsItWas() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"))) {
            Map<String, Object> floors = measured("--redis-url", redis.uri());

            assertThat((Double) floors.get("redis_ping_us")).isPositive();
            assertThat((Long) floors.get("lettuce_read_entries_per_s")).isPositive();
            RedisClient client = RedisClient.create(redis.uri());
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                assertThat(connection.sync().dbsize()).isZero();
            } finally {
                client.shutdown();
            }
        }
    }

    private Map<String, Object> measured(String... further) throws IOException {
        String[] all = Stream.concat(
                        Stream.of("--signals", "2000", "--rounds", "2", "--memory-mb", "1", "--dir", folder.toString()),
                        Stream.of(further))
                .toArray(String[]::new);
        return Commands.json(new FloorsCommand(), all);
    }
}
