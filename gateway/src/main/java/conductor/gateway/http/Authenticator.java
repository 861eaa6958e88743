package conductor.gateway.http;

import conductor.gateway.edge.ApiToken;
import conductor.gateway.edge.TokenBook;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Finds out who asks: a bearer token in the header, else in the cookie of a browser. A token of ours begins with {@code cnd_}; what else there is
 * must be a JWT of the platform. Who tries in vain too often from an address is told to wait.
 */
final class Authenticator {
    /** Where a browser keeps its token, out of reach of scripts. */
    static final String COOKIE = "conductor_session";

    private static final String BEARER = "Bearer ";
    private static final int LEEWAY_S = 30;
    private static final Rate FAILURES = new Rate(5, 5 / 60.0);
    private static final Rate FAILURES_OF_ALL = new Rate(50, 50);
    private static final String ALL = "all failed logins";

    private final GatewayConfig config;
    private final Supplier<TokenBook> tokens;
    private final RateLimits limits;
    private final JWTAuth people;

    Authenticator(Vertx vertx, GatewayConfig config, Supplier<TokenBook> tokens, RateLimits limits) {
        this.config = config;
        this.tokens = tokens;
        this.limits = limits;
        this.people = config.jwtSecret()
                .map(secret -> JWTAuth.create(
                        vertx,
                        new JWTAuthOptions()
                                .addPubSecKey(new PubSecKeyOptions()
                                        .setAlgorithm("HS256")
                                        .setBuffer(secret))
                                .setJWTOptions(new JWTOptions().setLeeway(LEEWAY_S))))
                .orElse(null);
    }

    /** The caller of a request; fails with a {@link Problem}. */
    Future<Caller> caller(HttpServerRequest request) {
        if (config.open()) {
            return Future.succeededFuture(Caller.LOCAL);
        }
        String token = token(request);
        String address = request.remoteAddress().hostAddress();
        if (token == null) {
            return Future.failedFuture(Problem.of(
                    ProblemCode.UNAUTHENTICATED,
                    "Send a token in the header: Authorization: Bearer ... . `conductor token new` makes one."));
        }
        return identify(token).recover(failure -> Future.failedFuture(failed(address, failure)));
    }

    /** Whoever has a valid token is let in however often others at his address have failed: behind a proxy that is everybody. */
    private Throwable failed(String address, Throwable failure) {
        boolean counted = limits.take("failed " + address, FAILURES, 1).allowed()
                && limits.take(ALL, FAILURES_OF_ALL, 1).allowed();
        return counted
                ? failure
                : Problem.later(
                        ProblemCode.RATE,
                        "Too many failed logins from this address. Try again in a quarter of a minute.",
                        12);
    }

    /** Whether the caller came by a cookie, which a browser sends along whoever made the page ask. */
    static boolean byCookie(HttpServerRequest request) {
        return request.getHeader("Authorization") == null && request.getCookie(COOKIE) != null;
    }

    private static String token(HttpServerRequest request) {
        String header = request.getHeader("Authorization");
        if (header != null) {
            boolean bearer = header.regionMatches(true, 0, BEARER, 0, BEARER.length());
            return bearer ? header.substring(BEARER.length()).strip() : "";
        }
        return request.getCookie(COOKIE) == null
                ? null
                : request.getCookie(COOKIE).getValue();
    }

    /** Who a token is of. */
    Future<Caller> identify(String token) {
        if (isAdminToken(token)) {
            return Future.succeededFuture(new Caller(Caller.Kind.MACHINE, "admin", Set.of("admin")));
        }
        if (token.startsWith(TokenBook.PREFIX)) {
            ApiToken known = tokens.get().check(token, Instant.now());
            return known == null
                    ? Future.failedFuture(refused())
                    : Future.succeededFuture(new Caller(Caller.Kind.MACHINE, known.id(), known.scopes()));
        }
        if (people == null) {
            return Future.failedFuture(
                    Problem.of(
                            ProblemCode.UNAUTHENTICATED,
                            "This gateway knows no people: gateway.jwt-secret is not set. Use a token that `conductor token new` made."));
        }
        return people.authenticate(new TokenCredentials(token))
                .compose(Authenticator::person)
                .recover(failure -> Future.failedFuture(failure instanceof Problem ? failure : refused()));
    }

    private boolean isAdminToken(String token) {
        return config.adminToken().isPresent()
                && MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8),
                        config.adminToken().get().getBytes(StandardCharsets.UTF_8));
    }

    private static Future<Caller> person(User user) {
        String subject = user.principal().getString("sub");
        if (subject == null || subject.isBlank()) {
            return Future.failedFuture(refused());
        }
        Set<String> permissions = new HashSet<>();
        if (user.principal().getValue("permissions") instanceof Iterable<?> all) {
            all.forEach(one -> permissions.add(String.valueOf(one)));
        }
        return Future.succeededFuture(new Caller(Caller.Kind.PERSON, subject, permissions));
    }

    private static Problem refused() {
        return Problem.of(ProblemCode.UNAUTHENTICATED, "The token is not valid, or not any more.");
    }
}
