package conductor.gateway.publish;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.gateway.RedisUnderTest;
import conductor.testkit.FaultProxy;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections of the publisher that nobody waits for any more. */
@Tag("one-jdk")
class RedisLinkTest {
    private static final int TRIES = 5;

    @TempDir
    Path directory;

    @Test
    void connectionsThatAreGivenUpWhileTheyAreMadeDoNotStayOpen() throws Exception {
        try (TestRedis redis = new TestRedis(RedisUnderTest.EMBEDDED, directory);
                FaultProxy proxy = new FaultProxy(redis.port());
                RedisClient client = RedisClient.create(redis.uri())) {
            RedisCommands<String, String> platform = client.connect().sync();
            PublisherConfig config =
                    new PublisherConfig(proxy.uri(), Records.ENGINE, EgressMode.LIVE, 0, 256, 1_000, 300, 1_000);
            RedisLink link = new RedisLink(config, token -> true, new StopSignal());
            try {
                proxy.freeze();
                for (int i = 0; i < TRIES; i++) {
                    assertThatThrownBy(link::open).isInstanceOf(RedisException.class);
                }
                Await.until("the proxy has them all", () -> proxy.accepted() == TRIES);
                proxy.thaw();
                Await.until(
                        "only the test's own connection is left",
                        () -> platform.clientList().lines().count() == 1);
                Await.until("another one is made in time", () -> opens(link));
            } finally {
                link.shutdown();
            }
        }
    }

    /** The time is short, also for a server that answers. */
    private static boolean opens(RedisLink link) {
        try {
            return !link.open().isEmpty();
        } catch (RedisException e) {
            return false;
        }
    }
}
