package conductor.ops.recovery;

import conductor.engine.core.Engine;
import conductor.gateway.redis.SourceCursors;
import conductor.journal.JournalDirectory;
import conductor.journal.Recovery;
import conductor.journal.RecoveryReport;
import java.nio.file.Path;
import java.util.List;

/**
 * What is known once the journal has been replayed.
 *
 * @param dataDir the data folder.
 * @param engineId of the engine.
 * @param engineName the same for people.
 * @param repairs what is mended at the ends of the queues, a sentence each.
 * @param report what the replay did.
 * @param decisions records made so far, without scores.
 * @param scores scores made so far.
 * @param engineTimeMs engine time at the end.
 * @param stateHash hash of the state there.
 * @param cursors how far every stream has been applied.
 * @param lostEnd what was passed over because the journal's end was lost, the rest of a sentence; null where nothing was.
 */
public record Found(
        Path dataDir,
        int engineId,
        String engineName,
        List<String> repairs,
        RecoveryReport report,
        long decisions,
        long scores,
        long engineTimeMs,
        long stateHash,
        SourceCursors cursors,
        String lostEnd) {
    /** @param recovered of a replay that is over, its engine touched by no other thread. */
    public static Found of(Path dataDir, JournalDirectory journal, List<String> repairs, Recovery.Recovered recovered) {
        Engine engine = recovered.engine();
        return new Found(
                dataDir,
                journal.engineConfig().engineId(),
                journal.engineConfig().engineName(),
                repairs,
                recovered.report(),
                engine.decisions(),
                engine.scores(),
                engine.engineTimeMs(),
                engine.stateHash(),
                SourceCursors.of(engine),
                null);
    }

    /** The same once numbers were passed over, by {@code recovered}'s engine as it is now. */
    public Found passedOver(Recovery.Recovered recovered, String sentence) {
        Engine engine = recovered.engine();
        return new Found(
                dataDir,
                engineId,
                engineName,
                repairs,
                report,
                engine.decisions(),
                engine.scores(),
                engineTimeMs,
                engine.stateHash(),
                cursors,
                sentence);
    }

    /** Whether the journal holds nothing but its beginning. */
    public boolean isNew() {
        return report.lastSequence() < 1;
    }
}
