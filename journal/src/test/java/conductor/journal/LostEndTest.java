package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.ring.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A journal was restored from a backup without its newest end, and goes on behind the numbers that the lost end had used. */
class LostEndTest {
    private static final int BACKUP_S = 150;
    private static final int LOST_S = 500;
    private static final int WHOLE_S = 700;
    private static final long QUIET_MS = 1_000;

    @TempDir
    Path dir;

    private Path original;
    private Path restored;
    private long lastDecision;
    private long lastScore;

    @BeforeEach
    void aBackupIsRestoredAfterTheNodeHadGoneOn() throws Exception {
        original = dir.resolve("original");
        restored = dir.resolve("restored");
        run(original, 0, BACKUP_S, Layout.FUSED);
        Backup.make(original, dir.resolve("backup"), JournalFollower.NONE, ProgressListener.NONE);
        Engine lost = run(original, BACKUP_S, LOST_S, Layout.FUSED);
        lastDecision = lost.decisions();
        lastScore = lost.scores();
        Restore.run(dir.resolve("backup"), restored, JournalFollower.NONE, ProgressListener.NONE);
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void itGoesOnBehindThemInBothLayoutsAndReplaysToTheSame(Layout layout) throws Exception {
        DecisionMarks before = marks();
        assertThat(before.seq()).isLessThan(lastDecision);
        assertThat(passOver(lastDecision, lastScore)).isTrue();
        Engine live = run(restored, BACKUP_S, WHOLE_S, layout);

        List<Decision> records = records(restored);
        int at = indexOfRestored(records);
        Decision record = records.get(at);
        assertThat(record.seq).isEqualTo(lastDecision + 1);
        assertThat(record.decisionSeq).isEqualTo(before.seq());
        assertThat(record.anomalySeq).isEqualTo(lastScore);
        assertThat(records.get(at + 1).type).isEqualTo(DecisionType.PAUSED);
        assertThat(records.subList(0, at)).noneMatch(d -> d.seq > (isScore(d) ? before.scoreSeq() : before.seq()));
        assertThat(records.subList(at, records.size()))
                .noneMatch(d -> d.seq <= (isScore(d) ? lastScore : lastDecision));
        assertThat(live.decisions()).isEqualTo(marks().seq());
        try (JournalDirectory directory = JournalDirectory.openReadOnly(restored)) {
            VerifyResult verified = Verify.run(directory, ProgressListener.NONE);
            assertThat(verified.firstProblem()).isNull();
            assertThat(verified.decisionsMissing()).isZero();
            ReplayResult replayed = Replay.run(directory);
            assertThat(replayed.stateHash()).isEqualTo(live.stateHash());
            assertThat(replayed.sequence()).isEqualTo(live.sequence());
            assertSequencesWithoutHole(directory);
        }
    }

    @Test
    void itIsDoneOnceAndAgainOnlyWhenMoreHasLeft() {
        assertThat(passOver(lastDecision, lastScore)).isTrue();
        assertThat(passOver(lastDecision, lastScore)).isFalse();
        assertThat(passOver(0, 0)).isFalse();
        DecisionMarks marks = marks();
        assertThat(passOver(marks.seq(), marks.scoreSeq() + 1)).isTrue();
        assertThat(records(restored).stream().filter(d -> d.type == DecisionType.RESTORED))
                .extracting(d -> d.seq, d -> d.anomalySeq)
                .containsExactly(tuple(lastDecision + 1, lastScore), tuple(marks.seq() + 1, marks.scoreSeq() + 1));
    }

    @Test
    void aStartThatDiedBetweenTheQueuesFindsItDone() throws Exception {
        passOver(lastDecision, lastScore);
        List<Decision> before = records(restored);
        deleteDecisions();

        RecoveryReport report = recover();

        assertThat(report.decisionsRederived()).isPositive();
        assertThat(records(restored))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("payload")
                .isEqualTo(before);
        assertThat(passOver(lastDecision, lastScore)).isFalse();
    }

    @Test
    void snapshotsFromBeforeAndBehindItShortenAStart() throws Exception {
        snapshot();
        passOver(lastDecision, lastScore);
        assertThat(recover().signalsReplayed()).isEqualTo(1);
        snapshot();
        assertThat(recover().signalsReplayed()).isZero();
        Engine live = run(restored, BACKUP_S, WHOLE_S, Layout.FUSED);
        try (JournalDirectory directory = JournalDirectory.openReadOnly(restored)) {
            for (Path snapshot : new SnapshotFolder(restored).list()) {
                assertThat(SnapshotReplay.from(directory, snapshot, JournalFollower.NONE, ProgressListener.NONE)
                                .stateHash())
                        .isEqualTo(live.stateHash());
            }
        }
    }

    @Test
    void aReaderBehindTheMarkSeesTheRecordOnlyWhenItIsDurable() {
        DurableMark mark = DurableMark.nothingYet();
        try (JournalDirectory directory = JournalDirectory.open(restored, Samples.config());
                DecisionReader reader = directory.openDecisionReader(mark)) {
            directory.syncRecovered(mark);
            Decision decision = new Decision();
            while (reader.next(decision)) {
                assertThat(decision.type).isNotEqualTo(DecisionType.RESTORED);
            }
            ChronicleDecisionLog log = directory.openDecisionLog();
            Engine engine =
                    Recovery.recover(directory, log, ProgressListener.NONE).engine();
            LostEnd.passOver(directory, engine, log, JournalFollower.NONE, lastDecision, lastScore, 0);
            assertThat(reader.next(decision)).isFalse();
            directory.syncRecovered(mark);
            assertThat(reader.next(decision)).isTrue();
            assertThat(decision.type).isEqualTo(DecisionType.RESTORED);
            while (reader.next(decision)) {
                assertThat(decision.seq).isGreaterThan(lastDecision);
            }
            assertThat(reader.lastSeq()).isEqualTo(engine.decisions());
            assertThat(reader.lastScoreSeq()).isEqualTo(engine.scores());
        }
    }

    @Test
    void aBackupOfItIsTheSameAndTheOriginalDiffersFromThereOn() throws Exception {
        passOver(lastDecision, lastScore);
        run(restored, BACKUP_S, WHOLE_S, Layout.FUSED);
        Path backup = dir.resolve("backup of the restored");
        Path again = dir.resolve("restored again");
        Backup.make(restored, backup, JournalFollower.NONE, ProgressListener.NONE);
        Restore.run(backup, again, JournalFollower.NONE, ProgressListener.NONE);
        try (JournalDirectory one = JournalDirectory.openReadOnly(restored);
                JournalDirectory other = JournalDirectory.openReadOnly(again);
                JournalDirectory first = JournalDirectory.openReadOnly(original)) {
            assertThat(JournalDiff.of(one, other, signal -> {}, ProgressListener.NONE)
                            .same())
                    .isTrue();
            JournalDiff diff = JournalDiff.of(first, one, signal -> {}, ProgressListener.NONE);
            assertThat(diff.signals().b().type).isEqualTo(SignalType.RESTORED);
            assertThat(diff.decisions().b().type).isEqualTo(DecisionType.RESTORED);
            assertThat(diff.sameState()).isTrue();
        }
    }

    @Test
    void aWhatIfWithTheSameSettingsComesToTheSameState() throws Exception {
        passOver(lastDecision, lastScore);
        run(restored, BACKUP_S, WHOLE_S, Layout.FUSED);
        try (JournalDirectory directory = JournalDirectory.openReadOnly(restored)) {
            WhatIfResult result = WhatIf.run(
                    directory,
                    new WhatIf.Question(directory.engineConfig(), 0),
                    Replay.TO_THE_END,
                    signal -> {},
                    ProgressListener.NONE);
            assertThat(result.differences()).isEmpty();
            assertThat(result.whatIf().stateHash()).isEqualTo(result.journal().stateHash());
        }
    }

    @Test
    void aHoleWithoutTheRecordIsDamage() {
        try (JournalDirectory directory = JournalDirectory.open(restored, Samples.config())) {
            ChronicleDecisionLog log = directory.openDecisionLog();
            Decision decision = new Decision().clear();
            decision.type = DecisionType.RESTORED;
            decision.seq = lastDecision + 1;
            decision.anomalySeq = lastScore;
            decision.decisionSeq = log.lastSeq() - 1;
            assertThatThrownBy(() -> log.onDecision(decision)).hasMessageContaining("cannot be logged after");
            decision.decisionSeq = log.lastSeq();
            decision.anomalySeq = log.lastScoreSeq() - 1;
            assertThatThrownBy(() -> log.onDecision(decision)).hasMessageContaining("cannot be logged after");
        }
    }

    @Test
    void aNumberThatNoRecordCanHaveIsRefused() {
        assertThatThrownBy(() -> passOver(Long.MAX_VALUE, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(records(restored)).noneMatch(d -> d.type == DecisionType.RESTORED);
    }

    private boolean passOver(long decisions, long scores) {
        try (JournalDirectory directory = JournalDirectory.open(restored, Samples.config())) {
            ChronicleDecisionLog log = directory.openDecisionLog();
            Engine engine =
                    Recovery.recover(directory, log, ProgressListener.NONE).engine();
            return LostEnd.passOver(
                    directory, engine, log, JournalFollower.NONE, decisions, scores, engine.engineTimeMs() + QUIET_MS);
        }
    }

    private RecoveryReport recover() {
        try (JournalDirectory directory = JournalDirectory.open(restored, Samples.config())) {
            return Recovery.recover(
                            directory,
                            new SnapshotFolder(restored),
                            directory.openDecisionLog(),
                            ProgressListener.NONE,
                            JournalFollower.NONE)
                    .report();
        }
    }

    private void snapshot() {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(restored)) {
            SnapshotReplay.make(directory, new SnapshotFolder(restored), JournalFollower.NONE, ProgressListener.NONE);
        }
    }

    private void deleteDecisions() throws Exception {
        try (var files = Files.list(restored.resolve("journal/decisions"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private DecisionMarks marks() {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(restored)) {
            return directory.decisionMarks();
        }
    }

    private static Engine run(Path dataDir, int from, int until, Layout layout) throws InterruptedException {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            return new LiveNode(directory, directory.openDecisionLog(), layout).run(from, until);
        }
    }

    private static void assertSequencesWithoutHole(JournalDirectory directory) {
        Signal signal = new Signal();
        try (SignalReader reader = directory.openSignalReader()) {
            for (long sequence = 0; reader.next(signal); sequence++) {
                assertThat(signal.sequence).isEqualTo(sequence);
            }
        }
    }

    private static int indexOfRestored(List<Decision> records) {
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).type == DecisionType.RESTORED) {
                return i;
            }
        }
        throw new AssertionError("there is no RESTORED record");
    }

    private static boolean isScore(Decision d) {
        return d.type == DecisionType.SCORE;
    }

    private static List<Decision> records(Path dataDir) {
        List<Decision> all = new ArrayList<>();
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir);
                DecisionReader reader = directory.openDecisionReader()) {
            Decision d = new Decision();
            while (reader.next(d)) {
                all.add(d);
                d = new Decision();
            }
        }
        return all;
    }
}
