package conductor.ops.simulate;

import conductor.gateway.json.Json;
import conductor.gateway.json.Times;
import conductor.ops.feed.FeedException;
import conductor.ops.node.NodeClient;
import conductor.ops.node.NodeFile;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How far the node is, by its {@code GET /status}. */
final class NodeLink {
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** A node that applies nothing more for this long has stopped, or is somebody else's. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    private final NodeFile node;
    private final long before;

    /** @throws FeedException when no node answers, or it does not follow the time of the streams. */
    NodeLink(NodeFile node) {
        this.node = node;
        Map<String, Object> status = status();
        before = number(status, "signals");
        if (!"stream".equals(status.get("clock")) || !"live".equals(status.get("egress"))) {
            throw new FeedException(
                    FeedException.USAGE,
                    "The node does not play recorded time and send commands: it must run with --clock stream and"
                            + " --egress live (and --redis-start-at 0 where it is new).");
        }
    }

    /** @throws FeedException when the node has passed the beginning of the day. */
    void requireBefore(long dayStartMs) {
        long nowMs = engineTimeMs(status());
        if (nowMs >= dayStartMs) {
            throw new FeedException(
                    FeedException.USAGE,
                    "The node has come to " + Times.utc(nowMs)
                            + ", and time never goes back. Choose a later --date, or another" + " --data-dir.");
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

    /**
     * Waits until the node has come to a time and has published all that followed.
     *
     * @param timeMs engine time in milliseconds.
     * @param gone whether to give up: the node has failed, or is not wanted any more.
     * @return false when given up.
     */
    boolean awaitTime(long timeMs, BooleanSupplier gone) {
        long lastSequence = -1;
        long sinceNs = System.nanoTime();
        while (!gone.getAsBoolean()) {
            Map<String, Object> status = statusWithin(sinceNs + PATIENCE_NS);
            if (engineTimeMs(status) >= timeMs && published(status)) {
                return true;
            }
            if (number(status, "sequence") != lastSequence) {
                lastSequence = number(status, "sequence");
                sinceNs = System.nanoTime();
            } else if (System.nanoTime() - sinceNs > PATIENCE_NS) {
                throw new FeedException(
                        FeedException.FAILED,
                        "The node has not come to " + Times.utc(timeMs) + " and goes on no further. Its log says why.");
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return false;
    }

    /** Engine time in milliseconds; 0 before the first signal. */
    long engineTimeMs() {
        return engineTimeMs(status());
    }

    private static long engineTimeMs(Map<String, Object> status) {
        return status.get("engine_time") instanceof String time
                ? Instant.parse(time).toEpochMilli()
                : 0;
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
