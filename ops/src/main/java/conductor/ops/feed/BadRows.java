package conductor.ops.feed;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Rows that could not be used: how many for each reason, and the first of them in full. */
final class BadRows {
    /** Examples kept; all are counted. */
    static final int MAX_EXAMPLES = 20;

    /**
     * One of them.
     *
     * @param file name of the file.
     * @param line its line, from 1.
     * @param reason stable name.
     * @param detail what is wrong with it.
     */
    record BadRow(String file, long line, UnusableRow.Reason reason, String detail) {
        @Override
        public String toString() {
            return file + " line " + line + ": " + reason + ": " + detail;
        }
    }

    private final boolean strict;
    private final Map<UnusableRow.Reason, Long> counts = new EnumMap<>(UnusableRow.Reason.class);
    private final List<BadRow> examples = new ArrayList<>();
    private long total;

    /** @param strict whether the first bad row ends the feed. */
    BadRows(boolean strict) {
        this.strict = strict;
    }

    void add(String file, long line, UnusableRow why) {
        BadRow row = new BadRow(file, line, why.reason(), why.getMessage());
        if (strict) {
            throw new FeedException(
                    FeedException.FAILED, row + ". Nothing was written; without --strict such rows are left out.");
        }
        total++;
        counts.merge(why.reason(), 1L, Long::sum);
        if (examples.size() < MAX_EXAMPLES) {
            examples.add(row);
        }
    }

    long total() {
        return total;
    }

    Map<UnusableRow.Reason, Long> counts() {
        return counts;
    }

    List<BadRow> examples() {
        return examples;
    }
}
