package conductor.gateway.edge;

import conductor.gateway.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A token of a machine or an operator, without its secrets: {@code cnd_{id}_{secret}}.
 *
 * @param id what it is found by.
 * @param name what it is for, as people see it.
 * @param scopes read, ingest, operate, admin.
 * @param scope tenant that it is bound to, {@code *} = any.
 * @param secrets the hashes of those that are valid, the newest first; two while it is being rotated.
 * @param createdAt RFC 3339.
 */
public record ApiToken(
        String id, String name, Set<String> scopes, String scope, List<Secret> secrets, String createdAt) {
    /** What a token may be for. */
    public static final Set<String> SCOPES = Set.of("read", "ingest", "operate", "admin");

    /** Secrets at a time. */
    public static final int SECRETS = 2;

    /**
     * A secret as it is stored.
     *
     * @param sha256 its hash, 64 hex digits.
     * @param expiresAt RFC 3339, null = never.
     */
    public record Secret(String sha256, String expiresAt) {}

    /** The text that is stored. */
    public String toJson() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", name);
        all.put("scopes", new TreeSet<>(scopes));
        all.put("scope", scope);
        List<Map<String, Object>> kept = new ArrayList<>();
        for (Secret secret : secrets) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("sha256", secret.sha256());
            one.put("expires_at", secret.expiresAt());
            kept.add(one);
        }
        all.put("secrets", kept);
        all.put("created_at", createdAt);
        return Json.write(all);
    }

    /**
     * Reads what is stored.
     *
     * @throws IOException if it is none.
     */
    static ApiToken parse(String id, String json) throws IOException {
        Map<String, Object> all = Json.read(json);
        if (!(all.get("scopes") instanceof List<?> words) || !(all.get("secrets") instanceof List<?> kept)) {
            throw new IOException("the token " + id + " has no scopes and secrets");
        }
        Set<String> scopes = new TreeSet<>();
        words.forEach(word -> scopes.add(String.valueOf(word)));
        List<Secret> secrets = new ArrayList<>();
        for (Object one : kept) {
            if (one instanceof Map<?, ?> secret && secret.get("sha256") instanceof String hash) {
                secrets.add(new Secret(hash, secret.get("expires_at") instanceof String at ? at : null));
            }
        }
        return new ApiToken(
                id,
                String.valueOf(all.get("name")),
                scopes,
                all.get("scope") instanceof String scope ? scope : "*",
                secrets,
                String.valueOf(all.get("created_at")));
    }
}
