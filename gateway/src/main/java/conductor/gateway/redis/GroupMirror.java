package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shows our position in the consumer group that operators look at. For people only: what was applied is decided by the
 * engine's state, and nobody reads this group.
 *
 * <p>From Redis 7.0 on the group's lag is a number only if it knows how many entries were read. That is known exactly
 * whenever we stand at a stream's end; from there on what we released is counted.
 */
final class GroupMirror {
    private static final Pattern VERSION = Pattern.compile("redis_version:(\\d{1,4})\\.");
    private static final int FIRST_WITH_ENTRIES_READ = 7;

    private final byte[] group;
    private final SourceStats stats;
    private final StreamId[] mirrored = new StreamId[SourceId.COUNT];
    private final long[] readAtEnd = new long[SourceId.COUNT];
    private final long[] releasedAtEnd = new long[SourceId.COUNT];
    private final boolean[] endKnown = new boolean[SourceId.COUNT];
    private boolean countsEntries;

    GroupMirror(String group, SourceStats stats) {
        this.group = group.getBytes(StandardCharsets.UTF_8);
        this.stats = stats;
    }

    /** Another connection, perhaps to another server, which may lack what was mirrored: mirror everything again. */
    void reset(RedisCommands<byte[], byte[]> redis) {
        countsEntries = majorVersion(redis) >= FIRST_WITH_ENTRIES_READ;
        for (int source = 0; source < SourceId.COUNT; source++) {
            mirrored[source] = null;
            endKnown[source] = false;
        }
    }

    /** The group of a stream is gone: mirror its position again although it has not moved. */
    void forget(int source) {
        mirrored[source] = null;
    }

    /** Mirrors every position that moved since the last time. */
    void mirror(StatefulRedisConnection<byte[], byte[]> connection, SourceCursors cursors) {
        for (int source = SourceId.PRESENCE; source <= SourceId.OUTCOME; source++) {
            StreamId id = new StreamId(cursors.timeMs(source), cursors.seq(source));
            if (cursors.known(source) && !id.equals(mirrored[source])) {
                mirror(connection, source, id);
                mirrored[source] = id;
            }
        }
        stats.add(SourceStats.Count.MIRRORS);
    }

    private void mirror(StatefulRedisConnection<byte[], byte[]> connection, int source, StreamId id) {
        byte[] key = SourceId.stream(source).getBytes(StandardCharsets.US_ASCII);
        try {
            setId(connection, key, id, countsEntries ? entriesRead(connection.sync(), key, source, id) : -1);
        } catch (RedisCommandExecutionException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.contains("NOGROUP") && !message.contains("requires the key to exist")) {
                throw e;
            }
            connection
                    .sync()
                    .xgroupCreate(StreamOffset.from(key, id.toString()), group, XGroupCreateArgs.Builder.mkstream());
        }
    }

    private void setId(StatefulRedisConnection<byte[], byte[]> connection, byte[] key, StreamId id, long entriesRead) {
        CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add("SETID")
                .addKey(key)
                .addKey(group)
                .add(id.toString());
        if (entriesRead >= 0) {
            arguments.add("ENTRIESREAD").add(entriesRead);
        }
        connection.sync().dispatch(CommandType.XGROUP, new StatusOutput<>(ByteArrayCodec.INSTANCE), arguments);
    }

    /** Entries of the stream up to {@code id}, -1 if that is not known. */
    private long entriesRead(RedisCommands<byte[], byte[]> redis, byte[] key, int source, StreamId id) {
        long released = stats.entries(source);
        List<Object> info;
        try {
            info = redis.xinfoStream(key);
        } catch (RedisCommandExecutionException noSuchStream) {
            return -1;
        }
        Object added = StartPositions.member(info, "entries-added");
        String last = StartPositions.text(StartPositions.member(info, "last-generated-id"));
        if (added instanceof Long number && last.equals(id.toString())) {
            readAtEnd[source] = number;
            releasedAtEnd[source] = released;
            endKnown[source] = true;
        }
        return endKnown[source] ? readAtEnd[source] + released - releasedAtEnd[source] : -1;
    }

    private static int majorVersion(RedisCommands<byte[], byte[]> redis) {
        return majorVersion(redis.info("server"));
    }

    /** The first number of the version, 0 where it is none that fits (a build may call itself anything). */
    static int majorVersion(String info) {
        Matcher version = VERSION.matcher(info);
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }
}
