package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that was lost is followed by one that goes on from a snapshot of it. */
class OriginTest {
    private static final int HALF_S = 150;
    private static final int WHOLE_S = 300;
    private static final long PASSED_OVER = 100_000;
    private static final long SCORES_PASSED_OVER = 200_000;

    @TempDir
    Path dir;

    private Path lost;
    private Path restored;
    private Path snapshot;
    private SnapshotHeader header;

    @BeforeEach
    void aJournalIsLostBehindItsSnapshot() throws Exception {
        lost = dir.resolve("lost");
        restored = dir.resolve("restored");
        run(lost, 0, HALF_S);
        try (JournalDirectory directory = JournalDirectory.openReadOnly(lost)) {
            snapshot = SnapshotReplay.make(
                            directory, new SnapshotFolder(lost), JournalFollower.NONE, ProgressListener.NONE)
                    .file();
            header = SnapshotFile.verify(snapshot);
            Origin.make(
                    restored,
                    new Origin.Beginning(
                            snapshot,
                            directory.engineConfig(),
                            directory.hashKey(),
                            PASSED_OVER,
                            SCORES_PASSED_OVER,
                            header.engineTimeMs() + 1_000));
        }
    }

    @Test
    void itGoesOnInTheSameStateWithNumbersThatWereNeverUsed() throws Exception {
        Engine live = run(restored, HALF_S, WHOLE_S);
        try (JournalDirectory directory = JournalDirectory.openReadOnly(restored)) {
            List<Decision> records = records(directory);
            Decision first = records.get(0);
            assertThat(first.type).isEqualTo(DecisionType.RESTORED);
            assertThat(first.seq).isEqualTo(PASSED_OVER + 1);
            assertThat(first.decisionSeq).isEqualTo(header.decisions());
            assertThat(first.anomalySeq).isEqualTo(SCORES_PASSED_OVER);
            assertThat(records.get(1).type).isEqualTo(DecisionType.PAUSED);
            assertThat(records.stream()
                            .filter(d -> d.type == DecisionType.SCORE)
                            .findFirst()
                            .orElseThrow()
                            .seq)
                    .isEqualTo(SCORES_PASSED_OVER + 1);
            VerifyResult verified = Verify.run(directory, ProgressListener.NONE);
            assertThat(verified.firstProblem()).isNull();
            assertThat(verified.decisionsMissing()).isZero();
            ReplayResult replayed = Replay.run(directory, Long.MAX_VALUE, d -> {}, ProgressListener.NONE);
            assertThat(replayed.stateHash()).isEqualTo(live.stateHash());
            assertThat(replayed.sequence()).isEqualTo(live.sequence());
            assertThat(live.sequence()).isGreaterThan(header.sequence());
        }
    }

    @Test
    void whoReadsTheRecordsLearnsOfEverySessionThatIsOpen() throws Exception {
        List<Decision> before;
        try (JournalDirectory directory = JournalDirectory.openReadOnly(lost)) {
            before = records(directory);
        }
        run(restored, HALF_S, HALF_S + 1);
        try (JournalDirectory directory = JournalDirectory.openReadOnly(restored)) {
            assertThat(texts(records(directory), DecisionType.SESSION_OPENED))
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(texts(before, DecisionType.SESSION_OPENED));
            assertThat(texts(records(directory), DecisionType.EVENT_RESOLVED))
                    .containsExactlyInAnyOrderElementsOf(texts(before, DecisionType.EVENT_RESOLVED));
        }
    }

    @Test
    void anEmptyDecisionsQueueIsMadeAgainAndASnapshotOfItsOwnShortensTheNextStart() throws Exception {
        Engine live = run(restored, HALF_S, WHOLE_S);
        List<Decision> before;
        try (JournalDirectory directory = JournalDirectory.openReadOnly(restored)) {
            before = records(directory);
            SnapshotReplay.make(directory, new SnapshotFolder(restored), JournalFollower.NONE, ProgressListener.NONE);
        }
        assertThat(recover(restored).signalsReplayed()).isZero();
        try (var files = Files.list(restored.resolve("journal/decisions"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        RecoveryReport report = recover(restored);
        assertThat(report.snapshot()).isNull();
        assertThat(report.firstSequence()).isEqualTo(header.sequence() + 1);
        assertThat(report.signalsReplayed()).isEqualTo(live.sequence() - header.sequence());
        try (JournalDirectory directory = JournalDirectory.openReadOnly(restored)) {
            assertThat(records(directory))
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("payload")
                    .isEqualTo(before);
        }
    }

    @Test
    void aBackupHasItsFirstStateToo() throws Exception {
        Engine live = run(restored, HALF_S, WHOLE_S);
        Path backup = dir.resolve("backup");
        Path back = dir.resolve("back");
        Backup.make(restored, backup, JournalFollower.NONE, ProgressListener.NONE);
        Restore.run(backup, back, JournalFollower.NONE, ProgressListener.NONE);
        try (JournalDirectory directory = JournalDirectory.openReadOnly(back);
                JournalDirectory original = JournalDirectory.openReadOnly(restored)) {
            assertThat(Replay.run(directory).stateHash()).isEqualTo(live.stateHash());
            JournalDiff diff = JournalDiff.of(original, directory, signal -> {}, ProgressListener.NONE);
            assertThat(diff.same()).isTrue();
            assertThat(diff.stateOfB().stateHash()).isEqualTo(live.stateHash());
        }
    }

    @Test
    void damageToItsFirstStateIsSaidAndNothingIsApplied() throws Exception {
        flip(restored.resolve("journal/origin.snapshot"));
        assertThatThrownBy(() -> recover(restored))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("goes on from the snapshot")
                .hasMessageContaining("Put it back from a backup");
    }

    @Test
    void nothingIsMadeOfADamagedSnapshot() throws Exception {
        flip(snapshot);
        Path another = dir.resolve("another");
        try (JournalDirectory directory = JournalDirectory.openReadOnly(lost)) {
            Origin.Beginning beginning =
                    new Origin.Beginning(snapshot, directory.engineConfig(), directory.hashKey(), 0, 0, 0);
            assertThatThrownBy(() -> Origin.make(another, beginning)).isInstanceOf(SnapshotException.class);
        }
        assertThat(JournalDirectory.exists(another)).isFalse();
    }

    @Test
    void aFolderWithoutRecordsInTheWayIsSaidAndLeftAlone() throws Exception {
        Path another = dir.resolve("another");
        Path key = Files.createDirectories(another.resolve("journal")).resolve("hash.key");
        Files.write(key, new byte[16]);
        try (JournalDirectory directory = JournalDirectory.openReadOnly(lost)) {
            Origin.Beginning beginning =
                    new Origin.Beginning(snapshot, directory.engineConfig(), directory.hashKey(), 0, 0, 0);
            assertThatThrownBy(() -> Origin.make(another, beginning))
                    .isInstanceOfSatisfying(
                            JournalException.class, e -> assertThat(e.code()).isEqualTo(JournalException.TARGET))
                    .hasMessage("The journal is to go on from a snapshot, but there is a folder "
                            + another.resolve("journal")
                            + " already, without a single record of signals in it. Move it away, and start again.");
            assertThat(key).exists();
            Files.delete(key);
            Origin.make(another, beginning);
            assertThat(JournalDirectory.exists(another)).isTrue();
        }
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static RecoveryReport recover(Path dataDir) {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            return Recovery.recover(
                            directory,
                            new SnapshotFolder(dataDir),
                            directory.openDecisionLog(),
                            ProgressListener.NONE,
                            JournalFollower.NONE)
                    .report();
        }
    }

    private static Engine run(Path dataDir, int from, int until) throws InterruptedException {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            return new LiveNode(directory).run(from, until);
        }
    }

    private static List<String> texts(List<Decision> records, int type) {
        return records.stream()
                .filter(d -> d.type == type)
                .map(d -> d.subjectKey + " " + d.scopeKey + " "
                        + d.payload.getStringWithoutLengthUtf8(0, d.payloadLength))
                .distinct()
                .toList();
    }

    private static List<Decision> records(JournalDirectory directory) {
        List<Decision> all = new ArrayList<>();
        try (DecisionReader reader = directory.openDecisionReader()) {
            Decision d = new Decision();
            while (reader.next(d)) {
                all.add(d);
                d = new Decision();
            }
        }
        return all;
    }
}
