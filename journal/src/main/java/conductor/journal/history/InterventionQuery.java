package conductor.journal.history;

/**
 * Which rows of {@code interventions} are asked for.
 *
 * @param by column that narrows them.
 * @param id its value.
 * @param sinceMs proposed at or after this, milliseconds since 1970; 0 = all.
 * @param limit rows of a page.
 * @param cursor where the page begins; null = with the newest.
 */
public record InterventionQuery(By by, String id, long sinceMs, int limit, InterventionCursor cursor) {
    /** What narrows them. */
    public enum By {
        SESSION("session_id"),
        EVENT("event_id");

        private final String column;

        By(String column) {
            this.column = column;
        }

        String column() {
            return column;
        }
    }
}
