package conductor.gateway.http;

import conductor.gateway.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens as the platform makes them, and as it never would. */
final class Jwts {
    private static final Map<String, Object> HS256 = Map.of("alg", "HS256", "typ", "JWT");
    private static final long HOUR_S = 3_600;

    private Jwts() {}

    static String of(String secret, String subject, String... permissions) {
        return signed(secret, HS256, claims(subject, HOUR_S, permissions));
    }

    static String expired(String secret, String subject, String... permissions) {
        return signed(secret, HS256, claims(subject, -HOUR_S, permissions));
    }

    /** Says that it needs no signature, and has none. */
    static String unsigned(String subject, String... permissions) {
        return part(Map.of("alg", "none", "typ", "JWT")) + "." + part(claims(subject, HOUR_S, permissions)) + ".";
    }

    /** Says that it needs no signature, and has a good one. */
    static String signedAsNone(String secret, String subject, String... permissions) {
        return signed(secret, Map.of("alg", "none", "typ", "JWT"), claims(subject, HOUR_S, permissions));
    }

    private static Map<String, Object> claims(String subject, long validS, String... permissions) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", subject);
        claims.put("permissions", List.of(permissions));
        claims.put("exp", Instant.now().getEpochSecond() + validS);
        return claims;
    }

    private static String signed(String secret, Map<String, Object> header, Map<String, Object> claims) {
        String text = part(header) + "." + part(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return text + "." + encode(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(Map<String, Object> members) {
        return encode(Json.write(members).getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
