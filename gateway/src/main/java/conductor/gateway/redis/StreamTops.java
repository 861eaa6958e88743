package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One look at where the streams of a Redis end, for people: how that compares with where an engine is. Changes nothing. */
public final class StreamTops {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** How a stream stands to what an engine has applied of it. */
    public enum Standing {
        /** Nothing waits. */
        READ_TO_THE_END,
        /** Entries wait. */
        ENTRIES_WAIT,
        /** It is empty, deleted, or goes less far than what was applied: what it forgot is not applied again. */
        WENT_BACK,
        /** It does not exist and nothing was ever read of it. */
        NONE_YET,
        /** Nothing was ever read of it: it begins where {@code redis.start-at} says. */
        NEW
    }

    /**
     * An input stream.
     *
     * @param stream its name.
     * @param standing how it stands to the engine.
     * @param top highest id that it ever gave, {@code ms-seq}.
     * @param applied id of the last entry that was applied, null when there is none.
     * @param entries how many it holds.
     */
    public record Input(String stream, Standing standing, String top, String applied, long entries) {}

    private final List<Input> inputs = new ArrayList<>();
    private final Map<String, Long> outputs = new TreeMap<>();

    private StreamTops() {}

    /**
     * Looks.
     *
     * @param applied where the engine is.
     * @param outputStreams names of streams that it numbers itself.
     * @throws IOException when Redis does not say.
     */
    public static StreamTops look(String redisUri, SourceCursors applied, List<String> outputStreams)
            throws IOException {
        RedisURI uri = RedisURI.create(redisUri);
        uri.setTimeout(ANSWER);
        RedisClient client = RedisClient.create(uri);
        try {
            RedisCommands<byte[], byte[]> redis =
                    client.connect(ByteArrayCodec.INSTANCE).sync();
            StreamTops tops = new StreamTops();
            for (int source = SourceId.PRESENCE; source <= SourceId.COMMAND; source++) {
                if (SourceId.stream(source) != null) {
                    tops.inputs.add(input(redis, source, applied));
                }
            }
            for (String name : outputStreams) {
                List<?> info = StartPositions.info(redis, name.getBytes(StandardCharsets.US_ASCII));
                tops.outputs.put(name, StartPositions.top(info).ms());
            }
            return tops;
        } catch (RedisException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getMessage(), e);
        } finally {
            client.shutdown(Duration.ZERO, ANSWER);
        }
    }

    private static Input input(RedisCommands<byte[], byte[]> redis, int source, SourceCursors applied) {
        String name = SourceId.stream(source);
        List<?> info = StartPositions.info(redis, name.getBytes(StandardCharsets.US_ASCII));
        StreamId top = StartPositions.top(info);
        long entries = StartPositions.member(info, "length") instanceof Long length ? length : 0;
        if (!applied.known(source)) {
            return new Input(name, info.isEmpty() ? Standing.NONE_YET : Standing.NEW, top.toString(), null, entries);
        }
        StreamId at = new StreamId(applied.timeMs(source), applied.seq(source));
        int order = top.compareTo(at);
        Standing standing =
                order == 0 ? Standing.READ_TO_THE_END : order > 0 ? Standing.ENTRIES_WAIT : Standing.WENT_BACK;
        return new Input(name, standing, top.toString(), at.toString(), entries);
    }

    /** The input streams, in the order of the contract. */
    public List<Input> inputs() {
        return List.copyOf(inputs);
    }

    /** The number of the last record in an output stream, 0 where there is none. */
    public long output(String stream) {
        return outputs.getOrDefault(stream, 0L);
    }
}
