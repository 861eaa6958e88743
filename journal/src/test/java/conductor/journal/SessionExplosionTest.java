package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.EngineConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten times as many sessions as there is room for: what has no place is refused and counted, and nobody loses theirs. */
class SessionExplosionTest {
    private static final int SESSIONS_MAX = 64;
    private static final int SESSIONS = 10 * SESSIONS_MAX;
    private static final int PEOPLE = 20;

    @TempDir
    Path dataDir;

    private final Map<Integer, Long> refused = new TreeMap<>();
    private final Set<Long> opened = new HashSet<>();
    private final Map<Long, Long> scores = new HashMap<>();
    private long closed;

    @BeforeEach
    void tenTimesAsManyCome() {
        try (ScriptedNode node = new ScriptedNode(dataDir, config())) {
            for (int i = 0; i < SESSIONS; i++) {
                node.open("room-" + i);
            }
            node.lively(30, "room-0", "room-" + (SESSIONS_MAX - 1), "room-" + (SESSIONS - 1));
        }
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir);
                DecisionReader reader = directory.openDecisionReader()) {
            Decision d = new Decision();
            while (reader.next(d)) {
                note(d);
            }
        }
    }

    private void note(Decision d) {
        switch (d.type) {
            case DecisionType.INPUT_REFUSED -> refused.merge(d.code, 1L, Long::sum);
            case DecisionType.SESSION_OPENED -> opened.add(d.subjectKey);
            case DecisionType.SESSION_CLOSED -> closed++;
            case DecisionType.SCORE -> scores.merge(d.subjectKey, 1L, Long::sum);
            default -> {
                // Says nothing of room.
            }
        }
    }

    @Test
    void theFirstKeepTheirPlacesAndEveryRefusalIsARecord() {
        assertThat(opened).hasSize(SESSIONS_MAX);
        assertThat(closed).isZero();
        long joins = (long) (SESSIONS - SESSIONS_MAX) * PEOPLE;
        long actions = 2 * 30;
        assertThat(refused).containsEntry(Code.SESSION_TABLE_FULL, joins + actions);
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            assertThat(scores)
                    .containsOnlyKeys(opened)
                    .containsEntry(directory.keyOf("room-0"), 6L)
                    .containsEntry(directory.keyOf("room-" + (SESSIONS_MAX - 1)), 6L);
        }
    }

    @Test
    void theJournalLeadsToTheSameStateAndTheSameRefusals() {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            VerifyResult verified = Verify.run(directory, ProgressListener.NONE);
            assertThat(verified.firstProblem()).isNull();
            assertThat(verified.decisionsMissing()).isZero();
            assertThat(verified.decisionsCompared()).isPositive();
            Path snapshot = SnapshotReplay.make(
                            directory, new SnapshotFolder(dataDir), JournalFollower.NONE, ProgressListener.NONE)
                    .file();
            assertThat(SnapshotFile.verify(snapshot).stateHash())
                    .isEqualTo(Replay.run(directory).stateHash());
        }
    }

    private static EngineConfig config() {
        EngineConfig d = Samples.config();
        return new EngineConfig(
                d.engineId(),
                SESSIONS_MAX,
                2 * SESSIONS_MAX * PEOPLE,
                d.votersMax(),
                SESSIONS,
                4 * SESSIONS,
                d.evaluationPeriodMs(),
                d.evaluationsPerTick(),
                d.parityInput(),
                true,
                d.mode(),
                d.autoApprovePpm(),
                d.minConfidencePpm(),
                d.allowedArms(),
                d.maxInterventionsPerHour(),
                d.approvalTimeoutMs(),
                d.selection(),
                d.life(),
                d.producersMax(),
                d.detection(),
                d.presence());
    }
}
