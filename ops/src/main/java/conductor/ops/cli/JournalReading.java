package conductor.ops.cli;

import conductor.gateway.json.Times;
import conductor.journal.BackupManifest;
import conductor.journal.JournalCorruptException;
import conductor.journal.JournalDirectory;
import conductor.journal.ReplayResult;
import conductor.ops.node.EngineFigures;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

    /** What a backup holds as JSON members. */
    static Map<String, Object> manifest(BackupManifest manifest) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("made", Times.utc(manifest.madeMs()));
        map.put("engine", String.format("%08x", manifest.engineId()));
        map.put("logic_version", manifest.logicVersion());
        map.put("config_hash", String.format("%016x", manifest.configHash()));
        map.put("sequence", manifest.sequence());
        map.put("engine_time", Times.utc(manifest.engineTimeMs()));
        map.put("state_hash", manifest.stateHashHex());
        map.put("decisions", manifest.decisions());
        map.put("scores", manifest.scores());
        map.put("files", manifest.files().size());
        map.put("bytes", manifest.totalBytes());
        return map;
    }
}
