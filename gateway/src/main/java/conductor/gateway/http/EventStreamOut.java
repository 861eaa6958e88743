package conductor.gateway.http;

import conductor.gateway.edge.FeedPosition;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.ThreadLocalRandom;

/** Server-sent events: what is gathered goes in one piece, which costs the connection as much as one event would. */
final class EventStreamOut implements StreamOut {
    private static final int RETRY_MS = 2_000;

    private final HttpServerResponse response;
    private Buffer events = Buffer.buffer();

    EventStreamOut(HttpServerResponse response) {
        this.response = response;
    }

    @Override
    public void open(int queueMax, Runnable drained) {
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        response.setWriteQueueMaxSize(queueMax);
        response.drainHandler(nothing -> drained.run());
        int jitter = ThreadLocalRandom.current().nextInt(RETRY_MS);
        events.appendString("retry: " + (RETRY_MS + jitter) + "\n\n");
    }

    @Override
    public boolean full() {
        return response.writeQueueFull();
    }

    @Override
    public void add(String type, FeedPosition id, byte[] data) {
        events.appendString("id: " + id + "\nevent: " + type + "\ndata: ")
                .appendBytes(data)
                .appendString("\n\n");
    }

    @Override
    public int gathered() {
        return events.length();
    }

    @Override
    public Future<Void> send() {
        Buffer all = events;
        events = Buffer.buffer();
        return response.write(all);
    }

    @Override
    public void close() {
        response.reset();
    }
}
