package conductor.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends connections whose next request does not come whole in time. Being idle is no measure of that: who sends a byte now and then never is.
 */
final class ArrivalTimer {
    /** From the connection to the end of the first headers. */
    private static final long FIRST_MS = 10_000;
    /** For a body, and from an answer to the end of the next headers. */
    private static final long NEXT_MS = 30_000;

    private final Vertx vertx;
    private final Map<HttpConnection, Long> timers = new ConcurrentHashMap<>();

    ArrivalTimer(Vertx vertx) {
        this.vertx = vertx;
    }

    void connected(HttpConnection connection) {
        connection.closeHandler(closed -> stop(connection));
        begin(connection, FIRST_MS);
    }

    /** The headers are there. */
    void headed(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        begin(connection, NEXT_MS);
        context.addEndHandler(ended -> begin(connection, NEXT_MS));
        context.next();
    }

    /** The whole request is there. */
    void arrived(HttpConnection connection) {
        stop(connection);
    }

    private void begin(HttpConnection connection, long ms) {
        stop(connection);
        timers.put(connection, vertx.setTimer(ms, late -> {
            timers.remove(connection);
            connection.close();
        }));
    }

    private void stop(HttpConnection connection) {
        Long timer = timers.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
