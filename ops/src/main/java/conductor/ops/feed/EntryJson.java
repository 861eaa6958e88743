package conductor.ops.feed;

import conductor.gateway.json.Times;

/**
 * The entry of a recorded row. What a recording does not have, texts and names, is filled with constants; inferred presence
 * carries {@code "inferred":true}.
 */
final class EntryJson {
    private static final String TEXT = "…";
    private static final String EMOJI = "👍";

    private final Rows rows;
    private final PlatformEntries entries = new PlatformEntries();

    EntryJson(Rows rows) {
        this.rows = rows;
    }

    /** The entry of a row, as UTF-8; {@code sentMs} is the time that its publisher states. */
    byte[] entry(int row, long sentMs) {
        String time = Times.utc(sentMs);
        String session = text(rows.session(row));
        String user = text(rows.user(row));
        return switch (rows.kind(row)) {
            case MESSAGE -> entries.chat(session, rows.eventId(row), rows.id(row), user, TEXT, time);
            case REACTION -> entries.reaction(session, user, EMOJI, time);
            case POLL_VOTE -> entries.vote(session, user, text(rows.poll(row)), text(rows.choice(row)), time);
            case JOIN -> entries.presence("user_join", session, rows.eventId(row), user, rows.isInferred(row));
            case LEAVE -> entries.presence("user_leave", session, rows.eventId(row), user, rows.isInferred(row));
        };
    }

    private String text(int number) {
        return rows.texts().text(number);
    }
}
