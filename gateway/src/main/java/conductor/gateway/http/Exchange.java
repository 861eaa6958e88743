package conductor.gateway.http;

import conductor.gateway.json.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A request that was let in, and its answer. */
final class Exchange {
    private final RoutingContext context;
    private final Caller caller;
    private final Route route;

    Exchange(RoutingContext context, Caller caller, Route route) {
        this.context = context;
        this.caller = caller;
        this.route = route;
    }

    RoutingContext context() {
        return context;
    }

    Caller caller() {
        return caller;
    }

    String path(String name) {
        return context.pathParam(name);
    }

    /** A query parameter, or null. */
    String query(String name) {
        List<String> all = context.queryParam(name);
        return all.isEmpty() ? null : all.get(0);
    }

    /** A query parameter that is a number within bounds. */
    int number(String name, int least, int most, int otherwise) {
        String text = query(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw Problem.of(
                ProblemCode.INVALID,
                "The parameter " + name + " must be a whole number from " + least + " to " + most + ".",
                List.of(new Problem.Fault("?" + name, "must be from " + least + " to " + most)));
    }

    String header(String name) {
        return context.request().getHeader(name);
    }

    byte[] body() {
        return context.body() == null || context.body().buffer() == null
                ? new byte[0]
                : context.body().buffer().getBytes();
    }

    /** The body as an object; an absent one is empty. */
    Map<String, Object> object() {
        byte[] body = body();
        if (body.length == 0) {
            return Map.of();
        }
        String type = header("Content-Type");
        if (type == null
                || !type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")) {
            throw Problem.of(ProblemCode.NOT_JSON, "Send the body as application/json.");
        }
        try {
            return Json.readStrictly(new String(body, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw Problem.of(ProblemCode.BAD_JSON, "The body is not one JSON object.");
        }
    }

    /** @throws Problem unless the caller has this access to an event, null = an unknown one. */
    void require(Access access, String eventId) {
        if (!caller.may(access, eventId)) {
            throw Problem.of(ProblemCode.FORBIDDEN, forbidden(access));
        }
    }

    private String forbidden(Access access) {
        String person = switch (access) {
            case VIEWER -> "event:view or event:manage";
            case ORGANISER -> "event:manage";
            default -> "*";
        };
        String machine = switch (access) {
            case INGEST -> "ingest";
            case VIEWER -> "read";
            case ORGANISER -> "operate";
            default -> "admin";
        };
        return caller.kind() == Caller.Kind.PERSON
                ? "This needs the permission " + person + ", for this event or without one."
                : "This needs a token with the scope " + machine + ".";
    }

    /** The route's own access, about an event. */
    void require(String eventId) {
        require(route.access(), eventId);
    }

    Future<Void> json(int status, Map<String, ?> body) {
        return json(status, Json.write(body).getBytes(StandardCharsets.UTF_8));
    }

    /** The same of what is JSON already. */
    Future<Void> json(int status, byte[] body) {
        HttpServerResponse response = context.response().setStatusCode(status);
        response.putHeader("Content-Type", "application/json");
        return response.end(Buffer.buffer(body));
    }
}
