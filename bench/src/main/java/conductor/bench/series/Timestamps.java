package conductor.bench.series;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;

/** Times as files of series have them: {@code 2014-04-01 00:05:00}, ISO 8601 with or without an offset, or milliseconds since 1970. */
final class Timestamps {
    private static final Pattern MILLIS = Pattern.compile("-?\\d+");
    private static final int DATE_LENGTH = 10;

    private Timestamps() {}

    /**
     * Milliseconds since 1970; a time without an offset is taken for UTC.
     *
     * @throws IllegalArgumentException when the text is no such time.
     */
    static long millis(String text) {
        String time = text.strip();
        if (MILLIS.matcher(time).matches()) {
            return Long.parseLong(time);
        }
        if (time.length() > DATE_LENGTH && time.charAt(DATE_LENGTH) == ' ') {
            time = time.substring(0, DATE_LENGTH) + 'T' + time.substring(DATE_LENGTH + 1);
        }
        try {
            TemporalAccessor read =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(time, ZonedDateTime::from, LocalDateTime::from);
            return (read instanceof ZonedDateTime zoned ? zoned : ((LocalDateTime) read).atZone(ZoneOffset.UTC))
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("no time: " + text, e);
        }
    }
}
