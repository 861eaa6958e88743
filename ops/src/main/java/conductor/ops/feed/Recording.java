package conductor.ops.feed;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * All entries of a feed in the order in which they are written.
 *
 * @param rows recorded rows and inferred presence.
 * @param order row numbers by (time, file, row).
 * @param recorded how many of them were recorded; the others are inferred.
 * @param sessions how many sessions they belong to.
 * @param bad rows that were left out.
 * @param fingerprint the same for the same files and the same treatment of them, else another; hexadecimal.
 */
record Recording(Rows rows, int[] order, int recorded, int sessions, BadRows bad, String fingerprint) {

    /** Reads, spreads, infers, folds and sorts; what it found about each file goes to {@code notes}. */
    static Recording load(FeedOptions options, Consumer<String> notes) {
        Rows rows = new Rows();
        BadRows bad = new BadRows(options.strict());
        MessageDigest digest = sha256();
        IntList sequence = new IntList();
        int recorded = 0;
        for (Path path : FeedFiles.expand(options.paths())) {
            int from = rows.size();
            digest.update(FeedFiles.eventId(path).getBytes(StandardCharsets.UTF_8));
            new RowFile(path).read(rows, bad, digest);
            recorded += rows.size() - from;
            sequence.addAll(treated(path, rows, from, options, notes));
        }
        if (recorded == 0) {
            throw new FeedException(FeedException.USAGE, "The files hold no usable row" + firstBad(bad) + ".");
        }
        int[] order = sequence.toArray();
        int sessions = Sessions.count(rows);
        OptionalLong foldStartMs = OptionalLong.empty();
        if (options.fold()) {
            foldStartMs = OptionalLong.of(Sessions.fold(rows, options.foldStartMs()));
        }
        TimeOrder.sort(order, rows);
        String treatment = options.spread() + "/" + options.inferPresence() + "/" + foldStartMs;
        digest.update(treatment.getBytes(StandardCharsets.UTF_8));
        return new Recording(
                rows, order, recorded, sessions, bad, HexFormat.of().formatHex(digest.digest()));
    }

    long firstMs() {
        return rows.timeMs(order[0]);
    }

    long lastMs() {
        return rows.timeMs(order[order.length - 1]);
    }

    private static IntList treated(Path path, Rows rows, int from, FeedOptions options, Consumer<String> notes) {
        int to = rows.size();
        StringBuilder note = new StringBuilder(path.getFileName() + ": " + (to - from) + " rows");
        if (options.spread() && MinuteClock.isKept(rows, from, to)) {
            MinuteClock.spread(rows, from, to);
            note.append(", minute clock spread");
        }
        boolean hasJoin = IntStream.range(from, to).anyMatch(row -> rows.kind(row) == RowKind.JOIN);
        int[] order = IntStream.range(from, to).toArray();
        TimeOrder.sort(order, rows);
        IntList sequence;
        if (options.inferPresence().orElse(!hasJoin)) {
            sequence = PresenceInference.apply(rows, order);
            note.append(", presence inferred with ").append(rows.size() - to).append(" entries");
        } else {
            sequence = new IntList();
            Arrays.stream(order).forEach(sequence::add);
        }
        notes.accept(note.toString());
        return sequence;
    }

    private static String firstBad(BadRows bad) {
        return bad.examples().isEmpty()
                ? ""
                : "; the first bad one: " + bad.examples().get(0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
