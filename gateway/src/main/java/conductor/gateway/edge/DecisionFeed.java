package conductor.gateway.edge;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code conductor.decisions.v1} and {@code conductor.scores.v1}: keeps the newest records, and what they say of every open session. It
 * begins with all decisions that Redis has and the scores of the last minutes, so any number of gateways show the same. When the streams are
 * others than they were (deleted, or of another engine) it begins anew, and every client is told so.
 *
 * <p>Run on a thread of its own; everything else is for any thread.
 */
public final class DecisionFeed implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionFeed.class);

    private static final byte[] DECISIONS = ascii("conductor.decisions.v1");
    private static final byte[] SCORES = ascii("conductor.scores.v1");
    private static final byte[] FIELD = ascii("data");
    /** Records that are kept for clients that come back. */
    private static final int KEPT = 8_192;

    private static final int PAGE = 500;
    private static final int FIRST_SCORES = 20_000;
    private static final long BLOCK_MS = 500;
    private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long RETRY_FIRST_MS = 50;
    private static final long RETRY_MOST_MS = 2_000;
    /** A session without a score for this long is not open any more: the engine closes it after half an hour. */
    private static final long SILENT_S = 31 * 60;

    private final EdgeLink link;
    private final FeedRing ring = new FeedRing(KEPT);
    private final SessionBoard board = new SessionBoard();
    private final List<FeedListener> listeners = new CopyOnWriteArrayList<>();
    private long decisions;
    private long scores;
    private volatile String newestAt;
    private volatile boolean caughtUp;
    private volatile boolean connected;
    private volatile boolean stopping;
    private volatile long unreadable;

    public DecisionFeed(EdgeLink link) {
        this.link = link;
    }

    /** The newest records. */
    public FeedRing ring() {
        return ring;
    }

    /** Every open session. */
    public SessionBoard board() {
        return board;
    }

    /** Whether a score is still the newest of its session; of a place in the ring. */
    public boolean isNewest(FeedRecord score, long place) {
        return board.isNewest(score, place);
    }

    /** Adds somebody who is told of records. */
    public void listen(FeedListener listener) {
        listeners.add(listener);
    }

    /** Whether all that Redis had has been read once, and Redis answers. */
    public boolean isLive() {
        return caughtUp && connected;
    }

    /** Whether all that Redis had has been read once. */
    public boolean hasBegun() {
        return caughtUp;
    }

    /** Whether Redis answers. */
    public boolean connected() {
        return connected;
    }

    /** Engine time of the newest record, RFC 3339; null before the first. */
    public String newestAt() {
        return newestAt;
    }

    /** Entries that were no records. */
    public long unreadable() {
        return unreadable;
    }

    /**
     * Makes a picture of the board that goes with a place in the ring: nothing is applied meanwhile.
     *
     * @param picture is given place and position behind the newest record.
     */
    public synchronized <T> T picture(Picture<T> picture) {
        return picture.make(ring.end(), ring.position());
    }

    /** See {@link #picture}. */
    public interface Picture<T> {
        /** Makes it. */
        T make(long place, FeedPosition position);
    }

    @Override
    public void run() {
        long waitMs = RETRY_FIRST_MS;
        while (!stopping) {
            try (StatefulRedisConnection<byte[], byte[]> connection = link.connect()) {
                waitMs = RETRY_FIRST_MS;
                follow(connection.sync());
            } catch (AnotherEngineException e) {
                LOG.warn("Another engine writes the output streams: the feed begins anew.");
                caughtUp = false;
            } catch (RedisException e) {
                if (connected) {
                    LOG.warn(
                            "The decisions cannot be followed, Redis at {} does not answer: {}",
                            link.shown(),
                            e.getMessage());
                }
                waitMs = waitAfterFailure(waitMs);
            } catch (RuntimeException e) {
                // Something in the streams that no engine writes: what was made of it is thrown away.
                LOG.error("The output streams cannot be followed; it is tried again from their beginning", e);
                caughtUp = false;
                waitMs = waitAfterFailure(waitMs);
            }
        }
        connected = false;
    }

    /** Waits; returns how long to wait after the next failure, milliseconds. */
    private long waitAfterFailure(long waitMs) {
        connected = false;
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(waitMs));
        return Math.min(RETRY_MOST_MS, 2 * waitMs);
    }

    /** Records of another engine came between ours. */
    private static final class AnotherEngineException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Ends {@link #run()} within a second. */
    public void stop() {
        stopping = true;
    }

    private void follow(RedisCommands<byte[], byte[]> redis) {
        if (isAnother(redis)) {
            begin(redis);
        }
        connected = true;
        long lookNs = System.nanoTime();
        while (!stopping) {
            int read = read(redis);
            if (read == 0 || System.nanoTime() - lookNs > LOOK_NS) {
                lookNs = System.nanoTime();
                prune();
                if (isAnother(redis)) {
                    LOG.warn("The output streams are others than before: the feed begins anew.");
                    begin(redis);
                }
            }
        }
    }

    /** Whether the streams do not go on from where we stand: a record that we have read last is gone without a newer one, or says something else. */
    private boolean isAnother(RedisCommands<byte[], byte[]> redis) {
        if (!caughtUp) {
            return true;
        }
        String engine = engineOf(redis);
        String known = ring.position().engine();
        return top(redis, DECISIONS) < decisions
                || top(redis, SCORES) < scores
                || engine != null && !known.isEmpty() && !engine.equals(known);
    }

    private static long top(RedisCommands<byte[], byte[]> redis, byte[] stream) {
        List<StreamMessage<byte[], byte[]>> newest = redis.xrevrange(stream, Range.unbounded(), Limit.from(1));
        return newest.isEmpty() ? 0 : number(newest.get(0).getId());
    }

    /** Of the newest decision, null where there is none that can be read. */
    private static String engineOf(RedisCommands<byte[], byte[]> redis) {
        List<StreamMessage<byte[], byte[]>> newest = redis.xrevrange(DECISIONS, Range.unbounded(), Limit.from(1));
        try {
            return newest.isEmpty()
                    ? null
                    : FeedRecord.read(false, data(newest.get(0).getBody())).engine();
        } catch (IOException e) {
            LOG.debug("The newest entry is no record", e);
            return null;
        }
    }

    /** Reads what Redis has: scores of the last minutes from behind, then all decisions, and both in the order of their times. */
    private void begin(RedisCommands<byte[], byte[]> redis) {
        List<FeedRecord> scored = new ArrayList<>();
        Range<String> before = Range.unbounded();
        while (scored.size() < FIRST_SCORES && !stopping) {
            List<StreamMessage<byte[], byte[]>> page = redis.xrevrange(SCORES, before, Limit.from(PAGE));
            for (StreamMessage<byte[], byte[]> message : page) {
                FeedRecord record = record(true, message);
                if (record != null) {
                    scored.add(record);
                }
            }
            if (page.size() < PAGE) {
                break;
            }
            long last = number(page.get(page.size() - 1).getId());
            before = Range.create("-", last - 1 + "-0");
        }
        Collections.reverse(scored);
        List<FeedRecord> decided = new ArrayList<>();
        for (long from = 0; !stopping; ) {
            List<StreamMessage<byte[], byte[]>> page =
                    redis.xrange(DECISIONS, Range.create(from + 1 + "-0", "+"), Limit.from(PAGE));
            for (StreamMessage<byte[], byte[]> message : page) {
                FeedRecord record = record(false, message);
                if (record != null) {
                    decided.add(record);
                }
                from = number(message.getId());
            }
            if (page.size() < PAGE) {
                break;
            }
        }
        beginWith(decided, scored);
    }

    private synchronized void beginWith(List<FeedRecord> decided, List<FeedRecord> scored) {
        board.clear();
        String engine = decided.isEmpty() ? "" : decided.get(decided.size() - 1).engine();
        ring.begin(new FeedPosition(
                engine,
                decided.isEmpty() ? 0 : decided.get(0).seq() - 1,
                scored.isEmpty() ? 0 : scored.get(0).seq() - 1));
        decisions = 0;
        scores = 0;
        int next = 0;
        for (FeedRecord decision : decided) {
            while (next < scored.size() && isBefore(scored.get(next), decision)) {
                apply(scored.get(next++));
            }
            apply(decision);
        }
        while (next < scored.size()) {
            apply(scored.get(next++));
        }
        caughtUp = true;
        prune();
        LOG.info(
                "The feed begins with {} decisions and {} scores: {} sessions are open.",
                decided.size(),
                scored.size(),
                board.size());
        listeners.forEach(FeedListener::begun);
    }

    private static boolean isBefore(FeedRecord one, FeedRecord other) {
        String at = one.text("at");
        String otherAt = other.text("at");
        return at != null && otherAt != null && at.compareTo(otherAt) < 0;
    }

    @SuppressWarnings("unchecked") // two streams in a variable argument list
    private int read(RedisCommands<byte[], byte[]> redis) {
        XReadArgs args = XReadArgs.Builder.block(BLOCK_MS).count(PAGE);
        List<StreamMessage<byte[], byte[]>> read = redis.xread(
                args, StreamOffset.from(DECISIONS, decisions + "-0"), StreamOffset.from(SCORES, scores + "-0"));
        List<FeedRecord> told = new ArrayList<>(read.size());
        synchronized (this) {
            for (StreamMessage<byte[], byte[]> message : read) {
                boolean isScore = Arrays.equals(message.getStream(), SCORES);
                FeedRecord record = record(isScore, message);
                if (record == null) {
                    passed(isScore, number(message.getId()));
                } else {
                    requireOurs(record);
                    apply(record);
                    told.add(record);
                }
            }
        }
        if (!told.isEmpty()) {
            listeners.forEach(listener -> listener.added(told));
        }
        return read.size();
    }

    private void requireOurs(FeedRecord record) {
        String engine = ring.position().engine();
        if (!engine.isEmpty() && !engine.equals(record.engine())) {
            throw new AnotherEngineException();
        }
    }

    private void apply(FeedRecord record) {
        long place = ring.end();
        ring.add(record);
        board.apply(record, place);
        passed(record.isScore(), record.seq());
        newestAt = record.text("at");
    }

    private void passed(boolean isScore, long seq) {
        if (isScore) {
            scores = Math.max(scores, seq);
        } else {
            decisions = Math.max(decisions, seq);
        }
    }

    private void prune() {
        String newest = newestAt;
        try {
            if (newest != null) {
                board.prune(Instant.parse(newest).minusSeconds(SILENT_S).toString());
            }
        } catch (DateTimeParseException e) {
            LOG.debug("{} is no time", newest, e);
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // only the feed's thread writes it
    private FeedRecord record(boolean isScore, StreamMessage<byte[], byte[]> message) {
        try {
            return FeedRecord.read(isScore, data(message.getBody()));
        } catch (IOException e) {
            unreadable++;
            LOG.debug("Entry {} is no record", message.getId(), e);
            return null;
        }
    }

    private static byte[] data(Map<byte[], byte[]> body) throws IOException {
        for (Map.Entry<byte[], byte[]> field : body.entrySet()) {
            if (Arrays.equals(field.getKey(), FIELD)) {
                return field.getValue();
            }
        }
        throw new IOException("it has no field data");
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(0, id.indexOf('-')));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
