package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first days of a journal go, and everything that it leads to stays. */
class RetentionTest {
    private static final long FIRST_DAY = 20_500;
    private static final int DAYS = 6;
    private static final int SECONDS_A_DAY = 60;
    private static final RecordPosition EVERYTHING = new RecordPosition(Long.MAX_VALUE, Long.MAX_VALUE);

    @TempDir
    Path dataDir;

    private final AtomicLong wallClockMs = new AtomicLong();
    private final List<Long> hashes = new ArrayList<>();

    @BeforeEach
    void sixDaysWithASnapshotEach() throws Exception {
        for (int day = 0; day < DAYS; day++) {
            live(day);
        }
        assertThat(rollFiles("signals")).hasSize(DAYS);
        assertThat(rollFiles("decisions")).hasSize(DAYS);
    }

    private void live(int day) throws InterruptedException {
        wallClockMs.set((FIRST_DAY + day) * JournalClock.DAY_MS + 1);
        try (JournalDirectory directory = open()) {
            hashes.add(new LiveNode(directory)
                    .run(day * SECONDS_A_DAY, (day + 1) * SECONDS_A_DAY)
                    .stateHash());
        }
        try (JournalDirectory directory = open()) {
            Path made = SnapshotReplay.make(directory, snapshots(), JournalFollower.NONE, ProgressListener.NONE)
                    .file();
            directory.keepDay(made, SnapshotFile.header(made));
        }
    }

    @Test
    void whatIsLeftLeadsToTheSameState() throws Exception {
        List<String> before = decisions();
        assertThat(run(2, EVERYTHING)).isNull();

        assertThat(rollFiles("signals")).containsExactlyElementsOf(days(3, 4, 5));
        assertThat(rollFiles("decisions")).containsExactlyElementsOf(days(3, 4, 5));
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            assertThat(Replay.run(directory).stateHash()).isEqualTo(lastHash());
            VerifyResult verified = Verify.run(directory, ProgressListener.NONE);
            assertThat(verified.firstProblem()).isNull();
            assertThat(verified.decisionsMissing()).isZero();
            assertThat(verified.replay().stateHash()).isEqualTo(lastHash());
            for (Path snapshot : snapshots().list()) {
                assertThat(SnapshotReplay.from(directory, snapshot, JournalFollower.NONE, ProgressListener.NONE)
                                .stateHash())
                        .isEqualTo(lastHash());
            }
        }
        List<String> after = decisions();
        assertThat(after).isNotEmpty().hasSizeLessThan(before.size());
        assertThat(before).endsWith(after.toArray(String[]::new));
    }

    @Test
    void aNodeGoesOnBehindIt() throws Exception {
        run(2, EVERYTHING);
        live(DAYS);
        live(DAYS + 1);
        assertThat(run(2, EVERYTHING)).isNull();
        assertThat(rollFiles("signals")).containsExactlyElementsOf(days(5, 6, 7));

        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            assertThat(Replay.run(directory).stateHash()).isEqualTo(lastHash());
            assertThat(Verify.run(directory, ProgressListener.NONE).firstProblem())
                    .isNull();
        }
    }

    @Test
    void itRecoversWithoutAnySnapshotOfTheNewestAndWithoutDecisions() throws Exception {
        run(2, EVERYTHING);
        for (Path snapshot : snapshots().list()) {
            Files.delete(snapshot);
        }
        List<String> before = decisions();
        for (Path file : QueueFiles.rollFiles(dataDir.resolve("journal/decisions"))) {
            Files.delete(file);
        }
        Files.delete(dataDir.resolve("journal/decisions/metadata.cq4t"));
        try (JournalDirectory directory = open()) {
            Recovery.Recovered recovered = Recovery.recover(
                    directory, snapshots(), directory.openDecisionLog(), ProgressListener.NONE, JournalFollower.NONE);
            assertThat(recovered.engine().stateHash()).isEqualTo(lastHash());
            assertThat(recovered.report().signalsReplayed()).isPositive();
        }
        assertThat(decisions()).isEqualTo(before);
    }

    @Test
    void aReaderThatIsBehindKeepsItsDays() throws Exception {
        RecordPosition ofDay3 = dayPosition(3);
        assertThat(run(2, new RecordPosition(ofDay3.seq(), ofDay3.scoreSeq() - 1)))
                .startsWith("the sink still needs records");
        assertThat(rollFiles("signals")).hasSize(DAYS);
        assertThat(run(2, ofDay3)).isNull();
        assertThat(rollFiles("signals")).hasSize(3);
    }

    @Test
    void withoutTwoNewerSnapshotsNothingGoes() throws Exception {
        List<Path> newest = snapshots().list();
        byte[] bytes = Files.readAllBytes(newest.get(0));
        bytes[bytes.length - 1] ^= 1;
        Files.write(newest.get(0), bytes);
        assertThat(run(1, EVERYTHING)).startsWith("two snapshots");
        assertThat(rollFiles("signals")).hasSize(DAYS);
        assertThat(run(2, EVERYTHING)).startsWith("two snapshots");

        assertThat(run(3, EVERYTHING)).isNull();
        assertThat(rollFiles("signals")).hasSize(4);
    }

    @Test
    void aDayWithoutAStateIsNotBegunWith() throws Exception {
        Files.delete(dataDir.resolve("journal/days/" + QueueFiles.day(FIRST_DAY + 3) + ".recap"));
        assertThat(run(2, EVERYTHING)).isNull();
        assertThat(rollFiles("signals")).containsExactlyElementsOf(days(2, 3, 4, 5));
        assertThat(run(7, EVERYTHING)).isNull();
    }

    @Test
    void aDamagedStateIsNotBegunWith() throws Exception {
        Path state = dataDir.resolve("journal/days/" + QueueFiles.day(FIRST_DAY + 3) + ".snapshot");
        byte[] bytes = Files.readAllBytes(state);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(state);
        Files.write(state, bytes);
        assertThat(run(2, EVERYTHING)).contains("checksum");
        assertThat(rollFiles("signals")).hasSize(DAYS);
    }

    @Test
    void aStateOfSignalsThatWereLostIsNotBegunWith(@TempDir Path cut) throws Exception {
        List<JournalDays.Day> days = new JournalDays(dataDir.resolve("journal")).list();
        long last = SnapshotFile.header(days.get(3).snapshot()).sequence();
        JournalCopy.of(dataDir, cut).signalsUntil(last).write();
        Path states = Files.createDirectories(cut.resolve("journal/days"));
        for (JournalDays.Day day : days) {
            Files.copy(day.snapshot(), states.resolve(day.snapshot().getFileName()));
            Files.copy(day.recap(), states.resolve(day.recap().getFileName()));
        }
        try (JournalDirectory directory =
                JournalDirectory.open(cut, Samples.config(), Samples.HASH_KEY, wallClockMs::get)) {
            Recovery.recover(
                    directory,
                    new SnapshotFolder(cut),
                    directory.openDecisionLog(),
                    ProgressListener.NONE,
                    JournalFollower.NONE);
            assertThat(directory.days().list()).hasSize(4);
            assertThat(directory.daySnapshots())
                    .allSatisfy(state ->
                            assertThat(SnapshotFile.header(state).sequence()).isLessThanOrEqualTo(last));
        }
    }

    @Test
    void aRecapOfTheFirstDaysThatIsDamagedSaysWhatToDo() throws Exception {
        run(2, EVERYTHING);
        Path recap = dataDir.resolve("journal/days/" + QueueFiles.day(FIRST_DAY + 3) + ".recap");
        Files.write(recap, new byte[100]);
        try (JournalDirectory directory = open();
                DecisionReader reader = directory.openDecisionReader()) {
            assertThatThrownBy(() -> reader.goOnBehind(RecordPosition.START))
                    .hasMessageContaining(recap.toString())
                    .hasMessageContaining("Put it back from a backup, or remove it");
            Files.delete(recap);
            reader.goOnBehind(RecordPosition.START);
            assertThat(reader.next(new Decision())).isTrue();
        }
    }

    @Test
    void deathAtAnyStepLeavesAJournalThatLeadsToTheSameAndTheNextLookGoesOn() throws Exception {
        List<KillPoint> deaths = List.of(
                KillPoint.RETENTION_BEGUN,
                KillPoint.RETENTION_FILE_REMOVED,
                KillPoint.RETENTION_FILE_REMOVED,
                KillPoint.RETENTION_FILE_REMOVED,
                KillPoint.RETENTION_SIGNALS_REMOVED,
                KillPoint.RETENTION_FILE_REMOVED,
                KillPoint.RETENTION_FILE_REMOVED,
                KillPoint.RETENTION_FILE_REMOVED,
                KillPoint.RETENTION_DECISIONS_REMOVED);
        int left = 2 * DAYS;
        for (KillPoint point : deaths) {
            Process remover = ChildJvm.start(
                    Remover.class,
                    List.of("-D" + KillPoint.PROPERTY + "=" + point.text()),
                    dataDir.toString(),
                    Long.toString(wallClockMs.get()));
            String said = new String(remover.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(remover.waitFor()).as("%s: %s", point, said).isEqualTo(KillPoint.EXIT_CODE);
            left -= point == KillPoint.RETENTION_FILE_REMOVED ? 1 : 0;
            assertThat(rollFiles("signals").size() + rollFiles("decisions").size())
                    .isEqualTo(left);
            assertLeadsToTheSame(point);
        }
        assertThat(new JournalDays(dataDir.resolve("journal")).list()).hasSize(DAYS);

        assertThat(run(2, EVERYTHING)).isNull();
        assertThat(rollFiles("signals")).containsExactlyElementsOf(days(3, 4, 5));
        assertThat(rollFiles("decisions")).containsExactlyElementsOf(days(3, 4, 5));
        assertThat(new JournalDays(dataDir.resolve("journal")).list()).hasSize(3);
        assertLeadsToTheSame(null);
    }

    /** Removes days in a process of its own, which dies where it is told to. */
    static final class Remover {
        private Remover() {}

        public static void main(String[] args) {
            Path dataDir = Path.of(args[0]);
            long wallClockMs = Long.parseLong(args[1]);
            try (JournalDirectory directory =
                    JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY, () -> wallClockMs)) {
                new Retention(directory, new SnapshotFolder(dataDir), 2, Map.of()).run();
            }
        }
    }

    private void assertLeadsToTheSame(KillPoint death) {
        try (JournalDirectory directory = open()) {
            Recovery.Recovered recovered = Recovery.recover(
                    directory, snapshots(), directory.openDecisionLog(), ProgressListener.NONE, JournalFollower.NONE);
            assertThat(recovered.engine().stateHash()).as("after %s", death).isEqualTo(lastHash());
            assertThat(Verify.run(directory, ProgressListener.NONE).firstProblem())
                    .as("after %s", death)
                    .isNull();
        }
    }

    @Test
    void whatABackupReadsStaysUntilItIsMadeOrItsProcessIsDead() throws Exception {
        try (DaysFence backup = DaysFence.holdDays(dataDir.resolve("journal"))) {
            assertThat(run(2, EVERYTHING)).startsWith("a backup that is being made still reads days");
            assertThat(backup).isNotNull();
        }
        Process copier = ChildJvm.start(Holder.class, List.of(), dataDir.toString());
        try (BufferedReader out = copier.inputReader()) {
            assertThat(out.readLine()).isEqualTo("holds");
            assertThat(run(2, EVERYTHING)).startsWith("a backup that is being made still reads days");
            assertThat(rollFiles("signals")).hasSize(DAYS);
            // Others may copy as well.
            DaysFence.holdDays(dataDir.resolve("journal")).close();
        } finally {
            copier.destroyForcibly();
        }
        assertThat(copier.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(run(2, EVERYTHING)).isNull();
        assertThat(rollFiles("signals")).hasSize(3);
    }

    @Test
    void aBackupBesideOneThatRemovesDaysIsWhole(@TempDir Path elsewhere) throws Exception {
        AtomicReference<Thread> remover = new AtomicReference<>();
        Path backup = elsewhere.resolve("backup");
        Backup.make(dataDir, backup, JournalFollower.NONE, (done, total) -> {
            if (remover.get() == null) {
                // The cut is made, nothing is copied.
                remover.set(new Thread(() -> run(2, EVERYTHING)));
                remover.get().start();
                join(remover.get());
            }
        });
        assertThat(remover.get()).isNotNull();
        assertThat(rollFiles("signals")).hasSize(DAYS);
        Restore.run(backup, elsewhere.resolve("restored"), JournalFollower.NONE, ProgressListener.NONE);
        assertThat(QueueFiles.rollFiles(elsewhere.resolve("restored/journal/signals")))
                .hasSize(DAYS);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Holds the days of a journal as a backup does, in a process of its own, until that is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            try (DaysFence fence = DaysFence.holdDays(Path.of(args[0]).resolve("journal"))) {
                System.out.println(fence == null ? "does not hold" : "holds");
                Thread.sleep(Long.MAX_VALUE);
            }
        }
    }

    @Test
    void theSnapshotThatTheJournalWentOnFromGoesWithTheDaysThatNeededIt() throws Exception {
        Path origin = dataDir.resolve("journal").resolve(Origin.FILE);
        Files.copy(snapshots().list().get(0), origin);
        assertThat(run(7, EVERYTHING)).isNull();
        assertThat(origin).exists();

        assertThat(run(2, EVERYTHING)).isNull();
        assertThat(origin).doesNotExist();
        assertLeadsToTheSame(null);
    }

    @Test
    void readersThatWereOpenAndOtherProcessesSeeWhereItBegins() throws Exception {
        try (JournalDirectory tool = JournalDirectory.openReadOnly(dataDir);
                SignalReader ofTool = tool.openSignalReader();
                JournalDirectory directory = open();
                SignalReader ofNode = directory.openSignalReader()) {
            Signal signal = new Signal();
            assertThat(ofTool.next(signal)).isTrue();
            assertThat(signal.type).isEqualTo(SignalType.GENESIS);
            assertThat(ofNode.next(signal)).isTrue();
            retention(directory, 2, EVERYTHING).run();
            for (SignalReader reader : List.of(ofTool, ofNode)) {
                reader.toStart();
                long first = reader.lastSequence();
                assertThat(first).isPositive();
                while (reader.next(signal)) {
                    assertThat(signal.sequence).isGreaterThan(first);
                }
                assertThat(reader.lastSequence())
                        .isEqualTo(directory.signalMarks().sequence());
            }
            ChronicleSignalJournal journal = directory.openSignalJournal();
            long last = journal.lastSequence();
            Samples.append(journal, last + 1, last + 10, 3);
            while (ofTool.next(signal)) {
                assertThat(signal.sequence).isGreaterThan(last);
            }
            assertThat(ofTool.lastSequence()).isEqualTo(last + 10);
        }
    }

    @Test
    void aDayStaysForAsLongAsAReaderStandsInIt() {
        try (JournalDirectory directory = open();
                DecisionReader reader = directory.openDecisionReader()) {
            Decision d = new Decision();
            assertThat(reader.next(d)).isTrue();
            Retention retention = retention(directory, 2, EVERYTHING);
            retention.run();
            long last = 0;
            while (reader.next(d)) {
                last = d.seq;
            }
            assertThat(last).isPositive();
            assertThat(retention.stats().waitingFor()).startsWith("a reader of the decisions stands before");
            retention.run();
            assertThat(retention.stats().waitingFor()).isNull();
        }
    }

    @Test
    void aDayMayBeginWithWhatVoidsTheEndOfOneThatIsGone() throws Exception {
        live(DAYS);
        RollFileBytes decisions = RollFileBytes.of(dataDir, "decisions");
        decisions.flip(decisions.end(decisions.documents() - 1) - Long.BYTES, 0);
        live(DAYS + 1);
        live(DAYS + 2);
        live(DAYS + 3);
        assertThat(run(2, EVERYTHING)).isNull();
        assertThat(rollFiles("decisions")).containsExactlyElementsOf(days(DAYS + 1, DAYS + 2, DAYS + 3));
        assertThat(decisions()).isNotEmpty();
        try (JournalDirectory directory = open()) {
            assertThat(Verify.run(directory, ProgressListener.NONE).firstProblem())
                    .isNull();
        }
    }

    @Test
    void itsNumbersAreKnownWhereNothingButATornRecordIsBehindIt() throws Exception {
        run(2, EVERYTHING);
        for (Path file : QueueFiles.rollFiles(dataDir.resolve("journal/decisions"))) {
            Files.delete(file);
        }
        Files.delete(dataDir.resolve("journal/decisions/metadata.cq4t"));
        DecisionMarks marks;
        try (JournalDirectory directory = open();
                ChronicleDecisionLog log = directory.openDecisionLog()) {
            marks = directory.decisionMarks();
            Decision d = new Decision();
            d.type = DecisionType.SESSION_OPENED;
            d.seq = marks.seq() + 1;
            log.onDecision(d);
            log.commit();
        }
        RollFileBytes decisions = RollFileBytes.of(dataDir, "decisions");
        decisions.flip(decisions.end(0) - Long.BYTES, 0);
        try (JournalDirectory directory = open()) {
            assertThat(marks.seq()).isPositive();
            assertThat(directory.decisionMarks()).isEqualTo(marks);
        }
    }

    @Test
    void aBackupOfItIsRestoredWithItsBeginning(@TempDir Path elsewhere) throws Exception {
        run(2, EVERYTHING);
        Path backup = elsewhere.resolve("backup");
        Path restored = elsewhere.resolve("restored");
        Backup.make(dataDir, backup, JournalFollower.NONE, ProgressListener.NONE);
        assertThat(Restore.run(backup, restored, JournalFollower.NONE, ProgressListener.NONE)
                        .replay()
                        .stateHash())
                .isEqualTo(lastHash());
        try (JournalDirectory directory = JournalDirectory.openReadOnly(restored);
                JournalDirectory original = JournalDirectory.openReadOnly(dataDir)) {
            assertThat(Verify.run(directory, ProgressListener.NONE).firstProblem())
                    .isNull();
            assertThat(JournalDiff.of(directory, original, signal -> {}, ProgressListener.NONE)
                            .same())
                    .isTrue();
        }
    }

    @Test
    void aJournalWithoutItsFirstDaysIsComparedWithOneThatHasThem(@TempDir Path copy) throws Exception {
        Path whole = copy.resolve("whole");
        Backup.make(dataDir, copy.resolve("backup"), JournalFollower.NONE, ProgressListener.NONE);
        Restore.run(copy.resolve("backup"), whole, JournalFollower.NONE, ProgressListener.NONE);
        run(2, EVERYTHING);
        try (JournalDirectory a = JournalDirectory.openReadOnly(dataDir);
                JournalDirectory b = JournalDirectory.openReadOnly(whole)) {
            assertThat(JournalDiff.of(a, b, signal -> {}, ProgressListener.NONE).same())
                    .isTrue();
            assertThat(Listing.of(a).signals().first()).isPositive();
            assertThatThrownBy(() -> WhatIf.run(
                            a,
                            new WhatIf.Question(a.engineConfig(), 0),
                            Long.MAX_VALUE,
                            signal -> {},
                            ProgressListener.NONE))
                    .hasMessageContaining("begins with the state of a snapshot");
        }
    }

    @Test
    void aBeginningThatIsGoneIsSaid() throws Exception {
        run(2, EVERYTHING);
        for (Path file : List.of(snapshots().list().get(0))) {
            Files.delete(file);
        }
        for (JournalDays.Day day : new JournalDays(dataDir.resolve("journal")).list()) {
            Files.delete(day.snapshot());
        }
        assertThatThrownBy(() -> JournalDirectory.openReadOnly(dataDir).openSignalReader())
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("there is no state in");
    }

    /** What stands in the way afterwards. */
    private String run(int keepDays, RecordPosition dealtWith) {
        try (JournalDirectory directory = open()) {
            Retention retention = retention(directory, keepDays, dealtWith);
            retention.run();
            return retention.stats().waitingFor();
        }
    }

    private Retention retention(JournalDirectory directory, int keepDays, RecordPosition dealtWith) {
        AtomicReference<RecordPosition> sink = new AtomicReference<>(dealtWith);
        return new Retention(directory, snapshots(), keepDays, Map.of("the sink", sink::get));
    }

    private RecordPosition dayPosition(int day) {
        SnapshotHeader header =
                SnapshotFile.header(dataDir.resolve("journal/days/" + QueueFiles.day(FIRST_DAY + day) + ".snapshot"));
        return new RecordPosition(header.decisions(), header.scores());
    }

    private long lastHash() {
        return hashes.get(hashes.size() - 1);
    }

    private List<String> decisions() {
        List<String> all = new ArrayList<>();
        Decision d = new Decision();
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir);
                DecisionReader reader = directory.openDecisionReader()) {
            while (reader.next(d)) {
                all.add(d.type + " " + d.seq + " " + d.causeSequence + " " + d.engineTimeMs);
            }
        }
        return all;
    }

    private List<String> rollFiles(String queue) {
        return QueueFiles.rollFiles(dataDir.resolve("journal").resolve(queue)).stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }

    private static List<String> days(int... days) {
        List<String> files = new ArrayList<>();
        for (int day : days) {
            files.add(QueueFiles.rollFile(FIRST_DAY + day));
        }
        return files;
    }

    private SnapshotFolder snapshots() {
        return new SnapshotFolder(dataDir);
    }

    private JournalDirectory open() {
        return JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY, wallClockMs::get);
    }
}
