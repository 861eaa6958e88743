package conductor.gateway.http;

import io.vertx.core.http.HttpServerResponse;

/** What a caller has left, as the draft of the IETF has it (draft-ietf-httpapi-ratelimit-headers-11): {@code RateLimit-Policy} and {@code RateLimit}. */
final class RateHeaders {
    private RateHeaders() {}

    static void put(HttpServerResponse response, String policy, Rate rate, RateLimits.Verdict verdict) {
        long windowS = Math.max(1, Math.round(rate.burst() / rate.perSecond()));
        response.putHeader("RateLimit-Policy", "\"" + policy + "\";q=" + rate.burst() + ";w=" + windowS);
        long resetS = verdict.allowed() ? 0 : verdict.waitS();
        response.putHeader("RateLimit", "\"" + policy + "\";r=" + verdict.left() + ";t=" + resetS);
    }
}
