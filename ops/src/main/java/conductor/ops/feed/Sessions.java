package conductor.ops.feed;

import java.util.Arrays;
import java.util.OptionalLong;

/** The sessions among the rows, and folding: moving each to one common start with its own pace kept. */
final class Sessions {
    private static final long NEVER = Long.MAX_VALUE;

    private Sessions() {}

    static int count(Rows rows) {
        return (int)
                Arrays.stream(starts(rows)).filter(startMs -> startMs != NEVER).count();
    }

    /**
     * Moves every session so that its first row falls on {@code startMs}.
     *
     * @param startMs the common start; empty = the earliest row of all.
     * @return the common start that was used.
     */
    static long fold(Rows rows, OptionalLong startMs) {
        long[] starts = starts(rows);
        long commonMs = startMs.orElseGet(() -> Arrays.stream(starts).min().orElseThrow());
        for (int row = 0; row < rows.size(); row++) {
            rows.moveTo(row, commonMs + rows.timeMs(row) - starts[rows.session(row)]);
        }
        return commonMs;
    }

    /** First time of each session, by its text number. */
    private static long[] starts(Rows rows) {
        long[] starts = new long[rows.texts().size()];
        Arrays.fill(starts, NEVER);
        for (int row = 0; row < rows.size(); row++) {
            int session = rows.session(row);
            starts[session] = Math.min(starts[session], rows.timeMs(row));
        }
        return starts;
    }
}
