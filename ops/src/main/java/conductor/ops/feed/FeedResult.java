package conductor.ops.feed;

import conductor.gateway.json.Json;
import conductor.gateway.json.Times;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

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
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", rows);
        json.put("written", written);
        json.put("inferred", inferred);
        json.put("marks", marks);
        json.put("already_there", alreadyThere);
        json.put("sessions", sessions);
        json.put("first_ms", firstMs);
        json.put("last_ms", lastMs);
        json.put("seconds", Math.round(seconds * 1_000) / 1_000.0);
        json.put("rate", Math.round(rate()));
        json.put("bad_rows", bad.total());
        json.put("bad", bad.examples().stream().map(FeedResult::toMap).toList());
        return Json.write(json);
    }

    private static Map<String, Object> toMap(BadRows.BadRow row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", row.file());
        json.put("line", row.line());
        json.put("reason", row.reason());
        json.put("detail", row.detail());
        return json;
    }

    String toText() {
        return String.format(
                Locale.ROOT,
                "%,d rows of %,d sessions, %s to %s: %,d written, %,d inferred, %,d already there, %,d time marks;"
                        + " %.1f s, %,.0f entries/s",
                rows,
                sessions,
                Times.utc(firstMs),
                Times.utc(lastMs),
                written,
                inferred,
                alreadyThere,
                marks,
                seconds,
                rate());
    }
}
