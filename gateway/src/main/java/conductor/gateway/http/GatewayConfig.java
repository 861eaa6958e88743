package conductor.gateway.http;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What a gateway is told.
 *
 * @param host address to listen on.
 * @param port port, 0 for any free one.
 * @param tls where its certificate is; empty for plain HTTP.
 * @param behindProxy whether somebody in front of it ends TLS.
 * @param allowedOrigins exact origins whose pages may use it, beside its own.
 * @param open whether whoever reaches it may do everything; on loopback only.
 * @param jwtSecret secret of the platform's JWTs (HS256); empty = no people.
 * @param adminToken a bearer token with every scope; empty = none but those in Redis.
 * @param signalsWaitingMax signals under way at most.
 * @param ingestBurst signals that a token may bring at once.
 * @param ingestPerSecond signals a second that a token may bring.
 */
public record GatewayConfig(
        String host,
        int port,
        Optional<Tls> tls,
        boolean behindProxy,
        Set<String> allowedOrigins,
        boolean open,
        Optional<String> jwtSecret,
        Optional<String> adminToken,
        int signalsWaitingMax,
        int ingestBurst,
        int ingestPerSecond) {

    /**
     * PEM files.
     *
     * @param certificate chain, the server's first.
     * @param key private key, PKCS #8.
     */
    public record Tls(Path certificate, Path key) {}

    /** Why a gateway must not start like this, with what to do; empty if it may. */
    public Optional<String> objection() {
        if (OwnNames.isLoopback(host)) {
            return Optional.empty();
        }
        if (open) {
            return Optional.of("gateway.auth = open lets whoever reaches " + host
                    + " do everything. Leave gateway.host at 127.0.0.1, or set gateway.auth = tokens.");
        }
        if (tls.isEmpty() && !behindProxy) {
            return Optional.of(
                    "On " + host + " tokens would cross the network in the clear. Set gateway.tls.certificate and"
                            + " gateway.tls.key; or gateway.behind-proxy = true where a proxy in front ends TLS; or leave gateway.host at"
                            + " 127.0.0.1.");
        }
        return Optional.empty();
    }
}
