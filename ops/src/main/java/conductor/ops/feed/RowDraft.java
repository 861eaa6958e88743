package conductor.ops.feed;

import conductor.ops.feed.UnusableRow.Reason;
import java.nio.charset.StandardCharsets;

/** The cells of one row as text, checked before they become a row: what the node would refuse is never written. */
final class RowDraft {
    /** Ids are 1..255 bytes of UTF-8 without control characters. */
    static final int MAX_ID_BYTES = 255;

    /** Last millisecond of the year 9999. */
    private static final long MAX_TIME_MS = 253_402_300_799_999L;

    private String time = "";
    private String id = "";
    private String session = "";
    private String user = "";
    private String type = "";
    private String poll = "";
    private String choice = "";

    void clear() {
        time = "";
        id = "";
        session = "";
        user = "";
        type = "";
        poll = "";
        choice = "";
    }

    /** Sets a cell by the name of its column; other columns are ignored. */
    void set(String column, String value) {
        switch (column) {
            case "ts_millis" -> time = value;
            case "event_id" -> id = value;
            case "session_id" -> session = value;
            case "user_id" -> user = value;
            case "type" -> type = value;
            case "poll_id" -> poll = value;
            case "choice" -> choice = value;
            default -> {
                // size and unknown columns have no place on the streams
            }
        }
    }

    void addTo(Rows rows) throws UnusableRow {
        RowKind kind = RowKind.named(type);
        if (kind == null) {
            throw type.isEmpty()
                    ? new UnusableRow(Reason.MISSING_FIELD, "type is empty")
                    : new UnusableRow(
                            Reason.UNKNOWN_TYPE,
                            "type " + shown(type) + " is none of MESSAGE, REACTION," + " POLL_VOTE, JOIN, LEAVE");
        }
        long timeMs = timeMs();
        require("event_id", id);
        require("session_id", session);
        if (kind != RowKind.MESSAGE && kind != RowKind.POLL_VOTE || !user.isEmpty()) {
            require("user_id", user);
        }
        if (kind == RowKind.POLL_VOTE) {
            require("poll_id", poll);
        }
        if (!choice.isEmpty()) {
            require("choice", choice);
        }
        TextTable texts = rows.texts();
        boolean vote = kind == RowKind.POLL_VOTE;
        rows.add(
                kind,
                timeMs,
                id,
                texts.number(session),
                texts.number(user),
                vote ? texts.number(poll) : TextTable.NONE,
                vote ? texts.number(choice) : TextTable.NONE);
    }

    private long timeMs() throws UnusableRow {
        try {
            long timeMs = Long.parseLong(time);
            if (timeMs > 0 && timeMs <= MAX_TIME_MS) {
                return timeMs;
            }
        } catch (NumberFormatException e) {
            if (time.isEmpty()) {
                throw new UnusableRow(Reason.MISSING_FIELD, "ts_millis is empty");
            }
        }
        throw new UnusableRow(Reason.BAD_TIME, "ts_millis " + shown(time) + " is not a number of Unix milliseconds");
    }

    private static void require(String name, String value) throws UnusableRow {
        if (value.isEmpty()) {
            throw new UnusableRow(Reason.MISSING_FIELD, name + " is empty");
        }
        if (value.isBlank() || value.codePoints().anyMatch(RowDraft::isForbidden)) {
            throw new UnusableRow(Reason.BAD_ID, name + " is blank or has control characters or half a character");
        }
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_ID_BYTES) {
            throw new UnusableRow(Reason.BAD_ID, name + " has " + bytes + " bytes, more than " + MAX_ID_BYTES);
        }
    }

    private static boolean isForbidden(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    private static String shown(String value) {
        return '"' + (value.length() > 40 ? value.substring(0, 40) + "…" : value) + '"';
    }
}
