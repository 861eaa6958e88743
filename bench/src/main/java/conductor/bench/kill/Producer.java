package conductor.bench.kill;

import conductor.engine.core.SourceId;
import conductor.ops.feed.PlatformEntries;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Adds chat messages and reactions of a few sessions all the while, now and then one that nobody can read, and remembers the ids that Redis
 * gave them. A thread of its own.
 */
final class Producer implements AutoCloseable {
    /** What it writes to. */
    static final int[] SOURCES = {SourceId.CHAT, SourceId.REACTION};

    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UNREADABLE = "{\"session".getBytes(StandardCharsets.US_ASCII);
    private static final long PAUSE_NS = 2_000_000;
    private static final int SESSIONS = 20;
    private static final int UNREADABLE_EVERY = 251;

    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final PlatformEntries entries = new PlatformEntries();
    private final List<Added> added = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "producer");
    private volatile boolean stopping;
    private volatile RuntimeException failure;

    /**
     * An entry that Redis has taken.
     *
     * @param source its stream.
     * @param id that Redis gave it.
     * @param session that it belongs to; null = nobody can read it.
     * @param user who did it.
     */
    record Added(int source, String id, String session, String user) {}

    Producer(String redisUri) {
        client = RedisClient.create(redisUri);
        connection = client.connect(ByteArrayCodec.INSTANCE);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            for (int i = 0; !stopping; i++) {
                add(SOURCES[i % SOURCES.length], i);
                LockSupport.parkNanos(PAUSE_NS);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void add(int source, int i) {
        boolean readable = i % UNREADABLE_EVERY != UNREADABLE_EVERY - 1;
        String session = "session-" + i / 2 % SESSIONS;
        String user = "user-" + i % 97;
        byte[] data = source == SourceId.CHAT
                ? entries.chat(session, "event-1", "message-" + i, user, "text", "2026-01-01T00:00:00Z")
                : entries.reaction(session, user, "👏", "2026-01-01T00:00:00Z");
        byte[] stream = SourceId.stream(source).getBytes(StandardCharsets.US_ASCII);
        String id = connection.sync().xadd(stream, Map.of(DATA, readable ? data : UNREADABLE));
        added.add(readable ? new Added(source, id, session, user) : new Added(source, id, null, null));
    }

    /** Stops adding. */
    void stop() throws InterruptedException {
        stopping = true;
        thread.join();
        if (failure != null) {
            throw failure;
        }
    }

    /** What it has added, in that order; after {@link #stop}. */
    List<Added> added() {
        return added;
    }

    @Override
    public void close() {
        stopping = true;
        client.shutdown();
    }
}
