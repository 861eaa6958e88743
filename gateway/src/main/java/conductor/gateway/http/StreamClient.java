package conductor.gateway.http;

import conductor.gateway.edge.DecisionFeed;
import conductor.gateway.edge.FeedPosition;
import conductor.gateway.edge.FeedRecord;
import conductor.gateway.edge.FeedRing;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Context;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** One client of the event stream. Runs in its own context, but for {@link #wake}. */
final class StreamClient {
    /** Bytes that wait in the connection before a client counts as slow. */
    private static final int WRITE_QUEUE = 32 << 10;

    private static final int RECORDS_A_TURN = 64;
    /** Decisions that a client may be behind. */
    private static final int DECISIONS_BEHIND = 256;

    private static final long HEARTBEAT_MS = 15_000;
    private static final long LOOK_MS = 1_000;
    private static final long STALLED_NS = TimeUnit.SECONDS.toNanos(10);

    private final DecisionFeed feed;
    private final Context context;
    private final HttpConnection connection;
    private final StreamOut out;
    private final Predicate<FeedRecord> wanted;
    private final Supplier<State> state;
    private final StreamStats stats;
    private final AtomicBoolean woken = new AtomicBoolean();
    private FeedPosition has;
    private long place;
    private long timer = -1;
    private long wroteNs = System.nanoTime();
    private long fullSinceNs;
    private boolean ended;
    /** Bytes that the kernel has not taken yet. */
    private int queued;

    /**
     * A fresh state, to begin with or to begin anew.
     *
     * @param place where to go on in the ring.
     * @param position that goes with it.
     * @param json what the client is to show.
     */
    record State(long place, FeedPosition position, String json) {}

    /**
     * @param connection that goes with the way out.
     * @param has what the client has, null = nothing.
     * @param place where to go on in the ring, -1 where that is not known.
     */
    StreamClient(
            DecisionFeed feed,
            Context context,
            HttpConnection connection,
            StreamOut out,
            Predicate<FeedRecord> wanted,
            Supplier<State> state,
            FeedPosition has,
            long place,
            StreamStats stats) {
        this.feed = feed;
        this.context = context;
        this.connection = connection;
        this.out = out;
        this.wanted = wanted;
        this.state = state;
        this.has = has;
        this.place = place;
        this.stats = stats;
    }

    void start() {
        out.open(WRITE_QUEUE, this::turn);
        send();
        timer = context.owner().setPeriodic(LOOK_MS, tick -> look());
        turn();
    }

    /** There is something new; from any thread. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(ignored -> turn());
        }
    }

    void end() {
        ended = true;
        if (timer >= 0) {
            context.owner().cancelTimer(timer);
            timer = -1;
        }
    }

    /** Writes what there is for as long as the connection takes it. */
    private void turn() {
        woken.set(false);
        while (!ended && !out.full()) {
            fullSinceNs = 0;
            if (place < 0) {
                if (!feed.hasBegun()) {
                    return;
                }
                begin();
                continue;
            }
            FeedRing.Batch batch = feed.ring().read(place, RECORDS_A_TURN, this::isWanted);
            if (batch == null) {
                place = -1;
                continue;
            }
            if (batch.next() == place) {
                return;
            }
            write(batch);
        }
        if (!ended && fullSinceNs == 0) {
            fullSinceNs = System.nanoTime();
        }
    }

    /** What was told before is no news; a gateway may have told it that had it in another order. */
    private boolean isWanted(FeedRecord record) {
        boolean told = has != null
                && record.engine().equals(has.engine())
                && record.seq() <= (record.isScore() ? has.scores() : has.decisions());
        return !told && wanted.test(record);
    }

    private void begin() {
        // Where it stood may have become known meanwhile: the feed was still reading when it came.
        place = has == null ? -1 : feed.ring().placeBehind(has);
        if (place >= 0) {
            return;
        }
        State fresh = state.get();
        if (has != null) {
            stats.reset();
        }
        place = fresh.place();
        has = fresh.position();
        emit("reset", has, fresh.json().getBytes(StandardCharsets.UTF_8));
    }

    private void write(FeedRing.Batch batch) {
        long end = feed.ring().end();
        boolean behind = end - batch.next() > RECORDS_A_TURN;
        int left = 0;
        FeedPosition at = batch.position();
        place = batch.next();
        for (FeedRing.Entry entry : batch.entries()) {
            FeedRecord record = entry.record();
            if (behind && record.isScore() && !feed.isNewest(record, entry.place())) {
                left++;
                continue;
            }
            // Never back: another gateway may have told of records that stand further on in this one.
            out.add(record.type(), later(has, entry.position()), record.json());
            if (queued + out.gathered() >= WRITE_QUEUE) {
                // The rest waits in the ring, which all clients share.
                place = entry.place() + 1;
                at = entry.position();
                break;
            }
        }
        stats.conflated(left);
        has = later(has, at);
        send();
    }

    private static FeedPosition later(FeedPosition one, FeedPosition other) {
        return one == null || !one.engine().equals(other.engine())
                ? other
                : new FeedPosition(
                        other.engine(),
                        Math.max(one.decisions(), other.decisions()),
                        Math.max(one.scores(), other.scores()));
    }

    private void emit(String type, FeedPosition id, byte[] data) {
        out.add(type, id, data);
        send();
    }

    private void send() {
        int bytes = out.gathered();
        if (bytes == 0) {
            return;
        }
        wroteNs = System.nanoTime();
        queued += bytes;
        stats.queued(bytes, queued);
        out.send().onComplete(done -> {
            queued -= bytes;
            stats.queued(-bytes, queued);
        });
    }

    /** Once a second: a sign of life where nothing was said for long, the end of who does not read. */
    private void look() {
        long nowNs = System.nanoTime();
        if (out.full()) {
            fullSinceNs = fullSinceNs == 0 ? nowNs : fullSinceNs;
            boolean stalled = nowNs - fullSinceNs > STALLED_NS;
            if (stalled || feed.ring().decisionsBehind(place, wanted) > DECISIONS_BEHIND) {
                letGo();
            }
        } else if (nowNs - wroteNs > TimeUnit.MILLISECONDS.toNanos(HEARTBEAT_MS)) {
            wroteNs = nowNs;
            // The id moves on although nothing was wanted, so that who comes back has less to look through.
            if (has != null) {
                String now = feed.newestAt() == null ? "null" : "\"" + feed.newestAt() + "\"";
                emit("alive", has, ("{\"now\":" + now + "}").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Ends the connection. */
    void letGo() {
        if (!ended) {
            stats.letGo();
            end();
            if (out.full()) {
                cut();
            } else {
                out.close();
            }
        }
    }

    /**
     * Ends it without what still waits. The library would first write that, and so wait for somebody who does not read; and so would the kernel, long
     * after the connection was closed.
     */
    private void cut() {
        Channel channel =
                ((HttpServerConnection) connection).channelHandlerContext().channel();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        // Behind all handlers: the library's own would flush first, and a WebSocket has another one than the request
        // had.
        channel.pipeline().firstContext().close();
    }
}
