package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * How many entries of each stream wait behind our durable position. Redis before 7 cannot say, so they are counted, in steps of ten
 * up to {@value #COUNTED} a stream: enough to tell "a moment behind" from "far behind", at the price of one small read when nothing
 * waits. Where entries are large it stops earlier, so that counting never costs more than about {@value #MAX_BYTES} bytes a stream.
 */
final class StreamLag {
    static final int COUNTED = 1_000;
    private static final int STEP = 10;
    private static final long MAX_BYTES = 1_000_000;

    private final SourceStats stats;

    StreamLag(SourceStats stats) {
        this.stats = stats;
    }

    /** Counts what waits behind each known position. */
    void count(RedisCommands<byte[], byte[]> redis, SourceCursors cursors) {
        for (int source = 0; source < SourceId.COUNT; source++) {
            if (SourceId.stream(source) != null && cursors.known(source)) {
                StreamId position = new StreamId(cursors.timeMs(source), cursors.seq(source));
                stats.waiting(source, waiting(redis, SourceId.stream(source), position));
            }
        }
    }

    private static long waiting(RedisCommands<byte[], byte[]> redis, String stream, StreamId position) {
        for (int count = 1; ; count *= STEP) {
            Counter counter = new Counter();
            redis.dispatch(
                    CommandType.XRANGE,
                    counter,
                    new CommandArgs<>(ByteArrayCodec.INSTANCE)
                            .addKey(stream.getBytes(StandardCharsets.US_ASCII))
                            .add("(" + position)
                            .add("+")
                            .add("COUNT")
                            .add(count));
            if (counter.entries < count || count >= COUNTED || counter.bytes * STEP > MAX_BYTES) {
                return counter.entries;
            }
        }
    }

    /** Counts entries and bytes of an answer and keeps none of them. */
    private static final class Counter extends CommandOutput<byte[], byte[], Long> {
        private boolean begun;
        private long entries;
        private long bytes;

        Counter() {
            super(ByteArrayCodec.INSTANCE, 0L);
        }

        @Override
        public void multi(int count) {
            if (!begun) {
                begun = true;
                entries = Math.max(0, count);
            }
        }

        @Override
        public void set(ByteBuffer text) {
            bytes += text == null ? 0 : text.remaining();
        }
    }
}
