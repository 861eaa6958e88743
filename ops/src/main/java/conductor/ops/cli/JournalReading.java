package conductor.ops.cli;

import conductor.journal.JournalCorruptException;
import conductor.journal.JournalDirectory;
import conductor.journal.ReplayResult;
import conductor.ops.node.EngineFigures;
import java.nio.file.Path;
import java.util.Map;

/** What the commands that read a journal have in common. */
final class JournalReading {
    private JournalReading() {}

    /** Opens a journal for verification: one that is too damaged to open is a failed verification. */
    static JournalDirectory openToVerify(Path dataDir) {
        try {
            return JournalDirectory.openReadOnly(dataDir);
        } catch (JournalCorruptException e) {
            throw new CommandFailure(ExitCode.VERIFICATION_FAILED, e.getMessage());
        }
    }

    /** The figures of a replay as JSON members, the same as those of {@code status}. */
    static Map<String, Object> figures(ReplayResult result) {
        return EngineFigures.of(
                result.sequence(),
                result.stateHash(),
                result.signals(),
                result.inferred(),
                result.decisions(),
                result.scores(),
                result.engineTimeMs());
    }
}
