package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceAtTest {
    private static final long SILENCE_MS = 600_000;
    private static final String ROOM = "room";

    @TempDir
    Path dataDir;

    /** A playback at full speed has one time for all the ticks of a silence: that of its end. */
    @Test
    void aTimeWithinASilenceThatWasMadeUpForIsFound() {
        try (ScriptedNode node =
                new ScriptedNode(dataDir, Samples.config()).open(ROOM).lively(60, ROOM)) {
            long fromMs = node.nowMs();
            JournalDirectory directory = node.leap(SILENCE_MS).directory();
            long middleMs = fromMs + SILENCE_MS / 2;

            long found = Replay.sequenceAt(directory, middleMs);

            List<Long> scored = new ArrayList<>();
            Replay.run(directory, found, decision -> note(decision, scored), ProgressListener.NONE);
            long periodMs = directory.engineConfig().evaluationPeriodMs();
            assertThat(scored.get(scored.size() - 1)).isBetween(middleMs - periodMs, middleMs);
            assertThat(Replay.sequenceAt(directory, node.nowMs()))
                    .isEqualTo(directory.signalMarks().sequence());
        }
    }

    private static void note(Decision decision, List<Long> scored) {
        if (decision.type == DecisionType.SCORE) {
            scored.add(decision.engineTimeMs);
        }
    }
}
