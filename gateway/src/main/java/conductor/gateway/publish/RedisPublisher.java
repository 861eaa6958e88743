package conductor.gateway.publish;

import conductor.gateway.Backoff;
import conductor.gateway.EgressInbox;
import conductor.gateway.owner.Fence;
import conductor.journal.JournalException;
import conductor.journal.RecordFeed;
import conductor.journal.json.TemplateSets;
import io.lettuce.core.RedisException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes committed records to Redis: entry and message of a record in one transaction, in order, each once. Run it
 * on a thread of its own.
 *
 * <p>Redis itself says how far it got: after every (re)connect the tops of the streams decide where to go on, and
 * nothing at or below a top is published again. So a message, a command above all, leaves at most once at any crash
 * of node or connection; a result that got lost on the way is for the engine to assume. Two batches are in hand:
 * while one is under way the next is rendered.
 *
 * <pre>
 *   feed ──► directory ──► seq ≤ top ──► (last 256: compare with Redis)
 *                     └──► seq > top ──► render ──► back ──► front ──MULTI/EXEC──► Redis ──► results ──► inbox
 * </pre>
 */
public final class RedisPublisher implements Runnable {
    /** The stream of scores. */
    public static final String SCORES = OutStream.SCORES.streamName();

    /** The stream of all other records. */
    public static final String DECISIONS = OutStream.DECISIONS.streamName();

    private static final Logger LOG = LoggerFactory.getLogger(RedisPublisher.class);
    private static final long RECONNECT_MIN_MS = 25;
    private static final long IDLE_NS = 1_000_000;

    private final PublisherStats stats = new PublisherStats();
    private final StopSignal stop = new StopSignal();
    private final Supplier<OutputLink> links;
    private final Function<OutputLink, Publishing> work;
    private final Backoff backoff;
    private volatile long idleRounds;

    /**
     * @param fence says whether this node may write; while it may not, nothing is written and all waits.
     * @param feed the committed records; called by the publisher's thread only.
     * @param templates the template sets that decisions were made with.
     * @param inbox takes what became of commands (mode live).
     */
    public RedisPublisher(
            PublisherConfig config, Fence fence, RecordFeed feed, TemplateSets templates, EgressInbox inbox) {
        this.links = () -> new RedisLink(config, fence, stop);
        this.work = link -> new Publishing(config, link, feed, templates, inbox, stats, System::nanoTime);
        this.backoff = new Backoff(RECONNECT_MIN_MS, config.reconnectMaxMs());
    }

    /** Names of the streams that it writes. */
    public static List<String> streams() {
        return List.of(OutStream.DECISIONS.streamName(), OutStream.SCORES.streamName());
    }

    /** What it is doing. */
    public PublisherStats stats() {
        return stats;
    }

    /** Asks the thread to finish the batch under way and end; it does within 1.5 s. */
    public void stop() {
        stop.request();
    }

    /**
     * Waits until every record committed before this call is published and its results are handed over.
     *
     * @return false if that took longer than {@code timeoutMs} or the publisher has ended.
     */
    public boolean drain(long timeoutMs) {
        long endNs = System.nanoTime() + timeoutMs * 1_000_000;
        long before = idleRounds;
        while (idleRounds - before < 2) {
            if (System.nanoTime() - endNs >= 0 || stop.requested() || stats.failure() != null) {
                return false;
            }
            LockSupport.parkNanos(IDLE_NS);
        }
        return true;
    }

    @Override
    public void run() {
        OutputLink link = links.get();
        Publishing publishing = work.apply(link);
        try {
            while (!stop.requested() && !Thread.currentThread().isInterrupted()) {
                publishUntilBroken(publishing);
            }
        } catch (RuntimeException e) {
            stats.failed(e);
            if (e instanceof JournalException) {
                LOG.error("The publisher has ended; nothing is published any more. {}", e.getMessage());
            } else {
                LOG.error("The publisher has ended on an error of its own; nothing is published any more.", e);
            }
        } finally {
            link.shutdown();
            stats.ended();
        }
    }

    private void publishUntilBroken(Publishing publishing) {
        try {
            publishing.connect();
            backoff.reset();
            while (!stop.requested()) {
                boolean nothing = publishing.round();
                idleRounds = publishing.idleRounds();
                if (nothing) {
                    LockSupport.parkNanos(IDLE_NS);
                }
            }
            publishing.finish();
        } catch (RedisException e) {
            publishing.broken();
            if (stats.connected() || stats.lastError() == null) {
                LOG.warn("Publishing is held up ({}); it goes on by itself.", e.getMessage());
            }
            stats.down(e.getMessage());
            stop.pause(backoff.nextMs());
        }
    }
}
