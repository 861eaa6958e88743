package conductor.gateway.redis;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/** The two connections of look-ups, made again after a failure and a pause. For one thread. */
final class LookUpLink {
    private static final byte[] CHANNEL = "analytics-events".getBytes(StandardCharsets.US_ASCII);
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1);
    /** More than this are dropped: the channel repeats itself, and the key is asked as well. */
    private static final int MESSAGES_HELD = 1_024;

    private final RedisClient client = ReadConnection.client();
    private final RedisURI address;
    private final ManyToOneConcurrentArrayQueue<byte[]> messages = new ManyToOneConcurrentArrayQueue<>(MESSAGES_HELD);
    private final AtomicLong failures = new AtomicLong();
    private StatefulRedisConnection<byte[], byte[]> connection;
    private StatefulRedisPubSubConnection<byte[], byte[]> channel;
    private long readyNs = System.nanoTime();

    LookUpLink(String redisUri) {
        this.address = ReadConnection.address(redisUri);
    }

    /** Whether Redis may be asked: a failure is followed by a pause. */
    boolean ready(long nowNs) {
        return nowNs - readyNs >= 0;
    }

    /** Values of keys, in their order. */
    List<KeyValue<byte[], byte[]>> valuesOf(byte[][] keys, long nowNs) {
        connect();
        return connection.sync().mget(keys);
    }

    /** Listens to the channel also while there is nothing to ask. */
    void keepAlive(long nowNs) {
        if (ready(nowNs) && (channel == null || !channel.isOpen())) {
            try {
                connect();
            } catch (RedisException e) {
                failed(nowNs);
            }
        }
    }

    /** The oldest message of the channel that nobody took, or null. */
    byte[] nextMessage() {
        return messages.poll();
    }

    void failed(long nowNs) {
        failures.incrementAndGet();
        readyNs = nowNs + PAUSE_NS;
        disconnect();
    }

    long failures() {
        return failures.get();
    }

    private void connect() {
        if (connection != null && connection.isOpen() && channel.isOpen()) {
            return;
        }
        disconnect();
        connection = client.connect(ByteArrayCodec.INSTANCE, address);
        channel = client.connectPubSub(ByteArrayCodec.INSTANCE, address);
        channel.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] from, byte[] message) {
                messages.offer(message);
            }
        });
        channel.sync().subscribe(CHANNEL);
    }

    private void disconnect() {
        if (connection != null) {
            connection.closeAsync();
            connection = null;
        }
        if (channel != null) {
            channel.closeAsync();
            channel = null;
        }
    }

    void close() {
        disconnect();
        ReadConnection.end(client);
    }
}
