package conductor.ops.feed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Recordings for tests, made from rows written as {@code time session user type}. */
final class Recordings {
    static final long TAIL_MS = 31 * 60_000;

    private Recordings() {}

    /** Writes a file whose rows have the ids e0, e1, …; votes are for poll p1, choice c1. */
    static Path file(Path path, String... rows) {
        StringBuilder csv = new StringBuilder("ts_millis,event_id,session_id,user_id,type,poll_id,choice,size\n");
        for (int i = 0; i < rows.length; i++) {
            String[] cells = rows[i].split(" ");
            String vote = cells[3].equals("POLL_VOTE") ? "p1,c1" : ",";
            csv.append(String.join(",", cells[0], "e" + i, cells[1], cells[2], cells[3], vote, "\n"));
        }
        try {
            return Files.writeString(path, csv);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FeedOptions options(Path... paths) {
        return new FeedOptions(
                List.of(paths), true, 0, false, OptionalLong.empty(), TAIL_MS, Optional.empty(), true, false);
    }

    static FeedOptions folded(OptionalLong startMs, Path... paths) {
        return new FeedOptions(List.of(paths), true, 0, true, startMs, TAIL_MS, Optional.empty(), true, false);
    }

    static FeedOptions inferring(boolean infer, Path... paths) {
        return new FeedOptions(
                List.of(paths), true, 0, false, OptionalLong.empty(), TAIL_MS, Optional.of(infer), true, false);
    }

    static Recording load(FeedOptions options) {
        return Recording.load(options, note -> {});
    }

    /** The entries in order, as {@code time session user type}, inferred ones with a star. */
    static List<String> described(Recording recording) {
        Rows rows = recording.rows();
        return Arrays.stream(recording.order())
                .mapToObj(row -> rows.timeMs(row) + " " + rows.texts().text(rows.session(row)) + " "
                        + rows.texts().text(rows.user(row)) + " " + rows.kind(row) + (rows.isInferred(row) ? "*" : ""))
                .toList();
    }
}
