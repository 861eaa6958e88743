package conductor.ops.config;

import java.util.regex.Pattern;

/** Keeps secrets out of what people and logs see. */
public final class Secrets {
    private static final String HIDDEN = "***";
    private static final Pattern USER_INFO = Pattern.compile("(://)([^/?\\s]*)@");
    private static final Pattern PARAMETER = Pattern.compile("([?&](?:user|password|sslpassword)=)[^&\\s]*");

    private Secrets() {}

    /** The value of a setting as it may be shown. */
    public static String redact(String key, String value) {
        if (key.equals("journal.hash-key")) {
            return value.isEmpty() ? value : HIDDEN;
        }
        return redactUrl(value);
    }

    /** A URL without user and password. */
    public static String redactUrl(String url) {
        String withoutUser = USER_INFO.matcher(url).replaceAll("$1" + HIDDEN + "@");
        return PARAMETER.matcher(withoutUser).replaceAll("$1" + HIDDEN);
    }
}
