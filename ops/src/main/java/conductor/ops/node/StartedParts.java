package conductor.ops.node;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node has started; closed in the opposite order. */
final class StartedParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartedParts.class);

    private record Started(String name, AutoCloseable part) {}

    private final NodeReport report;
    private final Deque<Started> parts = new ArrayDeque<>();

    /** @param report is told of threads that fail. */
    StartedParts(NodeReport report) {
        this.report = report;
    }

    /** Keeps a part and returns it. */
    <T extends AutoCloseable> T add(String name, T part) {
        parts.push(new Started(name, part));
        return part;
    }

    /**
     * Starts a thread, which is asked to end when parts are closed.
     *
     * @param name of the part.
     * @param threadName of its thread.
     * @param stop asks {@code work} to end.
     * @param stopTimeoutMs how long the thread may take for that.
     */
    void thread(String name, String threadName, Runnable work, Runnable stop, long stopTimeoutMs) {
        add(name, new NodeThread(threadName, work, stop, stopTimeoutMs, report::failed));
    }

    /** Stops everything; what does not stop well is logged and holds up nothing else. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            Started last = parts.pop();
            try {
                last.part().close();
            } catch (Exception e) {
                LOG.warn("Stopping {} failed; the next start recovers from the journal", last.name(), e);
            }
        }
    }
}
