package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;

/**
 * How many entries of each stream wait behind our durable position. Redis before 7 cannot say, so they are counted, up to
 * {@value #COUNTED} a stream: enough to tell "a moment behind" from "far behind", at the price of one small read when nothing waits.
 */
final class StreamLag {
    static final int COUNTED = 1_000;

    private final SourceStats stats;

    StreamLag(SourceStats stats) {
        this.stats = stats;
    }

    /** Counts what waits behind each known position. */
    void count(RedisCommands<byte[], byte[]> redis, SourceCursors cursors) {
        for (int source = 0; source < SourceId.COUNT; source++) {
            if (SourceId.stream(source) != null && cursors.known(source)) {
                stats.waiting(
                        source, waiting(redis, source, new StreamId(cursors.timeMs(source), cursors.seq(source))));
            }
        }
    }

    private static long waiting(RedisCommands<byte[], byte[]> redis, int source, StreamId position) {
        byte[] key = SourceId.stream(source).getBytes(StandardCharsets.US_ASCII);
        Range<String> behind = Range.from(Range.Boundary.excluding(position.toString()), Range.Boundary.unbounded());
        return redis.xrange(key, behind, Limit.from(1)).isEmpty()
                ? 0
                : redis.xrange(key, behind, Limit.from(COUNTED)).size();
    }
}
