package conductor.bench.ingest;

import conductor.engine.core.SourceId;
import conductor.gateway.batch.SignalBatchWriter;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The input streams of a Redis database that has none, filled for a measurement and removed afterwards. */
public final class FilledStreams implements AutoCloseable {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final String DEAD_LETTERS = "conductor.dead-letter.v1";
    private static final long PRODUCER = 0x5e1f09c2L;
    private static final int ENTRIES_A_FLUSH = 500;
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final List<RedisFuture<?>> flying = new ArrayList<>();
    private boolean filled;

    /** @param uri of the server and its database. */
    public FilledStreams(String uri) {
        RedisURI address = RedisURI.create(uri);
        address.setTimeout(ANSWER);
        client = RedisClient.create(address);
        connection = client.connect(ByteArrayCodec.INSTANCE);
    }

    /** Whether the database has any of the streams that are written here. */
    public boolean taken() {
        return connection.sync().exists(keys()) > 0;
    }

    /** Writes {@code count} messages of the platform, an entry each. */
    void platform(int count, long seed) {
        PlatformMix mix = new PlatformMix(seed);
        for (int i = 0; i < count; i++) {
            mix.next();
            add(mix.act().source, mix.json());
        }
        flush();
    }

    /** Writes the same as entries of a gateway, {@code batch} signals each. */
    void batches(int signals, int batch, long seed) {
        PlatformMix mix = new PlatformMix(seed);
        SignalBatchWriter writer = new SignalBatchWriter(PRODUCER, 0, batch);
        for (int i = 0; i < signals; i++) {
            mix.next();
            if (!mix.addTo(writer)) {
                throw new IllegalStateException("an entry has no room for " + batch + " signals");
            }
            if (writer.signals() == batch || i == signals - 1) {
                add(SourceId.SIGNALS, writer.take());
            }
        }
        flush();
    }

    /** Writes one entry; it is there after {@link #flush}. */
    void add(int source, byte[] data) {
        filled = true;
        RedisAsyncCommands<byte[], byte[]> redis = connection.async();
        if (flying.isEmpty()) {
            connection.setAutoFlushCommands(false);
        }
        flying.add(redis.xadd(key(source), Map.of(DATA, data)));
        if (flying.size() >= ENTRIES_A_FLUSH) {
            flush();
        }
    }

    /** Waits until everything is written. */
    void flush() {
        connection.flushCommands();
        connection.setAutoFlushCommands(true);
        if (!LettuceFutures.awaitAll(ANSWER, flying.toArray(new RedisFuture<?>[0]))) {
            throw new IllegalStateException("Redis did not take the entries within " + ANSWER);
        }
        flying.clear();
    }

    /** Removes the streams, if anything was written here. */
    public void remove() {
        if (filled) {
            connection.sync().del(keys());
            filled = false;
        }
    }

    @Override
    public void close() {
        remove();
        connection.close();
        client.shutdown();
    }

    static byte[] key(int source) {
        return SourceId.stream(source).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[][] keys() {
        List<byte[]> keys = new ArrayList<>();
        keys.add(DEAD_LETTERS.getBytes(StandardCharsets.US_ASCII));
        for (int source = 0; source < SourceId.COUNT; source++) {
            if (SourceId.stream(source) != null) {
                keys.add(key(source));
            }
        }
        return keys.toArray(new byte[0][]);
    }
}
