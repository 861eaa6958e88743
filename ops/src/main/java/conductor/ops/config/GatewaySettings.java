package conductor.ops.config;

import conductor.gateway.http.GatewayConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The settings of a gateway, checked once at its start. */
public final class GatewaySettings {
    private static final int SECRET_LEAST = 32;
    private static final int MILLION = 1_000_000;

    private GatewaySettings() {}

    /**
     * Binds them.
     *
     * @throws ConfigError with everything that is wrong.
     */
    public static GatewayConfig bind(Settings settings) {
        SettingReader read = new SettingReader(settings);
        GatewayConfig config = new GatewayConfig(
                read.text("gateway.host"),
                read.number("gateway.port", 0, 65_535),
                tls(read),
                read.bool("gateway.behind-proxy"),
                origins(read),
                read.choice("gateway.auth", "tokens", "open") == 1,
                secret(read, "gateway.jwt-secret"),
                secret(read, "gateway.admin-token"),
                read.number("gateway.signals-waiting-max", 100, MILLION),
                read.number("gateway.ingest-burst", 1, 10 * MILLION),
                read.number("gateway.ingest-per-second", 1, 10 * MILLION));
        read.finish();
        return config;
    }

    /**
     * Where the node answers HTTP, for the page of whoever runs it; empty = as its node.json says.
     *
     * @throws ConfigError when it is no address.
     */
    public static Optional<String> nodeUrl(Settings settings) {
        SettingReader read = new SettingReader(settings);
        String url = read.read("gateway.node-url", text -> {
            if (!text.isEmpty() && !isOrigin(text)) {
                throw read.wrong("gateway.node-url", "must look like http://host:8003, without a path, or be empty");
            }
            return text;
        });
        read.finish();
        return Optional.of(url).filter(text -> !text.isEmpty());
    }

    private static Optional<String> secret(SettingReader read, String key) {
        String secret = read.read(key, text -> {
            if (!text.isEmpty() && text.length() < SECRET_LEAST) {
                throw read.wrong(key, "must have at least " + SECRET_LEAST + " characters, or be empty");
            }
            return text;
        });
        return Optional.of(secret).filter(text -> !text.isEmpty());
    }

    private static Set<String> origins(SettingReader read) {
        return read.read("gateway.allowed-origins", text -> {
            Set<String> origins = new LinkedHashSet<>();
            for (String word : text.split(",")) {
                String origin = word.strip();
                if (!origin.isEmpty()) {
                    if (!isOrigin(origin)) {
                        throw read.wrong(
                                "gateway.allowed-origins",
                                "has " + origin
                                        + ", which is no origin; one looks like https://app.example.org, without a path");
                    }
                    origins.add(origin);
                }
            }
            return origins;
        });
    }

    private static boolean isOrigin(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null
                    && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && text.equals(uri.getScheme() + "://" + uri.getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<GatewayConfig.Tls> tls(SettingReader read) {
        Path certificate = file(read, "gateway.tls-certificate");
        Path key = file(read, "gateway.tls-key");
        if ((certificate == null) != (key == null)) {
            String missing = certificate == null ? "gateway.tls-certificate" : "gateway.tls-key";
            throw read.with(read.wrong(missing, "must be set, too: TLS needs a certificate and its key"));
        }
        return certificate == null ? Optional.empty() : Optional.of(new GatewayConfig.Tls(certificate, key));
    }

    private static Path file(SettingReader read, String key) {
        return read.read(key, text -> {
            if (text.isEmpty()) {
                return null;
            }
            Path path = Path.of(text).toAbsolutePath();
            if (!Files.isReadable(path)) {
                throw read.wrong(key, "must name a file that can be read");
            }
            return path;
        });
    }
}
