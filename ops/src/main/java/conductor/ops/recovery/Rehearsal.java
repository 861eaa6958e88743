package conductor.ops.recovery;

import conductor.gateway.redis.SeenStreams;
import conductor.journal.JournalCondition;
import conductor.journal.JournalDirectory;
import conductor.journal.JournalLockedException;
import conductor.journal.ProgressListener;
import conductor.journal.Recovery;
import conductor.journal.SnapshotFolder;
import conductor.ops.config.FixedByJournal;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Does in memory what the recovery of a node that does not run would do. */
public final class Rehearsal {
    private Rehearsal() {}

    /**
     * Replays the journal as a start would, and changes nothing.
     *
     * @param settings where {@code config} came from, for errors.
     * @throws JournalLockedException if a node runs there.
     * @throws RuntimeException as the start of a node: what keeps that from starting.
     */
    public static Found run(NodeConfig config, Settings settings, ProgressListener progress) {
        Path dataDir = config.dataDir();
        String holder = JournalDirectory.holder(dataDir);
        if (holder != null) {
            throw new JournalLockedException("The journal in " + dataDir + " is in use by " + holder
                    + ". Only the start of a node that does not run can be rehearsed; \"conductor status\" says how this"
                    + " one recovered.");
        }
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dataDir)) {
            FixedByJournal.check(settings, config.engineDefaults(), journal.engineConfig());
            JournalCondition condition = journal.condition();
            Recovery.Recovered recovered =
                    Recovery.rehearse(journal, condition, new SnapshotFolder(dataDir), progress, new SeenStreams());
            return Found.of(dataDir, journal, repairs(condition), recovered);
        }
    }

    private static List<String> repairs(JournalCondition condition) {
        List<String> repairs = new ArrayList<>();
        if (condition.tornSignals() != null) {
            repairs.add("its last document is torn (" + condition.tornSignals()
                    + "): whole records stay, Redis still has the rest");
        }
        if (condition.unusableDecisions() != null) {
            repairs.add("the decisions queue " + condition.unusableDecisions() + ": it would be moved aside");
        }
        return repairs;
    }
}
