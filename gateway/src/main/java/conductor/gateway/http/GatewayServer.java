package conductor.gateway.http;

import conductor.gateway.edge.Edge;
import conductor.gateway.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP edge: takes signals for Redis, tells what the engine decides, and gives commands. Keeps nothing that another gateway does not have,
 * so any number of them may run.
 */
public final class GatewayServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);
    private static final long START_STOP_TIMEOUT_MS = 10_000;
    private static final int MAX_HEADER_BYTES = 8_192;
    private static final int MAX_LINE_BYTES = 4_096;
    static final int IDLE_SECONDS = 30;
    private static final int MAX_FRAME_BYTES = 64 << 10;
    /**
     * Bytes that the kernel is asked to keep of what a connection has not taken (Linux keeps twice as much, with what it needs itself). By its own
     * choice it keeps megabytes, and who does not read seems to read for minutes.
     */
    private static final int SEND_BUFFER = 32 << 10;

    /** Set on a request whose body is there. */
    private static final String SERVED = "served";

    private final GatewayConfig config;
    private final Vertx vertx;
    private final RateLimits limits = new RateLimits(System::nanoTime);
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final ArrivalTimer arrivals;
    private final Guard guard;
    private final SessionRoutes sessions;
    private final List<Route> routes;
    private HttpServer server;

    private GatewayServer(GatewayConfig config, GatewayParts parts) {
        Edge edge = parts.edge();
        this.config = config;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setWorkerPoolSize(4)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.arrivals = new ArrivalTimer(vertx);
        Authenticator authenticator = new Authenticator(vertx, config, edge.tokens()::book, limits);
        this.guard = new Guard(config, authenticator, limits);
        SignalRoutes signals = new SignalRoutes(edge.writer(), limits, config);
        this.sessions = new SessionRoutes(edge.feed());
        StreamRoute stream = new StreamRoute(vertx, edge.feed(), authenticator::caller, arrivals::forget);
        DatabaseAsker database = new DatabaseAsker(vertx, parts.history());
        CommandRoutes commands = new CommandRoutes(edge.commands(), sessions);
        this.routes = Routes.of(
                signals,
                sessions,
                commands,
                new SettingsRoutes(database, sessions, edge.defaults(), commands),
                new HistoryRoutes(database, edge.feed()),
                stream,
                new LoginRoutes(config),
                new HealthRoutes(edge, parts.version(), metrics),
                new OperationsRoutes(vertx, edge.feed(), metrics, parts.nodeUrl()),
                new PageRoutes());
        measure(edge, signals, stream);
    }

    private void measure(Edge edge, SignalRoutes signals, StreamRoute stream) {
        metrics.counter(
                "conductor_ingest_events_total",
                "Signals that Redis has.",
                () -> edge.writer().stats().written());
        metrics.counter("conductor_ingest_rejected_total", "What clients sent that was no signal.", signals::rejected);
        metrics.counter(
                "conductor_ingest_shed_total",
                "Signals that were sent away with 503.",
                () -> edge.writer().stats().shed());
        metrics.counter(
                "conductor_ingest_resent_total",
                "Signals that were written again after a connection broke.",
                () -> edge.writer().stats().resent());
        metrics.gauge(
                "conductor_ingest_waiting",
                "Signals under way to Redis.",
                () -> edge.writer().waiting());
        metrics.gauge("conductor_sse_clients", "Clients of the event stream.", stream::clients);
        metrics.counter(
                "conductor_sse_disconnects_total",
                "Clients that were let go: they did not read, said too much, or their token ended.",
                stream.stats()::letGoSum);
        metrics.counter("conductor_sse_resets_total", "Clients that had to begin anew.", stream.stats()::resetSum);
        metrics.counter(
                "conductor_sse_conflated_total", "Scores that slow clients were spared.", stream.stats()::conflatedSum);
        metrics.gauge(
                "conductor_sse_queued_bytes",
                "Bytes that wait in the gateway for clients of the event stream.",
                stream.stats()::queuedSum);
        metrics.gauge(
                "conductor_sse_queued_bytes_most",
                "The most of them that ever waited for one client.",
                stream.stats()::queuedMost);
        metrics.gauge(
                "conductor_sessions",
                "Open sessions.",
                () -> edge.feed().board().size());
        metrics.gauge("conductor_gateway_connections", "Connections that may bring requests.", arrivals::size);
        metrics.gauge("conductor_gateway_rate_buckets", "Callers of the last minutes.", limits::size);
    }

    /**
     * Listens.
     *
     * @param parts what it serves from; the caller closes them, behind this.
     * @throws IllegalStateException when it must not, or the port is taken, saying what to do.
     */
    public static GatewayServer start(GatewayConfig config, GatewayParts parts) {
        config.objection().ifPresent(sentence -> {
            throw new IllegalStateException(sentence);
        });
        GatewayServer gateway = new GatewayServer(config, parts);
        try {
            gateway.server = gateway.vertx
                    .createHttpServer(gateway.options())
                    .connectionHandler(gateway.arrivals::connected)
                    .requestHandler(gateway.router())
                    .invalidRequestHandler(new Unreadable(gateway.metrics, MAX_LINE_BYTES, MAX_HEADER_BYTES))
                    .exceptionHandler(failure -> LOG.debug("A connection failed", failure))
                    .listen(config.port(), config.host())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            return gateway;
        } catch (ExecutionException | TimeoutException e) {
            gateway.close();
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw new IllegalStateException(
                    "The gateway cannot listen on " + config.host() + ":" + config.port() + " (" + cause.getMessage()
                            + "). Is another one running? Choose another port with --gateway-port, 0 for any free one.",
                    cause);
        } catch (InterruptedException e) {
            gateway.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the gateway was starting", e);
        }
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setIdleTimeout(IDLE_SECONDS)
                .setSendBufferSize(SEND_BUFFER)
                .setHttp2ClearTextEnabled(false)
                .setMaxWebSocketFrameSize(MAX_FRAME_BYTES)
                .setMaxWebSocketMessageSize(MAX_FRAME_BYTES)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setCompressionSupported(false);
        config.tls()
                .ifPresent(tls -> options.setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(tls.certificate().toString())
                                .setKeyPath(tls.key().toString())));
        return options;
    }

    /** The port that is really listened on. */
    public int port() {
        return server.actualPort();
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.route().failureHandler(this::failed);
        router.route().handler(arrivals::headed);
        router.route().handler(guard::first);
        for (Route route : routes) {
            serve(router.route(route.method(), route.pattern()), route).handler(context -> admit(context, route));
            if (route.bodyMax() > 0) {
                router.route(route.method(), route.pattern())
                        .handler(BodyHandler.create(false).setBodyLimit(route.bodyMax()));
            }
            serve(router.route(route.method(), route.pattern()), route).handler(context -> serve(context, route));
        }
        for (int status : List.of(400, 404, 405, 413, 414, 431)) {
            router.errorHandler(status, this::failed);
        }
        router.errorHandler(500, this::failed);
        return router;
    }

    private static io.vertx.ext.web.Route serve(io.vertx.ext.web.Route served, Route route) {
        return route.hasHead() ? served.method(HttpMethod.HEAD) : served;
    }

    /** Who asks is found out before a body is read. */
    private void admit(RoutingContext context, Route route) {
        context.request().pause();
        guard.admit(context, route).onComplete(result -> {
            if (!StreamRoute.isWebSocket(context.request())) {
                context.request().resume();
            }
            if (result.failed()) {
                context.fail(result.cause());
                return;
            }
            context.put("caller", result.result());
            context.next();
        });
    }

    private void serve(RoutingContext context, Route route) {
        context.put(SERVED, true);
        arrivals.arrived(context.request().connection());
        Exchange exchange = new Exchange(context, context.get("caller"), route);
        Future<Void> answered;
        try {
            require(exchange, route);
            answered = route.handler().handle(exchange);
        } catch (Problem problem) {
            answered = Future.failedFuture(problem);
        }
        answered.onComplete(result -> {
            metrics.request();
            if (result.failed() && !context.response().ended()) {
                context.fail(result.cause());
            }
        });
    }

    private void require(Exchange exchange, Route route) {
        switch (route.subject()) {
            case NONE -> exchange.require(null);
            case EVENT -> exchange.require(exchange.path("event_id"));
            case SESSION -> exchange.require(sessions.eventOf(exchange.path("session_id")));
            default -> {
                // The handler asks.
            }
        }
    }

    private void failed(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.headWritten()) {
            response.reset();
            return;
        }
        Problem problem = problem(context);
        metrics.problem(problem.code());
        if (problem.code() == ProblemCode.INTERNAL) {
            LOG.error(
                    "{} {} could not be answered",
                    context.request().method(),
                    context.request().path(),
                    context.failure());
        }
        if (problem.code() == ProblemCode.UNAUTHENTICATED) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        if (problem.code() == ProblemCode.METHOD_NOT_ALLOWED) {
            response.putHeader("Allow", allowed(context.request().path()));
        }
        if (problem.retryAfterS() > 0) {
            response.putHeader("Retry-After", Long.toString(problem.retryAfterS()));
        }
        response.setStatusCode(problem.code().status())
                .putHeader("Content-Type", "application/problem+json")
                .end(Json.write(problem.members(context.request().path())));
    }

    /** What a path answers. */
    private String allowed(String path) {
        return routes.stream()
                .filter(route -> route.matches(path))
                .flatMap(route -> route.hasHead()
                        ? Stream.of("GET", "HEAD")
                        : Stream.of(route.method().name()))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private Problem problem(RoutingContext context) {
        if (context.failure() instanceof Problem known) {
            return known;
        }
        boolean inBody = context.get("caller") != null && context.get(SERVED) == null;
        if (inBody && (context.statusCode() < 400 || context.statusCode() >= 500)) {
            return Problem.of(ProblemCode.INVALID, "The body cannot be read to its end.");
        }
        return switch (context.statusCode()) {
            case 400 -> Problem.of(ProblemCode.INVALID, "The request cannot be read.");
            case 404 ->
                Problem.of(
                        ProblemCode.NOT_FOUND,
                        "There is nothing at " + context.request().path() + ". /openapi.yaml lists what there is.");
            case 405 ->
                Problem.of(
                        ProblemCode.METHOD_NOT_ALLOWED,
                        "This path does not answer " + context.request().method() + ", only "
                                + allowed(context.request().path()) + ".");
            case 408 -> Problem.of(ProblemCode.TIMEOUT, "The request came too slowly.");
            case 413 -> Problem.of(ProblemCode.TOO_LARGE, "The body is larger than this route takes.");
            case 414 -> Unreadable.tooLongLine(MAX_LINE_BYTES);
            case 431 -> Unreadable.tooManyHeaders(MAX_HEADER_BYTES);
            default -> Problem.of(ProblemCode.INTERNAL, "The request could not be answered; the log says why.");
        };
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(START_STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the gateway did not stop", e);
        }
    }
}
