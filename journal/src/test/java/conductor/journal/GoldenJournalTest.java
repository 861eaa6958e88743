package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.EngineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a released behaviour version decided, it decides for ever: recorded journals lead to the states that are recorded with them. */
class GoldenJournalTest {
    private static final long LARGEST = 300_000;
    private static final String RAISE = "The engine does not decide as behaviour version " + EngineConfig.LOGIC_VERSION
            + " did when %s was recorded: %s. If that is what you want, raise EngineConfig.LOGIC_VERSION and make golden"
            + " journals of the new version (golden/README.md). If not, you have found a defect.";

    @TempDir
    Path temporary;

    static Stream<Path> journals() {
        return GoldenJournals.all().stream();
    }

    @Test
    void thisVersionHasGoldenJournalsAndTheyAreSmall() throws IOException {
        assertThat(GoldenJournals.current())
                .as("golden journals of this version: make them as golden/README.md says")
                .isNotEmpty();
        for (Path zip : GoldenJournals.all()) {
            assertThat(Files.size(zip)).isLessThan(LARGEST);
        }
    }

    @ParameterizedTest
    @MethodSource("journals")
    void aGoldenJournalLeadsToTheStateThatIsRecordedWithIt(Path zip) {
        Path backup = GoldenJournals.unpack(zip, temporary.resolve("backup"));
        Path dataDir = temporary.resolve("data");
        if (GoldenJournals.version(zip) != EngineConfig.LOGIC_VERSION) {
            assertThatThrownBy(() -> Restore.unpack(backup, dataDir))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("Run the version of the program that made it");
            return;
        }
        BackupManifest recorded = Restore.unpack(backup, dataDir);
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            VerifyResult verified = Verify.run(directory, ProgressListener.NONE);
            assertThat(verified.firstProblem())
                    .withFailMessage(() -> String.format(RAISE, zip, verified.firstProblem()))
                    .isNull();
            compare(zip, recorded, verified.replay());
            assertThat(verified.decisionsCompared()).isEqualTo(recorded.decisions() + recorded.scores());
            for (Path snapshot : new SnapshotFolder(dataDir).list()) {
                compare(
                        zip,
                        recorded,
                        SnapshotReplay.from(directory, snapshot, JournalFollower.NONE, ProgressListener.NONE));
            }
        }
    }

    private static void compare(Path zip, BackupManifest recorded, ReplayResult now) {
        assertThat(List.of(now.stateHashHex(), now.decisions(), now.scores(), now.sequence()))
                .withFailMessage(() -> String.format(
                        RAISE,
                        zip,
                        "the state is " + now.stateHashHex() + " after " + now.decisions() + " decisions, recorded is "
                                + recorded.stateHashHex() + " after " + recorded.decisions()))
                .isEqualTo(
                        List.of(recorded.stateHashHex(), recorded.decisions(), recorded.scores(), recorded.sequence()));
    }

    /** Golden journals that no longer show what decisions go through would go on passing and check little. */
    @Test
    void whatMattersHappensInThem() {
        Set<Integer> types = new HashSet<>();
        Set<Integer> states = new HashSet<>();
        int number = 0;
        for (Path zip : GoldenJournals.current()) {
            Path dataDir = temporary.resolve("data-" + ++number);
            Restore.unpack(GoldenJournals.unpack(zip, temporary.resolve("backup-" + number)), dataDir);
            try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
                assertThat(new SnapshotFolder(dataDir).list()).isNotEmpty();
                Cat.decisions(directory, CatFilter.ALL, decision -> note(decision, types, states));
            }
        }
        assertThat(types)
                .contains(
                        DecisionType.SCORE,
                        DecisionType.ANOMALY,
                        DecisionType.ANOMALY_COOLED,
                        DecisionType.DECISION,
                        DecisionType.REWARD,
                        DecisionType.SETTINGS,
                        DecisionType.SESSION_CLOSED,
                        DecisionType.SUMMARY);
        assertThat(states)
                .contains(
                        DecisionState.PROPOSED, DecisionState.PUBLISHED, DecisionState.REJECTED, DecisionState.EXPIRED);
    }

    private static boolean note(Decision decision, Set<Integer> types, Set<Integer> states) {
        types.add(decision.type);
        if (decision.type == DecisionType.DECISION) {
            states.add(decision.state);
        }
        return true;
    }
}
