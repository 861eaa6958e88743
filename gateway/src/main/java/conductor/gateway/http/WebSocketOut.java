package conductor.gateway.http;

import conductor.gateway.edge.FeedPosition;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The same events as messages of a WebSocket, each {@code {"id":…,"event":…,"data":{…}}}. Nothing is expected from a client: a little is passed over, much ends it. */
final class WebSocketOut implements StreamOut {
    private static final short GOING_AWAY = 1001;
    private static final short TOO_BIG = 1009;
    /** Bytes that a client may send, its own signs of life for example. */
    private static final int HEARD_MAX = 64 << 10;

    private final ServerWebSocket socket;
    private final List<String> messages = new ArrayList<>();
    private int bytes;
    private int heard;

    WebSocketOut(ServerWebSocket socket) {
        this.socket = socket;
    }

    @Override
    public void open(int queueMax, Runnable drained) {
        socket.setWriteQueueMaxSize(queueMax);
        socket.drainHandler(nothing -> drained.run());
        socket.frameHandler(frame -> hear(frame.binaryData().length()));
    }

    private void hear(int length) {
        heard += length;
        if (heard > HEARD_MAX && heard - length <= HEARD_MAX) {
            socket.close(TOO_BIG, "this stream only tells");
        }
    }

    @Override
    public boolean full() {
        return socket.writeQueueFull();
    }

    @Override
    public void add(String type, FeedPosition id, byte[] data) {
        String message = "{\"id\":\"" + id + "\",\"event\":\"" + type + "\",\"data\":"
                + new String(data, StandardCharsets.UTF_8) + "}";
        messages.add(message);
        bytes += message.length();
    }

    @Override
    public int gathered() {
        return bytes;
    }

    @Override
    public Future<Void> send() {
        Future<Void> last = Future.succeededFuture();
        for (String message : messages) {
            last = socket.writeTextMessage(message);
        }
        messages.clear();
        bytes = 0;
        return last;
    }

    @Override
    public void close() {
        socket.close(GOING_AWAY);
    }
}
