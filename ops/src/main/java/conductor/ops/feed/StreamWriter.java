package conductor.ops.feed;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.XTrimArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Adds entries to streams through one connection, many on the way at once. Redis runs them in the order they were given;
 * a lost connection ends the feed instead of being mended, because commands that were on the way could come twice.
 */
public final class StreamWriter implements AutoCloseable {
    /** What an entry is counted as. */
    public enum Tally {
        ROW,
        INFERRED,
        MARK
    }

    static final int FLUSH_SIZE = 500;
    static final int MAX_IN_FLIGHT = 8_000;

    private static final long ANSWER_TIMEOUT_S = 60;
    private static final byte[] FIELD = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEXT_ID = "*".getBytes(StandardCharsets.US_ASCII);
    private static final String NOT_ABOVE_TOP = "equal or smaller than the target stream top item";

    private final RedisURI uri;
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final Semaphore free = new Semaphore(MAX_IN_FLIGHT);
    private final AtomicLongArray written = new AtomicLongArray(Tally.values().length);
    private final AtomicLongArray refused = new AtomicLongArray(Tally.values().length);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private int unflushed;

    public StreamWriter(RedisURI uri) {
        this.uri = uri;
        this.client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .build());
        try {
            this.connection = client.connect(ByteArrayCodec.INSTANCE);
        } catch (RedisException e) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
            throw unreachable(e);
        }
    }

    /** The highest id that a stream ever had. */
    public StreamId top(String stream) {
        try {
            List<Object> info = connection.sync().xinfoStream(bytes(stream));
            for (int i = 0; i + 1 < info.size(); i += 2) {
                if ("last-generated-id".equals(text(info.get(i)))) {
                    return StreamId.parse(text(info.get(i + 1)));
                }
            }
            throw new FeedException(FeedException.FAILED, "Redis says nothing of the last id of " + stream + ".");
        } catch (RedisCommandExecutionException e) {
            if (e.getMessage().contains("no such key")) {
                return StreamId.ZERO;
            }
            throw refusal(e);
        } catch (RedisException e) {
            throw unreachable(e);
        }
    }

    /** Removes the entries of a stream below an id; its highest id stays what it was. */
    public void trim(String stream, StreamId from) {
        try {
            connection.sync().xtrim(bytes(stream), XTrimArgs.Builder.minId(from.toString()));
        } catch (RedisCommandExecutionException e) {
            throw refusal(e);
        } catch (RedisException e) {
            throw unreachable(e);
        }
    }

    Map<String, String> hash(String key) {
        try {
            Map<String, String> fields = new HashMap<>();
            connection.sync().hgetall(bytes(key)).forEach((field, value) -> fields.put(text(field), text(value)));
            return fields;
        } catch (RedisCommandExecutionException e) {
            throw refusal(e);
        } catch (RedisException e) {
            throw unreachable(e);
        }
    }

    void putHash(String key, Map<String, String> fields) {
        try {
            Map<byte[], byte[]> encoded = new HashMap<>();
            fields.forEach((field, value) -> encoded.put(bytes(field), bytes(value)));
            connection.sync().hset(bytes(key), encoded);
        } catch (RedisCommandExecutionException e) {
            throw refusal(e);
        } catch (RedisException e) {
            throw unreachable(e);
        }
    }

    /** From here on entries are sent in bundles; nothing but {@link #add}, {@link #flush} and {@link #drain} follows. */
    public void beginBundles() {
        connection.setAutoFlushCommands(false);
    }

    /** Adds an entry, or waits for room; {@code id} null lets Redis choose it. */
    public void add(Tally tally, byte[] stream, StreamId id, byte[] data) {
        throwFailure();
        if (!free.tryAcquire()) {
            flush();
            acquire(1);
        }
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .addKey(stream)
                .add(id == null ? NEXT_ID : id.toBytes())
                .add(FIELD)
                .add(data);
        connection
                .async()
                .dispatch(CommandType.XADD, new StatusOutput<>(ByteArrayCodec.INSTANCE), args)
                .whenComplete((entryId, error) -> onAnswer(tally, error));
        if (++unflushed >= FLUSH_SIZE) {
            flush();
        }
    }

    /** Sends what was added. */
    public void flush() {
        connection.flushCommands();
        unflushed = 0;
    }

    /** Sends what was added and waits until Redis has answered it all. */
    public void drain() {
        flush();
        acquire(MAX_IN_FLIGHT);
        free.release(MAX_IN_FLIGHT);
        throwFailure();
    }

    /** Entries that Redis took. */
    long written(Tally tally) {
        return written.get(tally.ordinal());
    }

    /** Entries that Redis refused because the stream is beyond them already. */
    long refused(Tally tally) {
        return refused.get(tally.ordinal());
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    private void onAnswer(Tally tally, Throwable error) {
        if (error == null) {
            written.incrementAndGet(tally.ordinal());
        } else if (error.getMessage() != null && error.getMessage().contains(NOT_ABOVE_TOP)) {
            refused.incrementAndGet(tally.ordinal());
        } else {
            failure.compareAndSet(null, error);
        }
        free.release();
    }

    private void acquire(int permits) {
        try {
            if (!free.tryAcquire(permits, ANSWER_TIMEOUT_S, TimeUnit.SECONDS)) {
                throwFailure();
                throw new FeedException(
                        FeedException.NOT_REACHABLE,
                        "Redis at " + place() + " has not answered for " + ANSWER_TIMEOUT_S + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FeedException(FeedException.INTERRUPTED, "The feed was interrupted.", e);
        }
    }

    private void throwFailure() {
        Throwable first = failure.get();
        if (first instanceof RedisCommandExecutionException) {
            throw refusal(first);
        }
        if (first != null) {
            throw new FeedException(
                    FeedException.NOT_REACHABLE,
                    "The connection to Redis at " + place() + " was lost (" + first + ").",
                    first);
        }
    }

    private FeedException refusal(Throwable error) {
        return new FeedException(
                FeedException.FAILED, "Redis at " + place() + " refused a command: " + error.getMessage() + ".", error);
    }

    private FeedException unreachable(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return new FeedException(
                FeedException.NOT_REACHABLE,
                "Redis at " + place() + " cannot be reached (" + cause.getMessage()
                        + "). Start the node first, or name a Redis with --redis.",
                error);
    }

    /** Host and port only: the address may hold a password. */
    private String place() {
        return uri.getSocket() != null ? uri.getSocket() : uri.getHost() + ":" + uri.getPort();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Object bytes) {
        return bytes instanceof byte[] array ? new String(array, StandardCharsets.UTF_8) : String.valueOf(bytes);
    }
}
