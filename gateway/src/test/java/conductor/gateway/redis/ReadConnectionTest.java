package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.gateway.RedisUnderTest;
import conductor.testkit.FaultProxy;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that nobody waits for any more. */
@Tag("one-jdk")
class ReadConnectionTest {
    @TempDir
    Path folder;

    @Test
    void aConnectionThatIsGivenUpWhileItIsMadeIsClosedWhenItComesToBeAllTheSame() throws Exception {
        try (RedisNode redis = new RedisNode(RedisUnderTest.EMBEDDED, folder);
                FaultProxy proxy = new FaultProxy(redis.port())) {
            RedisClient client = ReadConnection.client();
            try {
                proxy.freeze();
                assertThatThrownBy(() -> ReadConnection.open(client, ReadConnection.address(proxy.uri()), () -> false))
                        .isInstanceOf(SourceDown.class)
                        .hasMessageContaining("did not accept a connection in time");
                Await.until("the proxy has it", () -> proxy.accepted() == 1);
                proxy.thaw();
                Await.until("only the test's own connection is left", () -> connections(redis) == 1);
            } finally {
                ReadConnection.end(client);
            }
        }
    }

    private static long connections(RedisNode redis) {
        return redis.commands().clientList().lines().count();
    }
}
