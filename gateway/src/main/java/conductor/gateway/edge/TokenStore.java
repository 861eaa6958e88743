package conductor.gateway.edge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens in Redis, in the hash {@value #KEY}: all gateways and the command see the same. Of a secret only its SHA-256 is kept; it
 * has 256 bits, so nothing slower is needed. Keeps a copy that is at most {@value #REFRESH_S} seconds old: a revoked token ends by then.
 */
public final class TokenStore {
    /** The hash with all of them. */
    public static final String KEY = "conductor:tokens";

    /** Seconds between two looks. */
    public static final int REFRESH_S = 5;

    private static final Logger LOG = LoggerFactory.getLogger(TokenStore.class);
    private static final byte[] HASH = KEY.getBytes(StandardCharsets.US_ASCII);
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;

    private final EdgeCalls calls;
    private final SecureRandom random = new SecureRandom();
    private volatile TokenBook book = TokenBook.EMPTY;

    public TokenStore(EdgeCalls calls) {
        this.calls = calls;
    }

    /** The tokens as last seen. */
    public TokenBook book() {
        return book;
    }

    /** Looks again; what cannot be read stays as it was. */
    public CompletableFuture<TokenBook> refresh() {
        return list().thenApply(all -> {
            Map<String, ApiToken> byId = new TreeMap<>();
            all.forEach(token -> byId.put(token.id(), token));
            book = new TokenBook(byId);
            return book;
        });
    }

    /** All tokens, by id. */
    public CompletableFuture<Collection<ApiToken>> list() {
        return calls.call(redis -> {
            Map<String, ApiToken> all = new TreeMap<>();
            redis.hgetall(HASH).forEach((field, value) -> {
                String id = new String(field, StandardCharsets.UTF_8);
                try {
                    all.put(id, ApiToken.parse(id, new String(value, StandardCharsets.UTF_8)));
                } catch (IOException e) {
                    LOG.warn("A token is passed over: {}", e.getMessage());
                }
            });
            return all.values();
        });
    }

    /**
     * A token that was made, with its text, which is shown once and stored nowhere.
     *
     * @param text {@code cnd_{id}_{secret}}.
     */
    public record Made(ApiToken token, String text) {}

    /**
     * Makes a token.
     *
     * @param scopes of {@link ApiToken#SCOPES}.
     * @param lifetime how long it is valid, null = until it is revoked.
     */
    public CompletableFuture<Made> create(String name, Set<String> scopes, String scope, Duration lifetime) {
        String id = HexFormat.of().formatHex(bytes(ID_BYTES));
        String secret = secret();
        Instant now = now();
        ApiToken token = new ApiToken(
                id,
                name,
                scopes,
                scope,
                List.of(new ApiToken.Secret(
                        TokenBook.hashOf(secret),
                        lifetime == null ? null : now.plus(lifetime).toString())),
                now.toString());
        return put(token).thenApply(stored -> new Made(token, TokenBook.PREFIX + id + "_" + secret));
    }

    /**
     * Gives a token a new secret, for as long a time as it had; the one before stays valid for a while, and never longer than it was to be.
     *
     * @return completes with null if there is no such token.
     */
    public CompletableFuture<Made> rotate(String id, Duration oldValidFor) {
        return list().thenCompose(all -> {
            ApiToken token =
                    all.stream().filter(one -> one.id().equals(id)).findFirst().orElse(null);
            if (token == null) {
                return CompletableFuture.completedFuture(null);
            }
            String secret = secret();
            List<ApiToken.Secret> secrets = new ArrayList<>();
            ApiToken.Secret old =
                    token.secrets().isEmpty() ? null : token.secrets().get(0);
            secrets.add(new ApiToken.Secret(TokenBook.hashOf(secret), endOfNew(token, old)));
            Instant until = now().plus(oldValidFor);
            if (old != null
                    && (old.expiresAt() == null
                            || Instant.parse(old.expiresAt()).isAfter(until))) {
                secrets.add(new ApiToken.Secret(old.sha256(), until.toString()));
            } else if (old != null && Instant.parse(old.expiresAt()).isAfter(now())) {
                secrets.add(old);
            }
            ApiToken rotated = new ApiToken(id, token.name(), token.scopes(), token.scope(), secrets, now().toString());
            return put(rotated).thenApply(stored -> new Made(rotated, TokenBook.PREFIX + id + "_" + secret));
        });
    }

    /** A token that was made for a time is so again. */
    private static String endOfNew(ApiToken token, ApiToken.Secret old) {
        if (old == null || old.expiresAt() == null) {
            return null;
        }
        Duration lifetime = Duration.between(Instant.parse(token.createdAt()), Instant.parse(old.expiresAt()));
        return now().plus(lifetime).toString();
    }

    /** Ends a token; false if there is none. */
    public CompletableFuture<Boolean> revoke(String id) {
        return calls.call(redis -> redis.hdel(HASH, id.getBytes(StandardCharsets.UTF_8)) > 0);
    }

    private CompletableFuture<Boolean> put(ApiToken token) {
        return calls.call(redis -> redis.hset(
                HASH,
                token.id().getBytes(StandardCharsets.UTF_8),
                token.toJson().getBytes(StandardCharsets.UTF_8)));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private String secret() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET_BYTES));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
