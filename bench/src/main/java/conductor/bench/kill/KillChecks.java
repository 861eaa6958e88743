package conductor.bench.kill;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.journal.JournalDirectory;
import conductor.journal.ProgressListener;
import conductor.journal.SignalReader;
import conductor.journal.SnapshotFile;
import conductor.journal.SnapshotFolder;
import conductor.journal.SnapshotHeader;
import conductor.journal.Verify;
import conductor.journal.VerifyResult;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold of a node that was killed, started again, and stopped in order with nothing left to do. */
final class KillChecks {
    private final Path dataDir;
    private final List<String> broken = new ArrayList<>();
    private long entries;
    private long lost;
    private long duplicates;

    KillChecks(Path dataDir) {
        this.dataDir = dataDir;
    }

    /**
     * Checks all of it.
     *
     * @param jdbcUrl null = the node wrote to no database.
     */
    void run(Producer producer, RedisCommands<String, String> redis, String jdbcUrl) throws SQLException {
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dataDir)) {
            VerifyResult verified = Verify.run(journal, ProgressListener.NONE);
            require("I1", verified.ok(), "the journal is damaged: " + verified.firstProblem());
            if (!verified.ok()) {
                return;
            }
            require("I1", verified.decisionsMissing() == 0, verified.decisionsMissing() + " decisions are missing");
            inputs(journal, producer);
            state(verified);
            output(redis, "conductor.decisions.v1", verified.replay().decisions());
            output(redis, "conductor.scores.v1", verified.replay().scores());
            if (jdbcUrl != null) {
                rows(jdbcUrl, verified.replay().decisions(), verified.replay().scores());
            }
        }
    }

    /** Every entry that the producer was told an id of is applied, once, and in the order of ids. */
    private void inputs(JournalDirectory journal, Producer producer) {
        Map<Integer, Set<String>> applied = new HashMap<>();
        Signal signal = new Signal();
        try (SignalReader reader = journal.openSignalReader()) {
            while (reader.next(signal)) {
                if (signal.source != SourceId.INTERNAL && signal.type != SignalType.SOURCE_POSITION) {
                    String id = signal.sourceTimeMs + "-" + signal.sourceSeq;
                    if (!applied.computeIfAbsent(signal.source, source -> new HashSet<>())
                            .add(id)) {
                        duplicates++;
                    }
                }
            }
        }
        for (int no = 0; no < Producer.SOURCES.length; no++) {
            Set<String> there = applied.getOrDefault(Producer.SOURCES[no], Set.of());
            List<String> added = producer.ids(no);
            entries += added.size();
            lost += added.stream().filter(id -> !there.contains(id)).count();
            require("I3", there.size() == added.size(), there.size() + " entries are applied of " + added.size());
        }
        require("I3", lost == 0, lost + " entries are lost");
        require("I3", duplicates == 0, duplicates + " entries are applied twice");
    }

    /** The last snapshot, of the stopped node's own state, is what the whole journal leads to. */
    private void state(VerifyResult verified) {
        List<Path> snapshots = new SnapshotFolder(dataDir).list();
        require("I2", !snapshots.isEmpty(), "the node left no snapshot");
        if (!snapshots.isEmpty()) {
            SnapshotHeader newest = SnapshotFile.verify(snapshots.get(0));
            boolean same = newest.sequence() == verified.replay().sequence()
                    && newest.stateHash() == verified.replay().stateHash();
            require("I2", same, "the node ended in another state than its journal leads to");
        }
    }

    /** A stream holds the numbers from 1 to the journal's last, each once. */
    private void output(RedisCommands<String, String> redis, String stream, long last) {
        long next = 1;
        for (StreamMessage<String, String> entry : redis.xrange(stream, Range.unbounded())) {
            require(
                    "I4",
                    entry.getId().equals(next + "-0"),
                    stream + " holds " + entry.getId() + " where " + next + "-0 is due");
            next++;
        }
        require("I4", next - 1 == last, stream + " holds " + (next - 1) + " records, the journal " + last);
    }

    private void rows(String jdbcUrl, long decisions, long scores) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
            long atDecision = number(connection, "SELECT max(seq) FROM sink_progress");
            long atScore = number(connection, "SELECT max(score_seq) FROM sink_progress");
            long rows = number(connection, "SELECT count(*) FROM engagement_metrics");
            long distinct = number(connection, "SELECT count(DISTINCT seq) FROM engagement_metrics");
            require("I5", atDecision == decisions, "the sink is at record " + atDecision + " of " + decisions);
            require("I5", atScore == scores, "the sink is at score " + atScore + " of " + scores);
            require("I5", rows == scores && distinct == scores, rows + " rows of " + scores + " scores");
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void require(String invariant, boolean holds, String otherwise) {
        if (!holds) {
            broken.add(invariant + ": " + otherwise);
        }
    }

    /** What does not hold, a sentence each. */
    List<String> broken() {
        return broken;
    }

    long entries() {
        return entries;
    }

    long lost() {
        return lost;
    }

    long duplicates() {
        return duplicates;
    }
}
