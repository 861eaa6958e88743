package conductor.gateway.publish;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the other side sees: every message on every channel, and the streams. */
final class Platform implements AutoCloseable {
    /** A message with its parsed JSON. */
    record Message(String channel, Map<String, Object> json) {
        long seq() {
            Object data = json.get("data");
            return (Long) (data instanceof Map<?, ?> map ? map.get("seq") : json.get("seq"));
        }
    }

    private final RedisClient client;
    private final StatefulRedisPubSubConnection<String, String> subscription;
    private final RedisCommands<String, String> commands;
    private final List<Message> messages = new CopyOnWriteArrayList<>();

    /** @param pattern channels to subscribe to. */
    Platform(String uri, String pattern) {
        client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder().autoReconnect(false).build());
        commands = client.connect().sync();
        subscription = client.connectPubSub();
        subscription.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String matched, String channel, String message) {
                messages.add(new Message(channel, Json.parse(message)));
            }
        });
        subscription.sync().psubscribe(pattern);
    }

    RedisCommands<String, String> commands() {
        return commands;
    }

    List<Message> messages() {
        return messages;
    }

    List<Message> messages(String channel) {
        return messages.stream().filter(m -> m.channel().equals(channel)).toList();
    }

    /** The ids of a stream's entries in order. */
    List<String> ids(String stream) {
        return entries(stream).stream().map(StreamMessage::getId).toList();
    }

    /** The parsed entries of a stream in order. */
    List<Map<String, Object>> records(String stream) {
        return entries(stream).stream()
                .map(entry -> Json.parse(entry.getBody().get("data")))
                .toList();
    }

    private List<StreamMessage<String, String>> entries(String stream) {
        return commands.xrange(stream, Range.unbounded());
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
