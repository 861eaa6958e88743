package conductor.journal.history;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The last row of a page: the next one goes on behind it, whatever came in meanwhile.
 *
 * @param proposedMs its time, milliseconds since 1970.
 * @param decisionId its id.
 */
public record InterventionCursor(long proposedMs, String decisionId) {
    private static final int DIGITS_MAX = 14;

    /** As it is given to clients, who need not know what is in it. */
    public String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((proposedMs + " " + decisionId).getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException if it is none of {@link #text}. */
    public static InterventionCursor parse(String text) {
        String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 2);
        if (parts.length != 2 || !parts[0].matches("[0-9]{1," + DIGITS_MAX + "}") || parts[1].indexOf('\0') >= 0) {
            throw new IllegalArgumentException("no cursor of ours");
        }
        return new InterventionCursor(Long.parseLong(parts[0]), parts[1]);
    }
}
