package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.SourceId;
import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import io.lettuce.core.RedisClient;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

@Tag("one-jdk")
@OnEveryRedis
class StreamLagTest {
    private static final String CHAT = SourceId.stream(SourceId.CHAT);

    @Parameter
    RedisUnderTest kind;

    @TempDir
    Path folder;

    private final SourceStats stats = new SourceStats(source -> true);
    private final StreamLag lag = new StreamLag(stats);
    private RedisNode node;
    private RedisClient client;
    private RedisCommands<byte[], byte[]> redis;

    @BeforeEach
    void start() throws Exception {
        node = new RedisNode(kind, folder);
        client = RedisClient.create(node.uri());
        redis = client.connect(ByteArrayCodec.INSTANCE).sync();
    }

    @AfterEach
    void stop() throws Exception {
        client.shutdown();
        node.close();
    }

    @Test
    void entriesBehindThePositionAreCountedUpToTheLimitAndNoneWhereNothingWaits() {
        add(CHAT, 1_205, 10);

        assertThat(waitingBehind(1_205)).isZero();
        assertThat(waitingBehind(1_204)).isEqualTo(1);
        assertThat(waitingBehind(1_150)).isEqualTo(55);
        assertThat(waitingBehind(0)).isEqualTo(StreamLag.COUNTED);
        assertThat(stats.waiting(SourceId.POLL_VOTE)).isZero();
    }

    @Test
    void countingStopsEarlierWhereEntriesAreLarge() {
        add(CHAT, 200, 20_000);

        assertThat(waitingBehind(0)).isEqualTo(10);
    }

    @Test
    void aStreamThatIsNotThereHasNothingWaiting() {
        assertThat(waitingBehind(0)).isZero();
    }

    private long waitingBehind(long ms) {
        lag.count(redis, SourceCursors.none().with(SourceId.CHAT, ms, 0));
        return stats.waiting(SourceId.CHAT);
    }

    private void add(String stream, int entries, int bytes) {
        RedisCommands<String, String> commands = node.commands();
        String text = "x".repeat(bytes);
        for (int i = 1; i <= entries; i++) {
            commands.xadd(stream, new XAddArgs().id(i + "-0"), Map.of("data", text));
        }
    }
}
