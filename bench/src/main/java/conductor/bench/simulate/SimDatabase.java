package conductor.bench.simulate;

import conductor.journal.sink.RowServer;
import conductor.journal.sink.SinkTable;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A database that keeps the sink's rows and its position. Records are rows each; of an intervention there is one row, in which a later state
 * replaces what it says and the columns that do not stay without being said again, as the product's statement does.
 */
final class SimDatabase implements RowServer {
    /** What becomes of the next commit. */
    enum Reply {
        GIVEN,
        LOST_AFTER,
        LOST_BEFORE
    }

    private final Map<SinkTable, List<List<byte[]>>> records = new TreeMap<>();
    private final Map<String, List<byte[]>> interventions = new TreeMap<>();
    private final List<Stored> snapshots = new ArrayList<>();
    private Position position = new Position(0, 0);
    private boolean down;
    private Reply reply = Reply.GIVEN;
    private final boolean positionApart;

    /**
     * A snapshot of the node.
     *
     * @param bytes the file.
     * @param past the signals that led to it, for the checks.
     */
    record Stored(long sequence, byte[] bytes, List<byte[]> past) {}

    /** @param positionApart the planted bug: the position is committed before the rows. */
    SimDatabase(boolean positionApart) {
        this.positionApart = positionApart;
    }

    void down(boolean now) {
        down = now;
    }

    boolean isDown() {
        return down;
    }

    void nextReply(Reply next) {
        reply = next;
    }

    @Override
    public Position position() throws SQLException {
        requireUp();
        return position;
    }

    /** The same, of one that is looked at from inside. */
    Position committed() {
        return position;
    }

    @Override
    public void commit(Position from, Position to, List<Row> rows) throws SQLException {
        requireUp();
        Reply now = reply;
        reply = Reply.GIVEN;
        if (positionApart) {
            position = to;
        }
        if (now == Reply.LOST_BEFORE) {
            throw new SQLException("the connection broke");
        }
        if (!positionApart && !position.equals(from)) {
            throw new SQLException("the position is not where this node left it");
        }
        rows.forEach(this::store);
        position = to;
        if (now == Reply.LOST_AFTER) {
            throw new SQLException("the connection broke");
        }
    }

    /** Sequence of the newest snapshot, -1 when there is none. */
    long newestSnapshot() {
        return snapshots.stream().mapToLong(Stored::sequence).max().orElse(-1);
    }

    void store(Stored snapshot) {
        snapshots.add(snapshot);
    }

    /** Forgets the snapshots behind the end of the journal of a node that starts: what its upload does first. */
    void forgetBeyond(long sequence) {
        snapshots.removeIf(snapshot -> snapshot.sequence() > sequence);
    }

    /** The snapshot that was stored last, null when there is none. */
    Stored lastSnapshot() {
        return snapshots.isEmpty() ? null : snapshots.get(snapshots.size() - 1);
    }

    private void requireUp() throws SQLException {
        if (down) {
            throw new SQLException("the database does not answer");
        }
    }

    private void store(Row row) {
        switch (row.table()) {
            case ENGAGEMENT_METRICS, ANOMALIES, AGENT_PERFORMANCE, AGENT_ACTIVITY ->
                records.computeIfAbsent(row.table(), table -> new ArrayList<>()).add(row.columns());
            case INTERVENTIONS -> {
                String key = new String(row.columns().get(1), StandardCharsets.UTF_8);
                List<byte[]> before = interventions.get(key);
                interventions.put(key, before == null ? row.columns() : merged(before, row.columns()));
            }
            default -> {
                // Current states whose statements are too much to say again here.
            }
        }
    }

    private static List<byte[]> merged(List<byte[]> before, List<byte[]> now) {
        List<byte[]> row = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            row.add(now.get(i) == null && SinkTable.INTERVENTIONS.keeps(i) ? before.get(i) : now.get(i));
        }
        return row;
    }

    /** All rows as text, in an order that does not depend on how batches were cut. */
    List<String> rows() {
        List<String> all = new ArrayList<>();
        records.forEach((table, rows) -> rows.forEach(row -> all.add(table + " " + text(row, -1))));
        interventions.forEach((key, row) -> all.add("INTERVENTIONS " + text(row, OUTCOME_COLUMN)));
        all.sort(null);
        return all;
    }

    /** The outcome is merged member by member in the product; it is left out here. */
    private static final int OUTCOME_COLUMN = SinkTable.INTERVENTIONS.column("outcome");

    private static String text(List<byte[]> row, int without) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            byte[] value = i == without ? null : row.get(i);
            text.append(value == null ? "-" : HexFormat.of().formatHex(Arrays.copyOf(value, value.length)))
                    .append(' ');
        }
        return text.toString();
    }
}
