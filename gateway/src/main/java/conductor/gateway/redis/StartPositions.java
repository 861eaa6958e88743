package conductor.gateway.redis;

import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** Finds where reading of a stream begins when the engine knows no position, and where a stream stands. */
final class StartPositions extends StreamLook {
    private static final String REPLICATION_ID = "master_replid:";

    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final RedisCommands<byte[], byte[]> redis;
    private final Patience patience;

    StartPositions(StatefulRedisConnection<byte[], byte[]> connection, Patience patience) {
        this.connection = connection;
        this.redis = connection.sync();
        this.patience = patience;
    }

    @Override
    StreamId top(StreamState stream) {
        return StreamId.parse(lastId(stream));
    }

    @Override
    boolean entry(StreamState stream, StreamId id, EntryQueue to) {
        List<StreamMessage<byte[], byte[]>> found;
        try {
            found = patience.await(connection.async().xrange(stream.key(), Range.create(id.toString(), id.toString())));
        } catch (RedisCommandExecutionException e) {
            throw named(stream.key(), e);
        }
        return entry(found, id, to);
    }

    /** Adds the entry at {@code id}, if it was found, to {@code to}; false if it was not. */
    static boolean entry(List<StreamMessage<byte[], byte[]>> found, StreamId id, EntryQueue to) {
        for (StreamMessage<byte[], byte[]> entry : found) {
            to.beginEntry(id.ms(), id.seq());
            entry.getBody().forEach((name, value) -> {
                to.name(ByteBuffer.wrap(name));
                to.value(ByteBuffer.wrap(value));
            });
            to.endEntry();
        }
        return !found.isEmpty();
    }

    @Override
    String replicationId() {
        String info = redis.info("replication");
        int at = info.indexOf(REPLICATION_ID);
        return at < 0 ? "" : info.substring(at + REPLICATION_ID.length(), info.indexOf('\r', at));
    }

    /** The highest id the stream ever gave, {@code 0-0} if it does not exist. */
    private String lastId(StreamState stream) {
        // The first and the last entry are in the answer, so it may be long.
        return top(info(stream.key(), () -> patience.await(connection.async().xinfoStream(stream.key()))))
                .toString();
    }

    /** What XINFO STREAM says, empty if there is no such stream. */
    static List<?> info(RedisCommands<byte[], byte[]> redis, byte[] key) {
        return info(key, () -> redis.xinfoStream(key));
    }

    private static List<?> info(byte[] key, Supplier<List<?>> ask) {
        try {
            return ask.get();
        } catch (RedisCommandExecutionException e) {
            if (isNoSuchKey(e)) {
                return List.of();
            }
            throw named(key, e);
        }
    }

    /** The highest id that a stream ever gave, by what XINFO STREAM says of it. */
    static StreamId top(List<?> info) {
        Object last = member(info, "last-generated-id");
        return StreamId.parse(last == null ? NONE : text(last));
    }

    @Override
    String deliveredTo(StreamState stream, String group) {
        try {
            for (Object each : redis.xinfoGroups(stream.key())) {
                List<?> members = (List<?>) each;
                if (group.equals(text(member(members, "name")))) {
                    return text(member(members, "last-delivered-id"));
                }
            }
            return null;
        } catch (RedisCommandExecutionException e) {
            if (isNoSuchKey(e)) {
                return null;
            }
            throw named(stream.key(), e);
        }
    }

    /** Redis does not say which stream it refuses. */
    private static RedisCommandExecutionException named(byte[] key, RedisCommandExecutionException e) {
        return new RedisCommandExecutionException("stream " + text(key) + ": " + e.getMessage());
    }

    private static boolean isNoSuchKey(RedisCommandExecutionException e) {
        return e.getMessage() != null && e.getMessage().contains("no such key");
    }

    /** The value behind a name in a list of names and values. */
    static Object member(List<?> members, String name) {
        for (int i = 0; i + 1 < members.size(); i += 2) {
            if (name.equals(text(members.get(i)))) {
                return members.get(i + 1);
            }
        }
        return null;
    }

    static String text(Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value);
    }
}
