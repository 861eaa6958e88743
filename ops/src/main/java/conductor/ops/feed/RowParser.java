package conductor.ops.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import conductor.ops.feed.UnusableRow.Reason;
import java.io.IOException;
import java.util.List;

/** Splits a line of a file into the cells of a draft. */
interface RowParser {
    List<String> REQUIRED = List.of("ts_millis", "event_id", "session_id", "user_id", "type");

    void parse(String line, RowDraft into) throws UnusableRow;

    /** Comma separated cells without quotes, named by the header. */
    static RowParser csv(String file, String header) {
        String[] columns = header.split(",", -1);
        if (!List.of(columns).containsAll(REQUIRED)) {
            throw new FeedException(
                    FeedException.USAGE,
                    file + " is not a file of recorded audience signals: its first line must name the columns "
                            + String.join(",", REQUIRED) + " (and poll_id,choice,size), but is: "
                            + header.substring(0, Math.min(120, header.length())));
        }
        return (line, into) -> {
            if (line.indexOf('"') >= 0) {
                throw new UnusableRow(Reason.QUOTED_CELL, "cells with quotes are not supported");
            }
            String[] cells = line.split(",", -1);
            if (cells.length != columns.length) {
                throw new UnusableRow(
                        Reason.COLUMN_COUNT, cells.length + " columns where the header has " + columns.length);
            }
            for (int i = 0; i < cells.length; i++) {
                into.set(columns[i], cells[i]);
            }
        };
    }

    /** One JSON object a line, its members named like the columns; values are texts or numbers. */
    static RowParser ndjson() {
        JsonFactory json = new JsonFactory();
        return (line, into) -> {
            try (JsonParser parser = json.createParser(line)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw new UnusableRow(Reason.BAD_JSON, "the line is not a JSON object");
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String member = parser.currentName();
                    JsonToken value = parser.nextToken();
                    if (value.isScalarValue()) {
                        into.set(member, value == JsonToken.VALUE_NULL ? "" : parser.getText());
                    }
                    parser.skipChildren();
                }
                if (parser.nextToken() != null) {
                    throw new UnusableRow(Reason.BAD_JSON, "something follows the JSON object");
                }
            } catch (IOException e) {
                throw new UnusableRow(Reason.BAD_JSON, "the line is not valid JSON");
            }
        };
    }
}
