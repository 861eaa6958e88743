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

/** Adds chat messages and reactions of a few sessions all the while, and remembers the ids that Redis gave them. A thread of its own. */
final class Producer implements AutoCloseable {
    /** What it writes to. */
    static final int[] SOURCES = {SourceId.CHAT, SourceId.REACTION};

    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final long PAUSE_NS = 2_000_000;
    private static final int SESSIONS = 20;

    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final PlatformEntries entries = new PlatformEntries();
    private final List<List<String>> ids = List.of(new ArrayList<>(), new ArrayList<>());
    private final Thread thread = new Thread(this::run, "producer");
    private volatile boolean stopping;
    private volatile RuntimeException failure;

    Producer(String redisUri) {
        client = RedisClient.create(redisUri);
        connection = client.connect(ByteArrayCodec.INSTANCE);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            for (int i = 0; !stopping; i++) {
                add(i % SOURCES.length, i);
                LockSupport.parkNanos(PAUSE_NS);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void add(int no, int i) {
        String session = "session-" + i / 2 % SESSIONS;
        String user = "user-" + i % 97;
        byte[] data = SOURCES[no] == SourceId.CHAT
                ? entries.chat(session, "event-1", "message-" + i, user, "text", "2026-01-01T00:00:00Z")
                : entries.reaction(session, user, "👏", "2026-01-01T00:00:00Z");
        byte[] stream = SourceId.stream(SOURCES[no]).getBytes(StandardCharsets.US_ASCII);
        ids.get(no).add(connection.sync().xadd(stream, Map.of(DATA, data)));
    }

    /** Stops adding. */
    void stop() throws InterruptedException {
        stopping = true;
        thread.join();
        if (failure != null) {
            throw failure;
        }
    }

    /** Ids of the entries of {@code SOURCES[no]}, in their order; after {@link #stop}. */
    List<String> ids(int no) {
        return ids.get(no);
    }

    @Override
    public void close() {
        stopping = true;
        client.shutdown();
    }
}
