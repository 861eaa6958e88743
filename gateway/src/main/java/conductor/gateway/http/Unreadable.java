package conductor.gateway.http;

import conductor.gateway.json.Json;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is no request that can be read, and ends its connection: where the next one would begin cannot be known. */
final class Unreadable implements Handler<HttpServerRequest> {
    private final GatewayMetrics metrics;
    private final int lineMax;
    private final int headersMax;

    /**
     * @param lineMax bytes of a request line.
     * @param headersMax bytes of all headers.
     */
    Unreadable(GatewayMetrics metrics, int lineMax, int headersMax) {
        this.metrics = metrics;
        this.lineMax = lineMax;
        this.headersMax = headersMax;
    }

    @Override
    public void handle(HttpServerRequest request) {
        Problem problem = problem(request.decoderResult().cause());
        metrics.problem(problem.code());
        request.response()
                .setStatusCode(problem.code().status())
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Connection", "close")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(Json.write(problem.members("about:blank")));
        request.connection().close();
    }

    private Problem problem(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return tooLongLine(lineMax);
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return tooManyHeaders(headersMax);
        }
        return Problem.of(ProblemCode.INVALID, "The request cannot be read as HTTP.");
    }

    static Problem tooLongLine(int most) {
        return Problem.of(ProblemCode.URI_TOO_LONG, "The address is longer than " + most + " bytes.");
    }

    static Problem tooManyHeaders(int most) {
        return Problem.of(ProblemCode.HEADERS_TOO_LARGE, "The headers are larger than " + most + " bytes.");
    }
}
