package conductor.ops.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * What a feed did. {@code rows} plus all inferred entries are {@code written + inferred + already_there} of a feed that
 * came to its end.
 *
 * @param rows usable rows of the files.
 * @param written rows that were added to the streams by this run.
 * @param inferred entries of inferred presence that were added by this run.
 * @param marks time marks that were added by this run.
 * @param alreadyThere rows and inferred entries that the streams held already.
 * @param sessions sessions of the rows.
 * @param firstMs time of the first entry.
 * @param lastMs time of the last entry.
 * @param seconds how long the writing took.
 * @param bad rows that were left out.
 * @param interrupted whether it was stopped before its end.
 */
record FeedResult(
        long rows,
        long written,
        long inferred,
        long marks,
        long alreadyThere,
        int sessions,
        long firstMs,
        long lastMs,
        double seconds,
        BadRows bad,
        boolean interrupted) {

    /** Entries added a second, time marks not counted. */
    double rate() {
        return seconds > 0 ? (written + inferred) / seconds : 0;
    }

    String toJson() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("rows", rows);
            json.writeNumberField("written", written);
            json.writeNumberField("inferred", inferred);
            json.writeNumberField("marks", marks);
            json.writeNumberField("already_there", alreadyThere);
            json.writeNumberField("sessions", sessions);
            json.writeNumberField("first_ms", firstMs);
            json.writeNumberField("last_ms", lastMs);
            json.writeNumberField("seconds", Math.round(seconds * 1_000) / 1_000.0);
            json.writeNumberField("rate", Math.round(rate()));
            json.writeNumberField("bad_rows", bad.total());
            json.writeArrayFieldStart("bad");
            for (BadRows.BadRow row : bad.examples()) {
                json.writeStartObject();
                json.writeStringField("file", row.file());
                json.writeNumberField("line", row.line());
                json.writeStringField("reason", row.reason().name());
                json.writeStringField("detail", row.detail());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    String toText() {
        return String.format(
                Locale.ROOT,
                "%,d rows of %,d sessions, %s to %s: %,d written, %,d inferred, %,d already there, %,d time marks;"
                        + " %.1f s, %,.0f entries/s",
                rows,
                sessions,
                EntryJson.time(firstMs),
                EntryJson.time(lastMs),
                written,
                inferred,
                alreadyThere,
                marks,
                seconds,
                rate());
    }
}
