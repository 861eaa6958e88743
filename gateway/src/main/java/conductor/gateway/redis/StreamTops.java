package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
        NEW,
        /** Redis does not say: there is a key of another kind in its place, or we have no right to look. */
        UNREADABLE
    }

    /**
     * An input stream.
     *
     * @param stream its name.
     * @param standing how it stands to the engine.
     * @param top highest id that it ever gave, {@code ms-seq}; null where Redis does not say.
     * @param applied id of the last entry that was applied, null when there is none.
     * @param entries how many it holds.
     */
    public record Input(String stream, Standing standing, String top, String applied, long entries) {}

    /**
     * A stream that an engine numbers itself.
     *
     * @param top highest number that it ever had, 0 where there is none.
     * @param writer engine id of its last entry, 8 hex digits; null where it has no entry, or one that is nobody's record.
     */
    public record Output(long top, String writer) {}

    /** Stands before whatever came from outside in a record. */
    private static final Pattern WRITER = Pattern.compile("^\\{\"v\":\\d+,\"seq\":\\d+,\"engine\":\"([0-9a-f]{8})\"");

    private final List<Input> inputs = new ArrayList<>();
    private final Map<String, Output> outputs = new TreeMap<>();
    private long timeMs;

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
            for (int source = SourceId.PRESENCE; source <= SourceId.OPERATORS; source++) {
                // A node without operators never looks at their stream.
                if (source != SourceId.OPERATORS || applied.known(source)) {
                    tops.inputs.add(input(redis, source, applied));
                }
            }
            for (String name : outputStreams) {
                tops.outputs.put(name, output(redis, name.getBytes(StandardCharsets.US_ASCII)));
            }
            tops.timeMs = timeMs(redis.time());
            return tops;
        } catch (RedisException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getMessage(), e);
        } finally {
            client.shutdown(Duration.ZERO, ANSWER);
        }
    }

    private static long timeMs(List<byte[]> secondsAndMicros) {
        return Long.parseLong(StartPositions.text(secondsAndMicros.get(0))) * 1_000
                + Long.parseLong(StartPositions.text(secondsAndMicros.get(1))) / 1_000;
    }

    /** Needs no right that publishing does not need: the last entry is in the answer of XINFO. */
    private static Output output(RedisCommands<byte[], byte[]> redis, byte[] key) {
        List<?> info = StartPositions.info(redis, key);
        String writer = null;
        if (StartPositions.member(info, "last-entry") instanceof List<?> entry
                && entry.size() == 2
                && entry.get(1) instanceof List<?> fields) {
            Matcher matcher = WRITER.matcher(StartPositions.text(StartPositions.member(fields, "data")));
            writer = matcher.find() ? matcher.group(1) : null;
        }
        return new Output(StartPositions.top(info).ms(), writer);
    }

    private static Input input(RedisCommands<byte[], byte[]> redis, int source, SourceCursors applied) {
        String name = SourceId.stream(source);
        List<?> info;
        try {
            info = StartPositions.info(redis, name.getBytes(StandardCharsets.US_ASCII));
        } catch (RedisCommandExecutionException e) {
            return new Input(name, Standing.UNREADABLE, null, null, 0);
        }
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

    /** How an output stream ends. */
    public Output output(String stream) {
        return outputs.get(stream);
    }

    /** The clock of Redis. */
    public long timeMs() {
        return timeMs;
    }
}
