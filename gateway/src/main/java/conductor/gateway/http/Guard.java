package conductor.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** What every request passes: the name that it came under, where its page is from, who asks, and how often. */
final class Guard {
    private static final String METHODS = "GET, POST, PUT, PATCH, DELETE";
    private static final String HEADERS =
            "Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, X-Scope";
    private static final String SHOWN = "ETag, Retry-After, RateLimit, RateLimit-Policy";

    private final GatewayConfig config;
    private final Authenticator authenticator;
    private final RateLimits limits;
    private final boolean loopback;

    Guard(GatewayConfig config, Authenticator authenticator, RateLimits limits) {
        this.config = config;
        this.authenticator = authenticator;
        this.limits = limits;
        this.loopback = OwnNames.isLoopback(config.host());
    }

    /** Headers of every answer; refuses foreign names and answers what browsers ask before they ask. */
    void first(RoutingContext context) {
        HttpServerResponse response = context.response();
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Cache-Control", "no-store");
        if (context.request().isSSL() || config.behindProxy()) {
            response.putHeader("Strict-Transport-Security", "max-age=31536000");
        }
        requireName(context.request());
        String origin = context.request().getHeader("Origin");
        if (!config.allowedOrigins().isEmpty()) {
            response.putHeader("Vary", "Origin");
        }
        if (origin != null && config.allowedOrigins().contains(origin)) {
            response.putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Access-Control-Allow-Credentials", "true")
                    .putHeader("Access-Control-Expose-Headers", SHOWN);
            if (context.request().method() == HttpMethod.OPTIONS) {
                response.setStatusCode(204)
                        .putHeader("Access-Control-Allow-Methods", METHODS)
                        .putHeader("Access-Control-Allow-Headers", HEADERS)
                        .putHeader("Access-Control-Max-Age", "600")
                        .end();
                return;
            }
        }
        context.next();
    }

    private void requireName(HttpServerRequest request) {
        if (loopback && !OwnNames.isOwn(request, config.host())) {
            throw Problem.of(
                    ProblemCode.WRONG_HOST,
                    "This gateway listens on loopback and answers requests for localhost or an address only.");
        }
    }

    /** The caller of a route, if he may; fails with a {@link Problem}. */
    Future<Caller> admit(RoutingContext context, Route route) {
        if (route.access() == Access.NONE) {
            return Future.succeededFuture(Caller.LOCAL).map(caller -> limited(context, route, caller));
        }
        HttpServerRequest request = context.request();
        boolean writes = request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD;
        if ((writes || Authenticator.byCookie(request) || config.open()) && !isOwnOrigin(request, writes)) {
            return Future.failedFuture(Problem.of(
                    ProblemCode.FOREIGN_ORIGIN,
                    "Pages of this origin may not use the gateway; gateway.allowed-origins names those that may."));
        }
        return authenticator.caller(request).map(caller -> limited(context, route, caller));
    }

    /** A browser says where a page is from whenever that matters; programs say nothing. */
    private boolean isOwnOrigin(HttpServerRequest request, boolean writes) {
        String origin = request.getHeader("Origin");
        if (origin != null) {
            return config.allowedOrigins().contains(origin) || origin.equals(own(request));
        }
        String site = request.getHeader("Sec-Fetch-Site");
        return site == null
                ? !Authenticator.byCookie(request) || !writes
                : site.equals("same-origin") || site.equals("none");
    }

    private String own(HttpServerRequest request) {
        String forwarded = config.behindProxy() ? request.getHeader("X-Forwarded-Proto") : null;
        String scheme = forwarded != null ? forwarded : request.scheme();
        return scheme + "://" + (request.authority() == null ? "" : request.authority());
    }

    private Caller limited(RoutingContext context, Route route, Caller caller) {
        RateClass rate = route.rate();
        if (rate == RateClass.NONE || rate == RateClass.INGEST) {
            return caller;
        }
        Rate measures = new Rate(rate.burst(), rate.perSecond());
        String who = caller.kind() == Caller.Kind.LOCAL
                ? context.request().remoteAddress().hostAddress()
                : caller.id();
        RateLimits.Verdict verdict = limits.take(rate + " " + who, measures, 1);
        RateHeaders.put(context.response(), rate.name().toLowerCase(Locale.ROOT), measures, verdict);
        if (!verdict.allowed()) {
            throw Problem.later(
                    ProblemCode.RATE,
                    "You may ask " + rate.burst() + " times at once and then once every "
                            + Math.round(1 / rate.perSecond() * 100) / 100.0 + " s.",
                    verdict.waitS());
        }
        return caller;
    }
}
