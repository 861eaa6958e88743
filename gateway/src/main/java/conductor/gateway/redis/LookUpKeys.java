package conductor.gateway.redis;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Asks for the keys {@code session:info:{id}} over a connection of its own. For one thread. */
final class LookUpKeys {
    private static final byte[] PREFIX = "session:info:".getBytes(StandardCharsets.US_ASCII);

    private final RedisClient client;
    private final RedisURI address;
    private final LookUpState state = new LookUpState("What session:info:{id} says of sessions");
    private StatefulRedisConnection<byte[], byte[]> connection;

    LookUpKeys(RedisClient client, RedisURI address) {
        this.client = client;
        this.address = address;
    }

    LookUpState state() {
        return state;
    }

    /** The values for sessions, in their order; empty when Redis did not answer, and then the next try waits for a while. */
    Optional<List<KeyValue<byte[], byte[]>>> valuesOf(List<byte[]> sessionIds) {
        byte[][] keys = sessionIds.stream().map(LookUpKeys::key).toArray(byte[][]::new);
        try {
            if (connection == null || !connection.isOpen()) {
                disconnect();
                connection = client.connect(ByteArrayCodec.INSTANCE, address);
            }
            List<KeyValue<byte[], byte[]>> values = connection.sync().mget(keys);
            state.worked();
            return Optional.of(values);
        } catch (RedisException e) {
            state.failed(e);
            disconnect();
            return Optional.empty();
        }
    }

    private static byte[] key(byte[] sessionId) {
        byte[] key = Arrays.copyOf(PREFIX, PREFIX.length + sessionId.length);
        System.arraycopy(sessionId, 0, key, PREFIX.length, sessionId.length);
        return key;
    }

    void disconnect() {
        if (connection != null) {
            connection.closeAsync();
            connection = null;
        }
    }
}
