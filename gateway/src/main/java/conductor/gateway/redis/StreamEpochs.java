package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a server has forgotten what it had shown us (audience.md 1.1): a replica that was promoted without the last entries, a
 * stream that was deleted, a server that was emptied or went back to an old copy. Ids may then be used again for other entries, so a
 * new <i>epoch</i> of the stream begins: its position is journalled anew, up to ten minutes before the stream's end, and what of
 * that was applied before is left out ({@link SeenEntries}). For the ingest thread.
 *
 * <p>A server that still has the entry that we read last, saying the same, has not forgotten anything before it. If that entry is
 * not there, it was forgotten and others came after it, or it was deleted; the replication id tells which: it changes with
 * every promotion and restart.
 */
final class StreamEpochs {
    private static final Logger LOG = LoggerFactory.getLogger(StreamEpochs.class);
    private static final long OVERLAP_MS = 600_000;
    private static final StreamId ZERO = new StreamId(0, 0);

    private final SeenStreams seen;
    private final SignalEmitter emitter;
    private final SourceStats stats;
    private String replication;

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
    boolean check(StartPositions redis, StreamState[] streams, int recreated, long nowMs) {
        String now = redis.replicationId();
        boolean sameHistory = now.equals(replication);
        for (StreamState stream : streams) {
            // Of time marks we pass over those up to engine time, so our position may be ahead of the last one.
            if (stream.source != SourceId.TIME) {
                StreamId top = redis.top(stream);
                boolean due = (recreated & 1 << stream.source) != 0 || forgot(redis, stream, top, sameHistory);
                if (due && !begin(stream, top, nowMs)) {
                    return false;
                }
            }
        }
        replication = now;
        return true;
    }

    private boolean forgot(StartPositions redis, StreamState stream, StreamId top, boolean sameHistory) {
        StreamId at = new StreamId(stream.lastMs(), stream.lastSeq());
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
        return seen.of(stream.source).newestDiffersFrom(emitter.parsed(stream.source, last));
    }

    /** Releases what is held (it was read, whatever became of it since) and goes on in the new epoch. */
    private boolean begin(StreamState stream, StreamId top, long nowMs) {
        while (!stream.queue.isEmpty()) {
            if (!emitter.entry(stream, nowMs)) {
                return false;
            }
        }
        StreamId from = begin(top, seen.of(stream.source).floor());
        long epoch = seen.nextEpoch(stream.source);
        stats.add(SourceStats.Count.STREAM_EPOCHS);
        LOG.warn(
                "stream {} stands at {} and we were at {}: Redis has forgotten entries; epoch {} is read from {} on",
                stream.name(),
                top,
                stream.lastId(),
                epoch,
                from);
        stream.rewind(from, seen.of(stream.source).all());
        return emitter.position(stream.source, from, epoch);
    }

    /** Ten minutes before the end, but not where we could not tell what was applied; at the end where nothing can be told. */
    private static StreamId begin(StreamId top, StreamId floor) {
        StreamId overlap =
                Long.compareUnsigned(top.ms(), OVERLAP_MS) <= 0 ? ZERO : new StreamId(top.ms() - OVERLAP_MS, 0);
        if (floor == null || floor.compareTo(overlap) <= 0) {
            return overlap;
        }
        return floor.compareTo(top) < 0 ? floor : top;
    }
}
