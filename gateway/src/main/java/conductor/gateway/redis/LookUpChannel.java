package conductor.gateway.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * Listens to {@code analytics-events} over a connection of its own, since a user of Redis may be allowed to read keys and not to
 * subscribe. For one thread.
 */
final class LookUpChannel {
    /** Longer messages are dropped; two ids of the greatest length, escaped throughout, fit. */
    static final int MESSAGE_MAX = 4_096;
    /** More than this are dropped: the channel repeats itself, and the key is asked as well. */
    static final int MESSAGES_HELD = 1_024;

    private static final byte[] CHANNEL = "analytics-events".getBytes(StandardCharsets.US_ASCII);
    /** A line that is dead without a word would stay so for hours; nobody asks anything on it. */
    private static final long PROBE_NS = TimeUnit.SECONDS.toNanos(10);

    private final RedisClient client;
    private final RedisURI address;
    private final LookUpState state = new LookUpState("What analytics-events says of sessions");
    private final ManyToOneConcurrentArrayQueue<byte[]> messages = new ManyToOneConcurrentArrayQueue<>(MESSAGES_HELD);
    private StatefulRedisPubSubConnection<byte[], byte[]> connection;
    private long probeNs;

    LookUpChannel(RedisClient client, RedisURI address) {
        this.client = client;
        this.address = address;
    }

    LookUpState state() {
        return state;
    }

    /** Subscribes if there is no connection, and sees from time to time whether the one that is there lives. */
    void keepAlive(long nowNs) {
        boolean open = connection != null && connection.isOpen();
        if (!state.ready(nowNs) || open && nowNs - probeNs < 0) {
            return;
        }
        try {
            if (open) {
                connection.sync().ping();
            } else {
                subscribe();
            }
            probeNs = nowNs + PROBE_NS;
            state.worked();
        } catch (RedisException e) {
            state.failed(e);
            disconnect();
        }
    }

    private void subscribe() {
        disconnect();
        connection = client.connectPubSub(ByteArrayCodec.INSTANCE, address);
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] from, byte[] message) {
                heard(message);
            }
        });
        connection.sync().subscribe(CHANNEL);
    }

    /** Keeps a message if there is room for it; from any thread. */
    void heard(byte[] message) {
        if (message.length <= MESSAGE_MAX) {
            messages.offer(message);
        }
    }

    /** Hands on what was heard, oldest first, and not more at once than can be held: a channel that never rests stops nobody. */
    void take(Consumer<byte[]> hearer) {
        messages.drain(hearer, MESSAGES_HELD);
    }

    void disconnect() {
        if (connection != null) {
            connection.closeAsync();
            connection = null;
        }
    }
}
