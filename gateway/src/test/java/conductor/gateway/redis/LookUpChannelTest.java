package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.RedisUnderTest;
import conductor.testkit.FaultProxy;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a channel to which anybody may write anything, and as fast as they like. */
@Tag("one-jdk")
class LookUpChannelTest {
    @TempDir
    Path folder;

    private final RedisClient client = ReadConnection.client();

    @AfterEach
    void stop() {
        ReadConnection.end(client);
    }

    @Test
    void longMessagesAreDroppedAndNoMoreThanSoManyAreHeld() {
        LookUpChannel channel = new LookUpChannel(client, ReadConnection.address("redis://127.0.0.1"));
        channel.heard(new byte[LookUpChannel.MESSAGE_MAX + 1]);
        for (int i = 0; i < 2 * LookUpChannel.MESSAGES_HELD; i++) {
            channel.heard(new byte[LookUpChannel.MESSAGE_MAX]);
        }
        List<byte[]> taken = new ArrayList<>();
        channel.take(taken::add);
        assertThat(taken)
                .hasSize(LookUpChannel.MESSAGES_HELD)
                .allMatch(message -> message.length == LookUpChannel.MESSAGE_MAX);
    }

    @Test
    void aChannelThatNeverRestsDoesNotKeepItsListenerForEver() {
        LookUpChannel channel = new LookUpChannel(client, ReadConnection.address("redis://127.0.0.1"));
        List<byte[]> taken = new ArrayList<>();
        channel.heard(new byte[1]);
        channel.take(message -> {
            taken.add(message);
            assertThat(taken).hasSizeLessThanOrEqualTo(LookUpChannel.MESSAGES_HELD);
            channel.heard(message);
        });
        assertThat(taken).hasSize(LookUpChannel.MESSAGES_HELD);
    }

    @Test
    void aConnectionThatIsDeadWithoutAWordIsFoundAndReplaced() throws Exception {
        try (RedisNode redis = new RedisNode(RedisUnderTest.EMBEDDED, folder);
                FaultProxy proxy = new FaultProxy(redis.port())) {
            LookUpChannel channel = new LookUpChannel(client, ReadConnection.address(proxy.uri()));
            long nowNs = System.nanoTime();
            channel.keepAlive(nowNs);
            channel.keepAlive(nowNs + TimeUnit.SECONDS.toNanos(11));
            assertThat(channel.state().problem()).isNull();
            assertThat(proxy.accepted()).isEqualTo(1);

            proxy.freeze();
            channel.keepAlive(nowNs + TimeUnit.SECONDS.toNanos(15));
            assertThat(channel.state().problem()).isNull();
            channel.keepAlive(nowNs + TimeUnit.SECONDS.toNanos(22));
            assertThat(channel.state().problem()).isNotNull();
            assertThat(channel.state().failures()).isEqualTo(1);

            proxy.thaw();
            Await.until("it listens again", () -> {
                channel.keepAlive(System.nanoTime());
                return channel.state().problem() == null;
            });
            redis.commands().publish("analytics-events", "{}");
            List<byte[]> taken = new ArrayList<>();
            Await.until("the message", () -> {
                channel.take(taken::add);
                return taken.size() == 1;
            });
            channel.disconnect();
        }
    }
}
