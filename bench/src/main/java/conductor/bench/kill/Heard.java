package conductor.bench.kill;

import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What a subscriber of all channels hears, which stays connected while the node dies. */
final class Heard implements AutoCloseable {
    private static final String END = "conductor.bench.end";
    private static final long END_S = 60;

    private final RedisClient client;
    private final StatefulRedisPubSubConnection<String, String> connection;
    private final Map<String, Integer> messages = new HashMap<>();
    private final Semaphore ended = new Semaphore(0);

    Heard(String redisUri) {
        client = RedisClient.create(redisUri);
        connection = client.connectPubSub();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String pattern, String channel, String message) {
                hear(channel, message);
            }
        });
        connection.sync().psubscribe("*");
    }

    private void hear(String channel, String message) {
        if (channel.equals(END)) {
            ended.release();
        } else {
            synchronized (messages) {
                messages.merge(message, 1, Integer::sum);
            }
        }
    }

    /** How often each message was heard, of all that were sent before this call. */
    Map<String, Integer> messages() throws InterruptedException {
        try (var sender = client.connect()) {
            sender.sync().publish(END, "");
        }
        if (!ended.tryAcquire(END_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the subscriber does not hear");
        }
        synchronized (messages) {
            return new HashMap<>(messages);
        }
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
