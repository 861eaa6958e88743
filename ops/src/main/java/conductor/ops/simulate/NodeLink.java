package conductor.ops.simulate;

import conductor.gateway.json.Json;
import conductor.ops.feed.FeedException;
import conductor.ops.node.NodeClient;
import conductor.ops.node.NodeFile;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How far the node is, by its {@code GET /status}. */
final class NodeLink {
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** A node that applies nothing more for this long has stopped, or is somebody else's. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    private final NodeFile node;
    private final long before;

    /** @throws FeedException when no node answers, or it does not follow the time of the streams, or has passed the day. */
    NodeLink(NodeFile node, long dayStartMs) {
        this.node = node;
        Map<String, Object> status = status();
        before = number(status, "signals");
        if (!"stream".equals(status.get("clock")) || !"live".equals(status.get("egress"))) {
            throw new FeedException(
                    FeedException.USAGE,
                    "The node does not play recorded time and send commands: it must run with --clock stream and"
                            + " --egress live (and --redis-start-at 0 where it is new).");
        }
        if (status.get("engine_time") instanceof String time
                && Instant.parse(time).toEpochMilli() >= dayStartMs) {
            throw new FeedException(
                    FeedException.USAGE,
                    "The node has come to " + time + ", and time never goes back. Choose a later --date, or another"
                            + " --data-dir.");
        }
    }

    /**
     * Waits until the node has applied so many entries since the beginning and has published all that followed.
     *
     * @return its status then.
     */
    Map<String, Object> awaitApplied(long entries) {
        long lastSequence = -1;
        long sinceNs = System.nanoTime();
        while (true) {
            Map<String, Object> status = statusWithin(sinceNs + PATIENCE_NS);
            if (number(status, "signals") >= before + entries && published(status)) {
                return status;
            }
            if (number(status, "sequence") != lastSequence) {
                lastSequence = number(status, "sequence");
                sinceNs = System.nanoTime();
            } else if (System.nanoTime() - sinceNs > PATIENCE_NS) {
                throw new FeedException(
                        FeedException.FAILED,
                        "The node has applied " + (number(status, "signals") - before) + " of " + entries
                                + " entries and goes on no further. Its log says why.");
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private static boolean published(Map<String, Object> status) {
        return status.get("publisher") instanceof Map<?, ?> publisher
                && status.get("decisions").equals(publisher.get("decisions_seq"))
                && status.get("scores").equals(publisher.get("scores_seq"));
    }

    /** Asks again when a busy machine lets an answer come too late. */
    private Map<String, Object> statusWithin(long untilNs) {
        while (true) {
            try {
                return status();
            } catch (FeedException e) {
                if (System.nanoTime() - untilNs > 0) {
                    throw e;
                }
                LockSupport.parkNanos(RETRY_NS);
            }
        }
    }

    private Map<String, Object> status() {
        try {
            return Json.read(NodeClient.status(node));
        } catch (IOException e) {
            throw new FeedException(
                    FeedException.NOT_REACHABLE, "The node does not answer: " + e.getMessage() + ".", e);
        }
    }

    private static long number(Map<String, Object> status, String member) {
        return status.get(member) instanceof Number number ? number.longValue() : 0;
    }
}
