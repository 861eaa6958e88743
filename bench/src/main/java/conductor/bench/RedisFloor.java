package conductor.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a Redis server gives to Lettuce by itself: the way there and back, and reading the platform's entries, from a stream of its own,
 * which is removed.
 */
final class RedisFloor {
    private static final int READ_AT_ONCE = 500;
    private static final int WRITTEN_AT_ONCE = 1_000;
    private static final long TIMEOUT_S = 60;

    /** An entry as the platform writes it. */
    private static final String ENTRY =
            "{\"userId\":\"usr_71\",\"pollId\":\"cmp42\",\"optionId\":\"cmo3\",\"sessionId\":"
                    + "\"ses_0a1b2c3d4e5f\",\"eventId\":\"ses_0a1b2c3d4e5f\",\"voteTimestamp\":\"2026-03-02T10:15:30.004Z\"}";

    private RedisFloor() {}

    /**
     * What was seen.
     *
     * @param pingNs median of the way there and back.
     * @param entriesPerS read in a row by XREAD, 500 at a time, the best round.
     * @param entryBytes bytes of an entry's field.
     */
    record Seen(long pingNs, double entriesPerS, int entryBytes) {}

    /**
     * Measures.
     *
     * @param url redis://host:port.
     */
    static Seen measure(String url, int pings, int entries, int rounds)
            throws InterruptedException, ExecutionException, TimeoutException {
        RedisClient client = RedisClient.create(url);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            String stream = "conductor.bench.floors:" + UUID.randomUUID();
            try {
                long pingNs = pingNs(redis, pings);
                write(connection, stream, entries);
                double best = 0;
                for (int round = 0; round < rounds; round++) {
                    best = Math.max(best, read(redis, stream, entries));
                }
                return new Seen(pingNs, best, ENTRY.getBytes(StandardCharsets.UTF_8).length);
            } finally {
                redis.del(stream);
            }
        } finally {
            client.shutdown();
        }
    }

    private static long pingNs(RedisCommands<String, String> redis, int pings) {
        long[] tookNs = new long[pings];
        for (int i = 0; i < pings; i++) {
            long startNs = System.nanoTime();
            redis.ping();
            tookNs[i] = System.nanoTime() - startNs;
        }
        Arrays.sort(tookNs);
        return tookNs[pings / 2];
    }

    private static void write(StatefulRedisConnection<String, String> connection, String stream, int entries)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (int from = 0; from < entries; from += WRITTEN_AT_ONCE) {
            List<RedisFuture<String>> written = new ArrayList<>();
            for (int i = from; i < Math.min(entries, from + WRITTEN_AT_ONCE); i++) {
                written.add(connection.async().xadd(stream, Map.of("data", ENTRY)));
            }
            for (RedisFuture<String> entry : written) {
                entry.get(TIMEOUT_S, TimeUnit.SECONDS);
            }
        }
    }

    @SuppressWarnings("unchecked") // The library takes its offsets as an array of a generic type.
    private static double read(RedisCommands<String, String> redis, String stream, int entries) {
        String last = "0-0";
        int read = 0;
        long startNs = System.nanoTime();
        while (read < entries) {
            List<StreamMessage<String, String>> some =
                    redis.xread(XReadArgs.Builder.count(READ_AT_ONCE), XReadArgs.StreamOffset.from(stream, last));
            if (some.isEmpty()) {
                throw new IllegalStateException("the stream has " + read + " entries, not " + entries);
            }
            read += some.size();
            last = some.get(some.size() - 1).getId();
        }
        return read * 1e9 / (System.nanoTime() - startNs);
    }
}
