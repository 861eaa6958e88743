package conductor.ops.config;

import java.util.Set;
import java.util.regex.Pattern;

/** Keeps secrets out of what people and logs see. */
public final class Secrets {
    private static final String HIDDEN = "***";
    private static final Set<String> HIDDEN_KEYS = Set.of(
            "journal.hash-key",
            "content.api-key",
            "notifications.smtp.password",
            "gateway.jwt-secret",
            "gateway.admin-token");
    private static final Set<String> URLS = Set.of("redis.url", "database.url");
    private static final Pattern PARAMETER = Pattern.compile("([?&](?:user|password|sslpassword)=)[^&\\s]*");
    private static final String SCHEME = "(?:jdbc:)?[A-Za-z][A-Za-z0-9+-]*://";
    private static final Pattern USER = Pattern.compile("^(" + SCHEME + ")?.*@", Pattern.DOTALL);

    private static final String HOST = "(?:[\\w.-]+|\\[[0-9A-Fa-f:.]+])";

    /** What is left without a place for a password: host and port, or hosts behind a scheme or a hidden user, then path and parameters. */
    private static final Pattern HARMLESS = Pattern.compile("(?:" + HOST + ":\\d+|(?:" + SCHEME
            + "(?:\\*\\*\\*@)?|\\*\\*\\*@)" + HOST + "(?::\\d+)?(?:," + HOST + "(?::\\d+)?)*)(?:[/?][^@:\\s]*)?");

    private Secrets() {}

    /** The value of a setting as it may be shown. */
    public static String redact(String key, String value) {
        if (HIDDEN_KEYS.contains(key)) {
            return value.isEmpty() ? value : HIDDEN;
        }
        return URLS.contains(key) || value.contains("://") ? redactUrl(value) : value;
    }

    /** A URL without user and password, which may hold any sign; nothing at all of one in which they might be anywhere. */
    public static String redactUrl(String url) {
        String shown = PARAMETER.matcher(url).replaceAll("$1" + HIDDEN);
        shown = USER.matcher(shown).replaceFirst("$1" + HIDDEN + "@");
        return shown.isEmpty() || HARMLESS.matcher(shown).matches() ? shown : HIDDEN;
    }
}
