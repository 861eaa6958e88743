package conductor.ops.simulate;

import conductor.gateway.json.Json;
import conductor.ops.feed.FeedException;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What leaves the node, as the platform's real-time service hears it, and the records of {@code conductor.decisions.v1}. */
final class Heard implements AutoCloseable {
    static final String COMMANDS = "agent.interventions";
    static final String UPDATES = "engagement:update";
    static final String BELL = "agent:notifications:";
    private static final String RECORDS = "conductor.decisions.v1";
    private static final String START = "0";
    private static final int RECORDS_A_READ = 500;

    /** A message of a channel. */
    record Message(String channel, Map<String, Object> body) {}

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> plain;
    private final StatefulRedisPubSubConnection<String, String> subscribed;
    private final Queue<String[]> arrived = new ConcurrentLinkedQueue<>();
    private String lastRecord;

    private Heard(RedisURI redis, boolean recordsToo) {
        client = RedisClient.create(redis);
        try {
            plain = client.connect();
            subscribed = client.connectPubSub();
            subscribed.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    arrived.add(new String[] {channel, message});
                }

                @Override
                public void message(String pattern, String channel, String message) {
                    arrived.add(new String[] {channel, message});
                }
            });
            subscribed.sync().subscribe(COMMANDS, UPDATES);
            subscribed.sync().psubscribe("session:*:events", BELL + "*");
            lastRecord = recordsToo ? START : newest(plain);
        } catch (RedisException e) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            throw unreachable(e);
        }
    }

    /** Listens from now on. */
    static Heard fromNow(RedisURI redis) {
        return new Heard(redis, false);
    }

    /** Listens from now on; the records that Redis has are the first that {@link #records} answers. */
    static Heard withRecords(RedisURI redis) {
        return new Heard(redis, true);
    }

    private static String newest(StatefulRedisConnection<String, String> redis) {
        return redis.sync().xrevrange(RECORDS, Range.unbounded(), Limit.from(1)).stream()
                .findFirst()
                .map(StreamMessage::getId)
                .orElse(START);
    }

    /** The messages that were published until now and not returned before, in the order of their publication. */
    List<Message> messages() {
        try {
            subscribed.sync().ping(); // what was published before it is here when it is answered
        } catch (RedisException e) {
            throw unreachable(e);
        }
        List<Message> messages = new ArrayList<>();
        for (String[] one = arrived.poll(); one != null; one = arrived.poll()) {
            messages.add(new Message(one[0], read(one[1])));
        }
        return messages;
    }

    /** The records that were written until now and not returned before. */
    List<Map<String, Object>> records() {
        List<Map<String, Object>> found = new ArrayList<>();
        List<StreamMessage<String, String>> read;
        do {
            try {
                read = plain.sync()
                        .xrange(
                                RECORDS,
                                Range.from(Range.Boundary.excluding(lastRecord), Range.Boundary.unbounded()),
                                Limit.from(RECORDS_A_READ));
            } catch (RedisException e) {
                throw unreachable(e);
            }
            for (StreamMessage<String, String> entry : read) {
                lastRecord = entry.getId();
                found.add(read(entry.getBody().get("data")));
            }
        } while (read.size() == RECORDS_A_READ);
        return found;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    private static Map<String, Object> read(String text) {
        try {
            return Json.read(text);
        } catch (IOException e) {
            throw new FeedException(FeedException.FAILED, "The node published what is no JSON: " + text, e);
        }
    }

    private static FeedException unreachable(RedisException e) {
        return new FeedException(
                FeedException.NOT_REACHABLE, "The connection to Redis was lost (" + e.getMessage() + ").", e);
    }
}
