package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The other end of {@code conductor.commands.v1}: sends a command and waits for its COMMAND_RESULT on
 * {@code conductor.decisions.v1} (audience.md 2.6, 2.7).
 */
public final class CommandClient {
    private static final String RESULTS = "conductor.decisions.v1";
    private static final String START = "0-0";
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final long BLOCK_MS = 500;
    private static final int ENTRIES_A_READ = 500;

    private CommandClient() {}

    /**
     * Sends a command.
     *
     * @param redisUri address of the node's Redis.
     * @param commandId its {@code command_id}; one that nobody else uses and that needs no escape in JSON.
     * @param json the command.
     * @param wait how long to wait for the answer.
     * @return the record of the answer as JSON, or empty when none came in time; the command then still stands in its stream.
     * @throws IOException when Redis does not answer.
     */
    public static Optional<String> send(String redisUri, String commandId, String json, Duration wait)
            throws IOException {
        RedisURI uri = RedisURI.create(redisUri);
        uri.setTimeout(CONNECT);
        try (RedisClient client = RedisClient.create(uri)) {
            RedisCommands<String, String> redis = client.connect().sync();
            String after = last(redis);
            redis.xadd(SourceId.stream(SourceId.COMMAND), Map.of("data", json));
            return answer(redis, "\"command_id\":\"" + commandId + "\"", after, wait);
        } catch (RedisException e) {
            String where = uri.getHost() + ":" + uri.getPort();
            throw new IOException("Redis at " + where + " does not answer: " + ReadConnection.rootMessage(e), e);
        }
    }

    private static String last(RedisCommands<String, String> redis) {
        List<StreamMessage<String, String>> newest = redis.xrevrange(RESULTS, Range.unbounded(), Limit.from(1));
        return newest.isEmpty() ? START : newest.get(0).getId();
    }

    @SuppressWarnings("unchecked") // one stream in a variable argument list
    private static Optional<String> answer(
            RedisCommands<String, String> redis, String marked, String after, Duration wait) {
        String from = after;
        long untilNs = System.nanoTime() + wait.toNanos();
        for (long leftMs = wait.toMillis(); leftMs > 0; leftMs = (untilNs - System.nanoTime()) / 1_000_000) {
            XReadArgs args = XReadArgs.Builder.block(Math.min(leftMs, BLOCK_MS)).count(ENTRIES_A_READ);
            for (StreamMessage<String, String> entry : redis.xread(args, StreamOffset.from(RESULTS, from))) {
                from = entry.getId();
                String record = entry.getBody().getOrDefault("data", "");
                // Answers to messages of other planes have the same type, but no member "command".
                if (record.contains(marked)
                        && record.contains("\"type\":\"COMMAND_RESULT\"")
                        && record.contains("\"command\":")) {
                    return Optional.of(record);
                }
            }
        }
        return Optional.empty();
    }
}
