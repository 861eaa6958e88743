package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a server has forgotten what it had shown us (audience.md 1.1): a replica that was promoted without the last entries, a
 * stream that was deleted, a server that was emptied or went back to an old copy. Ids may then be used again for other entries, so a
 * new <i>epoch</i> of the stream begins: its position is journalled anew, up to ten minutes before the stream's end or before where
 * we were, whichever comes first, and what of that was applied before is left out ({@link SeenEntries}). So what nobody has read
 * yet is never passed over, however far the stream went on meanwhile. For the ingest thread.
 *
 * <p>A server that still has the entry that we read last, saying the same, has not forgotten anything before it. If that entry is
 * not there, it was forgotten and others came after it, or it was deleted; the replication id tells which: it changes with
 * every promotion and restart.
 *
 * <p>A stream that was empty when its epoch began stands at 0-0. When its old entries are back, with another server, the place to
 * go on from is that of the newest entry that we know.
 */
final class StreamEpochs {
    private static final Logger LOG = LoggerFactory.getLogger(StreamEpochs.class);
    private static final long OVERLAP_MS = 600_000;
    private static final StreamId ZERO = new StreamId(0, 0);

    private final SeenStreams seen;
    private final SignalEmitter emitter;
    private final SourceStats stats;
    /** By source, as a look may end after some of the streams. */
    private final String[] replication = new String[SourceId.COUNT];

    StreamEpochs(SeenStreams seen, SignalEmitter emitter, SourceStats stats) {
        this.seen = seen;
        this.emitter = emitter;
        this.stats = stats;
    }

    /**
     * Looks at every stream and begins new epochs where they are due.
     *
     * @param recreated bits of sources that are known to have been made anew.
     * @param nowMs the time that drives the engine.
     * @return false if the node stops.
     */
    boolean check(StreamLook redis, StreamState[] streams, int recreated, long nowMs) {
        String now = redis.replicationId();
        for (StreamState stream : streams) {
            // Of time marks we pass over those up to engine time, so our position may be ahead of the last one.
            if (stream.source != SourceId.TIME) {
                boolean sameHistory = now.equals(replication[stream.source]);
                StreamId top = redis.top(stream);
                StreamId at = stream.lastEntry();
                if (isBack(stream, at, top, sameHistory)) {
                    at = seen.of(stream.source).newest();
                } else if ((recreated & 1 << stream.source) == 0 && !forgot(redis, stream, at, top, sameHistory)) {
                    replication[stream.source] = now;
                    continue;
                }
                replication[stream.source] = now;
                if (!begin(stream, at, top, nowMs)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether a stream that was empty when its epoch began may have its old entries again. */
    private boolean isBack(StreamState stream, StreamId at, StreamId top, boolean sameHistory) {
        return at.equals(ZERO)
                && !top.equals(ZERO)
                && !sameHistory
                && seen.epoch(stream.source) > 0
                && seen.of(stream.source).newest() != null;
    }

    private boolean forgot(StreamLook redis, StreamState stream, StreamId at, StreamId top, boolean sameHistory) {
        if (at.equals(ZERO)) {
            return false;
        }
        if (top.compareTo(at) < 0) {
            return true;
        }
        EntryQueue last = new EntryQueue();
        if (!redis.entry(stream, at, last)) {
            return !sameHistory;
        }
        if (!stream.queue.isEmpty()) {
            // What was read last is held and not among what was seen yet.
            return !stream.queue.endsLike(last);
        }
        return seen.of(stream.source).newestDiffersFrom(emitter.parsed(stream.source, last));
    }

    /**
     * Releases what is held (it was read, whatever became of it since) and goes on in the new epoch.
     *
     * @param at up to where the stream was read.
     */
    private boolean begin(StreamState stream, StreamId at, StreamId top, long nowMs) {
        while (!stream.queue.isEmpty()) {
            if (!emitter.entry(stream, nowMs)) {
                return false;
            }
        }
        StreamId end = top.compareTo(at) < 0 ? top : at;
        StreamId from = begin(end, seen.of(stream.source).floor());
        long epoch = seen.nextEpoch(stream.source);
        stats.add(SourceStats.Count.STREAM_EPOCHS);
        LOG.warn(
                "stream {} stands at {} and we were at {}: Redis has forgotten entries; epoch {} is read from {} on",
                stream.name(),
                top,
                stream.lastEntry(),
                epoch,
                from);
        stream.rewind(from, seen.of(stream.source).all());
        return emitter.position(stream.source, from, epoch);
    }

    /** Ten minutes before {@code end}, but not where we could not tell what was applied; at it where nothing can be told. */
    private static StreamId begin(StreamId end, StreamId floor) {
        StreamId overlap =
                Long.compareUnsigned(end.ms(), OVERLAP_MS) <= 0 ? ZERO : new StreamId(end.ms() - OVERLAP_MS, 0);
        if (floor == null || floor.compareTo(overlap) <= 0) {
            return overlap;
        }
        return floor.compareTo(end) < 0 ? floor : end;
    }
}
