package conductor.gateway.edge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tokens that are valid, by id. A secret is compared with hashes in constant time; an unknown id takes the same path, so that the time
 * says nothing of it. Immutable.
 */
public final class TokenBook {
    /** Begins every token. */
    public static final String PREFIX = "cnd_";

    static final TokenBook EMPTY = new TokenBook(Map.of());

    private static final Pattern TEXT = Pattern.compile("cnd_([0-9a-z]{1,32})_([0-9A-Za-z_-]{20,100})");
    /** Of no secret; read like any other, which takes time as well. */
    private static final String NO_HASH = "00".repeat(32);

    private final Map<String, ApiToken> tokens;

    TokenBook(Map<String, ApiToken> tokens) {
        this.tokens = Map.copyOf(tokens);
    }

    /** How many there are. */
    public int size() {
        return tokens.size();
    }

    /** The token that a text is, or null if it is none that is valid now. */
    public ApiToken check(String text, Instant now) {
        Matcher parts = TEXT.matcher(text);
        boolean shaped = parts.matches();
        ApiToken token = shaped ? tokens.get(parts.group(1)) : null;
        byte[] hash = sha256(shaped ? parts.group(2) : text);
        boolean valid = false;
        for (int i = 0; i < ApiToken.SECRETS; i++) {
            ApiToken.Secret secret = token != null && i < token.secrets().size()
                    ? token.secrets().get(i)
                    : null;
            byte[] kept = HexFormat.of().parseHex(secret == null ? NO_HASH : secret.sha256());
            boolean same = MessageDigest.isEqual(hash, kept);
            valid |= same && secret != null && !isOver(secret, now);
        }
        return valid ? token : null;
    }

    private static boolean isOver(ApiToken.Secret secret, Instant now) {
        return secret.expiresAt() != null && !now.isBefore(Instant.parse(secret.expiresAt()));
    }

    /** The hash of a secret, as it is stored. */
    static String hashOf(String secret) {
        return HexFormat.of().formatHex(sha256(secret));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
