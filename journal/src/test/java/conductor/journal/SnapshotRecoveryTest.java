package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import conductor.engine.core.StateReader;
import conductor.engine.core.StateWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that starts with a snapshot has the state of one that has none, and reads less. */
class SnapshotRecoveryTest {
    private static final int HALF_S = 200;
    private static final int WHOLE_S = 420;

    /** Counts signals, and sums up their sequences. */
    private static final class Counter implements JournalFollower {
        private long count;
        private long sum;

        @Override
        public void note(Signal signal) {
            count++;
            sum += signal.sequence;
        }

        @Override
        public void clear() {
            count = 0;
            sum = 0;
        }

        @Override
        public void write(StateWriter out) {
            out.beginSection(99, 1);
            out.putLong(count);
            out.putLong(sum);
            out.endSection();
        }

        @Override
        public void read(StateReader in) {
            in.beginSection(99, 1);
            count = in.getLong();
            sum = in.getLong();
            in.endSection();
        }
    }

    private static final int FORMAT_OFFSET = Long.BYTES;
    private static final int LOGIC_VERSION_OFFSET = FORMAT_OFFSET + Integer.BYTES;

    @TempDir
    Path temporary;

    private Path dataDir;
    private SnapshotFolder snapshots;
    private Path snapshot;
    private Engine live;

    @BeforeEach
    void aNodeThatRanOnAfterASnapshot() throws InterruptedException {
        dataDir = temporary.resolve("node");
        snapshots = new SnapshotFolder(dataDir);
        run(0, HALF_S);
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            snapshot = SnapshotReplay.make(directory, snapshots, new Counter(), ProgressListener.NONE)
                    .file();
        }
        live = run(HALF_S, WHOLE_S);
        assertThat(live.decisions()).isGreaterThan(5);
    }

    private Engine run(int from, int until) throws InterruptedException {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY)) {
            return new LiveNode(directory).run(from, until);
        }
    }

    @Test
    void onlyWhatFollowsTheSnapshotIsReplayed() {
        RecoveryReport report = recoverAndCompare(dataDir);

        assertThat(report.firstSequence()).isBetween(2L, live.sequence() - 1);
        assertThat(report.signalsReplayed()).isEqualTo(live.sequence() + 1 - report.firstSequence());
        assertThat(report.decisionsRederived()).isZero();
    }

    @Test
    void aDamagedSnapshotIsPassedOverForAnOlderOneOrForNone() throws Exception {
        Path newest = snapshot.resolveSibling(String.format("state-%019d.snapshot", live.sequence()));
        Files.write(newest, new byte[500]);
        assertThat(recoverAndCompare(dataDir).firstSequence()).isGreaterThan(1);

        Files.write(snapshot, new byte[500]);
        assertThat(recoverAndCompare(dataDir).firstSequence()).isZero();
    }

    @Test
    void aMissingSnapshotCostsAReplayOfEverything() throws Exception {
        Files.delete(snapshot);
        for (JournalDays.Day day : new JournalDays(dataDir.resolve("journal")).list()) {
            Files.delete(day.snapshot());
        }

        RecoveryReport report = recoverAndCompare(dataDir);

        assertThat(report.firstSequence()).isZero();
        assertThat(report.passedOver()).isEmpty();
    }

    @Test
    void aSnapshotOfANewerProgramIsPassedOverWithASentenceThatSaysSo() throws Exception {
        Path newest = snapshot.resolveSibling(String.format("state-%019d.snapshot", live.sequence()));
        byte[] bytes = Files.readAllBytes(snapshot);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int offset : new int[] {FORMAT_OFFSET, LOGIC_VERSION_OFFSET}) {
            int own = header.getInt(offset);
            header.putInt(offset, own + 1);
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, SnapshotHeader.LENGTH - Integer.BYTES);
            header.putInt(SnapshotHeader.LENGTH - Integer.BYTES, (int) crc.getValue());
            Files.write(newest, bytes);

            RecoveryReport report = recoverAndCompare(dataDir);

            assertThat(report.firstSequence()).as("the older one is used").isGreaterThan(1);
            assertThat(report.passedOver())
                    .singleElement()
                    .asString()
                    .contains(newest.getFileName().toString(), Integer.toString(own + 1));
            header.putInt(offset, own);
        }
    }

    @Test
    void missingDecisionsAreMadeAgainByteForByteBehindASnapshotAndBeforeOne() throws Exception {
        List<String> decisions;
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            decisions = JournalCopy.decisionBytes(directory);
        }
        for (int kept : new int[] {decisions.size() - 1, 1}) {
            Path cut = temporary.resolve("cut-" + kept);
            copyWithFirstDecisions(cut, kept);

            RecoveryReport report = recoverAndCompare(cut);

            assertThat(report.firstSequence() == 0).isEqualTo(kept == 1);
            assertThat(report.decisionsRederived()).isEqualTo(decisions.size() - kept);
            try (JournalDirectory directory = JournalDirectory.openReadOnly(cut)) {
                assertThat(JournalCopy.decisionBytes(directory)).isEqualTo(decisions);
            }
        }
    }

    /** Signals and snapshots file by file, so that documents stay where they were; of the decisions only the first. */
    private void copyWithFirstDecisions(Path to, int kept) throws IOException {
        try (Stream<Path> files = Files.walk(dataDir)) {
            for (Path file :
                    files.filter(f -> !f.toString().contains("decisions")).collect(Collectors.toList())) {
                Files.copy(file, to.resolve(dataDir.relativize(file)));
            }
        }
        try (JournalDirectory source = JournalDirectory.openReadOnly(dataDir);
                JournalDirectory target = JournalDirectory.open(to, Samples.config())) {
            ChronicleDecisionLog log = target.openDecisionLog();
            int[] copied = {0};
            Cat.decisions(source, CatFilter.ALL, decision -> {
                log.onDecision(decision);
                return ++copied[0] < kept;
            });
            log.commit();
        }
    }

    @Test
    void aSnapshotOfWhatTheJournalLostIsRemovedBeforeOtherSignalsGetItsNumbers() throws Exception {
        Path ahead = snapshot.resolveSibling(String.format("state-%019d.snapshot", live.sequence() + 1));
        Files.copy(snapshot, ahead);

        assertThat(recoverAndCompare(dataDir).firstSequence()).isGreaterThan(1);

        assertThat(ahead).doesNotExist();
        assertThat(snapshots.list()).containsExactly(snapshot);
    }

    private RecoveryReport recoverAndCompare(Path of) {
        Counter follower = new Counter();
        try (JournalDirectory directory = JournalDirectory.open(of, Samples.config())) {
            Recovery.Recovered recovered = Recovery.recover(
                    directory, new SnapshotFolder(of), directory.openDecisionLog(), ProgressListener.NONE, follower);
            Engine engine = recovered.engine();
            assertThat(engine.stateHash()).isEqualTo(live.stateHash()).isEqualTo(engine.recomputeStateHash());
            assertThat(engine.sequence()).isEqualTo(live.sequence());
            assertThat(engine.decisions()).isEqualTo(live.decisions());
            assertThat(engine.scores()).isEqualTo(live.scores());
            assertThat(follower.count).isEqualTo(live.sequence() + 1);
            assertThat(follower.sum).isEqualTo(live.sequence() * (live.sequence() + 1) / 2);
            return recovered.report();
        }
    }
}
