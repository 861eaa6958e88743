package conductor.gateway.http;

import conductor.gateway.edge.FeedPosition;
import io.vertx.core.Future;

/** The way to a client of the event stream: events are gathered, then sent together. Of one context. */
interface StreamOut {
    /**
     * Opens it.
     *
     * @param queueMax bytes that may wait before it counts as full.
     * @param drained is told when it is not full any more.
     */
    void open(int queueMax, Runnable drained);

    /** Whether as much waits as may. */
    boolean full();

    /** Gathers an event; its data is JSON on one line. */
    void add(String type, FeedPosition id, byte[] data);

    /** Bytes gathered. */
    int gathered();

    /** Sends what was gathered; done when the kernel has it. */
    Future<Void> send();

    /** Ends it once all that waits was sent. */
    void close();
}
