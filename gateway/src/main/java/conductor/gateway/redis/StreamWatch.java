package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the streams once a second, because a read that waits is not told that its stream is gone, and nobody is told that entries
 * were trimmed before they were read.
 *
 * <p>From Redis 7.0 on a stream counts what was ever added to it. Between two moments at which we stood at its end, as many must have
 * been released as were added; what is missing was trimmed or deleted unread. A count that falls is that of another stream.
 */
final class StreamWatch {
    private static final Logger LOG = LoggerFactory.getLogger(StreamWatch.class);
    private static final long UNKNOWN = -1;

    private final ReadProgress progress;
    private final GroupMirror mirror;
    private final SourceStats stats;
    private final long[] added = new long[SourceId.COUNT];
    private final long[] addedAtEnd = new long[SourceId.COUNT];
    private final long[] releasedAtEnd = new long[SourceId.COUNT];
    private final long[] epoch = new long[SourceId.COUNT];

    StreamWatch(ReadProgress progress, GroupMirror mirror, SourceStats stats) {
        this.progress = progress;
        this.mirror = mirror;
        this.stats = stats;
        Arrays.fill(added, UNKNOWN);
        Arrays.fill(addedAtEnd, UNKNOWN);
    }

    /** Looks at every stream that is read. */
    void look(RedisCommands<byte[], byte[]> redis, SourceCursors journalled) {
        for (int source = SourceId.PRESENCE; source <= SourceId.OPERATORS; source++) {
            ReadProgress.Place place = SourceId.stream(source) == null ? null : progress.place(source);
            if (place != null) {
                look(redis, source, place, journalled);
            }
        }
    }

    private void look(
            RedisCommands<byte[], byte[]> redis, int source, ReadProgress.Place place, SourceCursors journalled) {
        if (place.epoch() != epoch[source]) {
            epoch[source] = place.epoch();
            added[source] = UNKNOWN;
            addedAtEnd[source] = UNKNOWN;
        }
        long released = stats.entries(source);
        byte[] key = SourceId.stream(source).getBytes(StandardCharsets.US_ASCII);
        List<?> info = StartPositions.info(redis, key);
        StreamId top = StartPositions.top(info);
        long addedNow = StartPositions.member(info, "entries-added") instanceof Long number ? number : UNKNOWN;
        if (top.compareTo(place.id()) < 0) {
            progress.suspect();
            return;
        }
        if (addedNow < added[source]) {
            progress.recreated(source);
            return;
        }
        added[source] = addedNow;
        if (Long.valueOf(0).equals(StartPositions.member(info, "groups"))) {
            mirror.forget(source);
        }
        if (addedNow != UNKNOWN && top.equals(new StreamId(journalled.timeMs(source), journalled.seq(source)))) {
            atEnd(source, addedNow, released);
        }
    }

    private void atEnd(int source, long addedNow, long released) {
        long lost = addedNow - addedAtEnd[source] - (released - releasedAtEnd[source]);
        if (addedAtEnd[source] != UNKNOWN && lost > 0) {
            stats.add(SourceStats.Count.ENTRIES_LOST, lost);
            LOG.warn(
                    "{} entries of {} were trimmed or deleted before they were read; they are lost",
                    lost,
                    SourceId.stream(source));
        }
        addedAtEnd[source] = addedNow;
        releasedAtEnd[source] = released;
    }
}
