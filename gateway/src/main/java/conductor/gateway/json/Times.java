package conductor.gateway.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as they stand in JSON: {@code yyyy-MM-ddTHH:mm:ss.SSSZ}. */
public final class Times {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Times() {}

    /** Epoch milliseconds as UTC text. */
    public static String utc(long epochMs) {
        return FORMAT.format(Instant.ofEpochMilli(epochMs));
    }
}
