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
    private final Map<HttpConnection, Arrival> open = new ConcurrentHashMap<>();

    ArrivalTimer(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Of a connection, whose own thread has it. */
    private static final class Arrival {
        private int unanswered;
        private long timer = -1;
    }

    void connected(HttpConnection connection) {
        Arrival arrival = new Arrival();
        open.put(connection, arrival);
        connection.closeHandler(closed -> {
            open.remove(connection);
            stop(arrival);
        });
        begin(connection, arrival, FIRST_MS);
    }

    /** The headers are there. */
    void headed(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        Arrival arrival = open.get(connection);
        if (arrival != null) {
            arrival.unanswered++;
            begin(connection, arrival, NEXT_MS);
            context.addEndHandler(ended -> answered(connection, arrival));
        }
        context.next();
    }

    /** The whole request is there. */
    void arrived(HttpConnection connection) {
        Arrival arrival = open.get(connection);
        if (arrival != null) {
            stop(arrival);
        }
    }

    /** The connection is none of requests any more; it does not tell when it is closed. */
    void forget(HttpConnection connection) {
        Arrival arrival = open.remove(connection);
        if (arrival != null) {
            stop(arrival);
        }
    }

    /** Connections that may bring requests. */
    int size() {
        return open.size();
    }

    private void answered(HttpConnection connection, Arrival arrival) {
        arrival.unanswered--;
        if (arrival.unanswered == 0 && open.containsKey(connection)) {
            begin(connection, arrival, NEXT_MS);
        }
    }

    private void begin(HttpConnection connection, Arrival arrival, long ms) {
        stop(arrival);
        arrival.timer = vertx.setTimer(ms, late -> connection.close());
    }

    private void stop(Arrival arrival) {
        if (arrival.timer >= 0) {
            vertx.cancelTimer(arrival.timer);
            arrival.timer = -1;
        }
    }
}
