package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.Engine;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said beforehand of a recovery is what it then does. */
class RehearsalTest {
    @TempDir
    Path dataDir;

    @BeforeEach
    void aNodeThatRanWithASnapshotInTheMiddle() throws InterruptedException {
        run(0, 100);
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            SnapshotReplay.make(directory, new SnapshotFolder(dataDir), JournalFollower.NONE, ProgressListener.NONE);
        }
        run(100, 200);
    }

    @Test
    void ofAWholeJournalItTellsTheTailBehindTheSnapshot() {
        JournalCondition condition = rehearseAndThenRecover();

        assertThat(condition.tornSignals()).isNull();
        assertThat(condition.unusableDecisions()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"header", "record"})
    void ofATornEndOfTheSignalsItTellsWhatStays(String where) {
        tear("signals", where);

        JournalCondition condition = rehearseAndThenRecover();

        assertThat(condition.tornSignals()).contains("checksum");
        assertThat(condition.unusableDecisions()).isNull();
    }

    @Test
    void ofATornEndOfTheDecisionsItTellsWhatIsMadeAgain() {
        tear("decisions", "record");

        JournalCondition condition = rehearseAndThenRecover();

        assertThat(condition.tornSignals()).isNull();
        assertThat(rehearsed.report().decisionsRederived()).isPositive();
    }

    @Test
    void ofDamageBeforeTheEndItSaysWhatAStartWould() {
        RollFileBytes file = RollFileBytes.of(dataDir, "signals");
        int at = file.end(file.documents() - 2) - 20;
        file.put(at, file.at(at) + 1);

        assertThatThrownBy(this::rehearse).isInstanceOf(JournalCorruptException.class);
        assertThatThrownBy(this::recover).isInstanceOf(JournalCorruptException.class);
    }

    private Recovery.Recovered rehearsed;

    private JournalCondition rehearseAndThenRecover() {
        JournalCondition condition = rehearse();
        Recovery.Recovered done = recover();
        RecoveryReport said = rehearsed.report();
        assertThat(done.report())
                .usingRecursiveComparison()
                .ignoringFields("elapsedMs")
                .isEqualTo(said);
        assertThat(said.firstSequence()).isPositive();
        assertThat(said.lastSequence()).isEqualTo(condition.signals().sequence());
        assertThat(done.engine().stateHash()).isEqualTo(rehearsed.engine().stateHash());
        return condition;
    }

    private JournalCondition rehearse() {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            JournalCondition condition = directory.condition();
            rehearsed = Recovery.rehearse(
                    directory, condition, new SnapshotFolder(dataDir), ProgressListener.NONE, JournalFollower.NONE);
            return condition;
        }
    }

    private Recovery.Recovered recover() {
        try (JournalDirectory directory = open()) {
            return Recovery.recover(
                    directory,
                    new SnapshotFolder(dataDir),
                    directory.openDecisionLog(),
                    ProgressListener.NONE,
                    JournalFollower.NONE);
        }
    }

    private void tear(String queue, String where) {
        RollFileBytes file = RollFileBytes.of(dataDir, queue);
        int last = file.documents() - 1;
        int at = where.equals("header") ? file.start(last) + 20 : file.end(last) - 30;
        for (; at < file.end(last); at++) {
            file.put(at, 0);
        }
    }

    private Engine run(int fromS, int untilS) throws InterruptedException {
        try (JournalDirectory directory = open()) {
            return new LiveNode(directory).run(fromS, untilS);
        }
    }

    private JournalDirectory open() {
        return JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY);
    }
}
