package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock leaps an hour ahead, falls back an hour, and goes on: nothing fires twice and the journal tells the same story. */
class ClockStepReplayTest {
    private static final int HOUR = 3_600;

    @TempDir
    Path dataDir;

    @Test
    void timeNeverGoesBackEveryTimerFiresOnceAndTheJournalReplaysToTheSameState() throws Exception {
        Engine live;
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY)) {
            IntStream before = IntStream.range(0, 300);
            IntStream ahead = IntStream.range(300 + HOUR, 360 + HOUR);
            IntStream back = IntStream.range(310, 330);
            IntStream after = IntStream.range(360 + HOUR, 400 + HOUR);
            live = new LiveNode(directory)
                    .run(IntStream.concat(IntStream.concat(before, ahead), IntStream.concat(back, after)));
        }

        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            assertThat(engineTimes(directory)).isSorted();
            List<Decision> closed = records(directory, DecisionType.SESSION_CLOSED);
            assertThat(closed).extracting(d -> d.subjectKey).hasSize(3).doesNotHaveDuplicates();
            assertThat(records(directory, DecisionType.SESSION_OPENED)).hasSize(6);
            assertThat(Verify.run(directory, ProgressListener.NONE).firstProblem())
                    .isNull();
            ReplayResult replayed = Replay.run(directory, live.sequence());
            assertThat(replayed.stateHash()).isEqualTo(live.stateHash());
            assertThat(replayed.engineTimeMs()).isEqualTo(live.engineTimeMs());
        }
    }

    private static List<Long> engineTimes(JournalDirectory directory) {
        List<Long> times = new ArrayList<>();
        Signal signal = new Signal();
        try (SignalReader reader = directory.openSignalReader()) {
            while (reader.next(signal)) {
                times.add(signal.engineTimeMs);
            }
        }
        return times;
    }

    private static List<Decision> records(JournalDirectory directory, int type) {
        List<Decision> records = new ArrayList<>();
        try (DecisionReader reader = directory.openDecisionReader()) {
            Decision decision = new Decision();
            while (reader.next(decision)) {
                if (decision.type == type) {
                    records.add(decision);
                    decision = new Decision();
                }
            }
        }
        return records;
    }
}
