package conductor.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/**
 * A route of the API: the table of these is what is served, what may be used by whom, and what the OpenAPI document is held against.
 *
 * @param method how.
 * @param path with parameters as {@code {name}}.
 * @param access what is needed.
 * @param subject what the access is about.
 * @param rate how often.
 * @param bodyMax bytes that a body may have, 0 = none is read.
 * @param handler answers.
 */
record Route(
        HttpMethod method, String path, Access access, Subject subject, RateClass rate, int bodyMax, Handler handler) {

    /** What a request is about. */
    enum Subject {
        /** No event: an unscoped permission is needed. */
        NONE,
        /** The event in {@code {event_id}}. */
        EVENT,
        /** The event of the session in {@code {session_id}}, as far as it is known. */
        SESSION,
        /** What the handler finds; it asks {@link Exchange#require} itself. */
        HANDLER
    }

    /** Answers a request; the future says when that is done, or fails with a {@link Problem}. */
    interface Handler {
        Future<Void> handle(Exchange exchange);
    }

    /** Whether it answers HEAD as well; a stream has no end whose length could be said. */
    boolean hasHead() {
        return method.equals(HttpMethod.GET) && !path.endsWith("/stream");
    }

    /** Whether a path is this route's, whatever the method. */
    boolean matches(String asked) {
        return asked.matches(path.replaceAll("\\{\\w+}", "[^/]+").replace("*", ".*"));
    }

    /** The path as Vert.x writes it. */
    String pattern() {
        return path.replaceAll("\\{(\\w+)}", ":$1");
    }
}
