package conductor.gateway.http;

import conductor.gateway.edge.DecisionFeed;
import conductor.gateway.edge.FeedListener;
import conductor.gateway.edge.FeedPosition;
import conductor.gateway.edge.FeedRecord;
import conductor.gateway.edge.SessionCard;
import conductor.gateway.json.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * {@code GET /api/v1/stream}: what the engine says, as server-sent events, or as messages where a WebSocket is asked for. Every client reads the ring of the newest records at its own pace, so a
 * slow one costs its write queue and nothing else; it is given the newest score of each session instead of all, and is let go when it does not read for
 * ten seconds, or falls behind by more decisions than may be.
 */
final class StreamRoute implements FeedListener {
    /** How often it is looked whether the token of a client is still valid. */
    private static final long RENEW_MS = 5_000;
    /** What comes within this time after something that was told is told together: of a burst every client would else be told record by record. */
    private static final long GATHER_MS = 20;

    private static final Set<String> OF_ALL = Set.of("PAUSED", "RESUMED", "SOURCE_SUSPECT");

    private final Vertx vertx;
    private final DecisionFeed feed;
    private final Function<HttpServerRequest, Future<Caller>> who;
    private final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
    private final StreamStats stats = new StreamStats();
    private final Consumer<HttpConnection> upgraded;
    private final AtomicBoolean gathering = new AtomicBoolean();
    private volatile boolean more;

    /**
     * @param who says whose a request is, as long as its token is valid.
     * @param upgraded is told of connections that are WebSockets from now on.
     */
    StreamRoute(
            Vertx vertx,
            DecisionFeed feed,
            Function<HttpServerRequest, Future<Caller>> who,
            Consumer<HttpConnection> upgraded) {
        this.vertx = vertx;
        this.feed = feed;
        this.who = who;
        this.upgraded = upgraded;
        feed.listen(this);
    }

    /** Clients now. */
    int clients() {
        return clients.size();
    }

    StreamStats stats() {
        return stats;
    }

    @Override
    public void added(List<FeedRecord> records) {
        more = true;
        tell();
    }

    /** At once where nothing was told of late. */
    private void tell() {
        if (more && !clients.isEmpty() && gathering.compareAndSet(false, true)) {
            more = false;
            clients.forEach(StreamClient::wake);
            vertx.setTimer(GATHER_MS, over -> {
                gathering.set(false);
                tell();
            });
        }
    }

    @Override
    public void begun() {
        clients.forEach(StreamClient::wake);
    }

    Future<Void> get(Exchange exchange) {
        Predicate<FeedRecord> wanted = filter(exchange);
        HttpServerRequest request = exchange.context().request();
        if (isWebSocket(request)) {
            HttpConnection connection = request.connection();
            return request.toWebSocket().compose(socket -> {
                upgraded.accept(connection);
                WebSocketOut out = new WebSocketOut(socket);
                Client client = client(exchange, wanted, connection, out);
                out.onEnd(client.stream()::end, client.stream()::letGo);
                socket.closeHandler(closed -> client.left());
                socket.exceptionHandler(failure -> client.stream().end());
                return client.follow();
            });
        }
        HttpServerResponse response = exchange.context().response();
        Client client = client(exchange, wanted, request.connection(), new EventStreamOut(response));
        response.closeHandler(closed -> client.left());
        response.exceptionHandler(failure -> client.stream().end());
        return client.follow();
    }

    /** Whether a request wants to be one. */
    static boolean isWebSocket(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    /** A client, and what is to be done when it has left. */
    private final class Client {
        private final StreamClient stream;
        private final long renewal;
        private final Promise<Void> ended = Promise.promise();

        Client(StreamClient stream, HttpServerRequest request) {
            this.stream = stream;
            this.renewal =
                    vertx.setPeriodic(RENEW_MS, tick -> who.apply(request).onFailure(refused -> stream.letGo()));
        }

        StreamClient stream() {
            return stream;
        }

        Future<Void> follow() {
            clients.add(stream);
            stats.opened();
            stream.start();
            return ended.future();
        }

        void left() {
            vertx.cancelTimer(renewal);
            clients.remove(stream);
            stream.end();
            ended.tryComplete();
        }
    }

    private Client client(Exchange exchange, Predicate<FeedRecord> wanted, HttpConnection connection, StreamOut out) {
        FeedPosition has = has(exchange);
        long place = has == null ? -1 : feed.ring().placeBehind(has);
        Context context = vertx.getOrCreateContext();
        StreamClient stream =
                new StreamClient(feed, context, connection, out, wanted, () -> state(exchange), has, place, stats);
        return new Client(stream, exchange.context().request());
    }

    private static FeedPosition has(Exchange exchange) {
        String header = exchange.header("Last-Event-ID");
        String text = header == null ? exchange.query("last_event_id") : header;
        return text == null ? null : FeedPosition.parse(text);
    }

    private Predicate<FeedRecord> filter(Exchange exchange) {
        String session = exchange.query("session_id");
        String event = exchange.query("event_id");
        Caller caller = exchange.caller();
        if (!caller.maySeeSome()) {
            exchange.require(Access.VIEWER, null);
        }
        boolean all = caller.may(Access.VIEWER, null);
        return record -> (session == null || session.equals(record.sessionId()))
                        && (event == null || event.equals(record.eventId()))
                        && (all || record.eventId() != null && caller.may(Access.VIEWER, record.eventId()))
                || isOfAll(record);
    }

    /** A pause of everything, or a feed of the platform that is held to be broken, concerns whoever sees anything. */
    private static boolean isOfAll(FeedRecord record) {
        boolean global = record.eventId() == null || record.eventId().equals("unknown");
        return global && OF_ALL.contains(record.type());
    }

    /** What a client shows that knows nothing yet. */
    private StreamClient.State state(Exchange exchange) {
        String session = exchange.query("session_id");
        String event = exchange.query("event_id");
        return feed.picture((place, position) -> {
            List<Map<String, Object>> sessions = new ArrayList<>();
            Predicate<SessionCard> wanted = card -> (session == null || session.equals(card.sessionId()))
                    && (event == null || event.equals(card.eventId()))
                    && SessionRoutes.maySee(exchange.caller(), card);
            for (SessionCard card : feed.board().sessions(wanted)) {
                sessions.add(session == null ? card.summary() : card.whole());
            }
            Map<String, Object> state = new LinkedHashMap<>();
            state.put("engine", position.engine());
            state.put("now", feed.newestAt());
            state.put("sessions", sessions);
            state.put("pauses", SessionRoutes.pauses(exchange.caller(), feed.board()));
            state.put("suspect", feed.board().suspect());
            return new StreamClient.State(place, position, Json.write(state));
        });
    }
}
