package conductor.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** A browser's session: the token goes into a cookie that scripts cannot read and other sites cannot send. */
final class LoginRoutes {
    private static final long MAX_AGE_S = 12 * 3_600;

    private final GatewayConfig config;

    LoginRoutes(GatewayConfig config) {
        this.config = config;
    }

    /** {@code POST /auth/session}: whoever has a token in the header gets it as a cookie. */
    Future<Void> begin(Exchange exchange) {
        requireViewer(exchange);
        HttpServerRequest request = exchange.context().request();
        String header = request.getHeader("Authorization");
        if (header != null) {
            String token = header.substring(header.indexOf(' ') + 1).strip();
            request.response()
                    .addCookie(cookie(token, request.isSSL() || config.behindProxy())
                            .setMaxAge(MAX_AGE_S));
        }
        return me(exchange);
    }

    private static void requireViewer(Exchange exchange) {
        if (!exchange.caller().maySeeSome()) {
            exchange.require(Access.VIEWER, null);
        }
    }

    /** {@code DELETE /auth/session}. */
    Future<Void> end(Exchange exchange) {
        HttpServerRequest request = exchange.context().request();
        request.response()
                .addCookie(cookie("", request.isSSL() || config.behindProxy()).setMaxAge(0));
        return request.response().setStatusCode(204).end();
    }

    private static Cookie cookie(String value, boolean secure) {
        return Cookie.cookie(Authenticator.COOKIE, value)
                .setHttpOnly(true)
                .setSecure(secure)
                .setSameSite(CookieSameSite.STRICT)
                .setPath("/");
    }

    /** {@code GET /api/v1/me}: who the caller is, and what he may do. */
    Future<Void> me(Exchange exchange) {
        requireViewer(exchange);
        Caller caller = exchange.caller();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", caller.id());
        body.put("kind", caller.kind().name());
        body.put("rights", new TreeSet<>(caller.rights()));
        body.put("may_organise", caller.may(Access.ORGANISER, null));
        return exchange.json(200, body);
    }
}
