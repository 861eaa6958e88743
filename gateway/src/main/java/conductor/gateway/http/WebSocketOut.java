package conductor.gateway.http;

import conductor.gateway.edge.FeedPosition;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The same events as messages of a WebSocket, each {@code {"id":…,"event":…,"data":{…}}}. Nothing is expected from a client: a little is passed over, much ends it. */
final class WebSocketOut implements StreamOut {
    private static final short GOING_AWAY = 1001;
    /** Bytes that a client may send, its own signs of life for example. */
    private static final int HEARD_MAX = 64 << 10;
    /** What a frame counts beside its payload: an empty one is work, too, and a ping is answered. */
    private static final int FRAME = 16;

    private final ServerWebSocket socket;
    private final List<String> messages = new ArrayList<>();
    private Runnable farewell = () -> {};
    private Runnable enough = () -> {};
    private int bytes;
    private int heard;
    private boolean closing;

    WebSocketOut(ServerWebSocket socket) {
        this.socket = socket;
    }

    /**
     * Says what is to be done.
     *
     * @param leaves when the client says goodbye, which the library answers.
     * @param saysTooMuch when it has said more than it may.
     */
    void onEnd(Runnable leaves, Runnable saysTooMuch) {
        farewell = leaves;
        enough = saysTooMuch;
    }

    @Override
    public void open(int queueMax, Runnable drained) {
        socket.setWriteQueueMaxSize(queueMax);
        socket.drainHandler(nothing -> drained.run());
        socket.frameHandler(this::hear);
    }

    private void hear(WebSocketFrame frame) {
        heard += FRAME + frame.binaryData().length();
        if (!closing && (frame.isClose() || heard > HEARD_MAX)) {
            closing = true;
            (frame.isClose() ? farewell : enough).run();
        }
    }

    /** One that is being closed takes nothing and says so by throwing. */
    @Override
    public boolean full() {
        return closing || socket.isClosed() || socket.writeQueueFull();
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
