package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import conductor.engine.core.Decision;
import conductor.engine.core.Engine;
import conductor.engine.core.SignalType;
import conductor.engine.ring.DecisionLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryTest {
    private static final int SECONDS = 420;

    @TempDir
    Path temporary;

    @Test
    void aRestartedNodeHasTheStateItHadAndWritesNothingAnew() throws Exception {
        Engine before = live(temporary, 0, SECONDS);
        assertThat(before.scores()).isGreaterThan(200);
        assertThat(before.decisions()).isGreaterThan(5);
        try (JournalDirectory directory = JournalDirectory.open(temporary, Samples.config())) {
            ChronicleDecisionLog log = directory.openDecisionLog();
            Recovery.Recovered recovered = Recovery.recover(directory, log, ProgressListener.NONE);
            assertSameState(recovered.engine(), before);
            assertThat(recovered.report().decisionsRederived()).isZero();
            assertThat(recovered.report().lastSequence()).isEqualTo(before.sequence());
            assertThat(recovered.report().signalsReplayed()).isEqualTo(before.sequence() + 1);
            assertThat(log.lastSeq()).isEqualTo(before.decisions());
            assertThat(log.lastScoreSeq()).isEqualTo(before.scores());
        }
    }

    @Test
    void aNodeThatWasRestartedOnTheWayDecidesLikeOneThatRanThrough() throws Exception {
        Path through = temporary.resolve("through");
        Path restarted = temporary.resolve("restarted");
        Engine once = live(through, 0, SECONDS);
        // The second life reads some entries again, as a source does that goes on from an older position.
        live(restarted, 0, 300);
        Engine twice = live(restarted, 250, SECONDS);
        assertThat(twice.stateHash()).isEqualTo(once.stateHash());
        try (JournalDirectory a = JournalDirectory.openReadOnly(through);
                JournalDirectory b = JournalDirectory.openReadOnly(restarted)) {
            assertThat(Verify.run(a, ProgressListener.NONE).firstProblem()).isNull();
            assertThat(Verify.run(b, ProgressListener.NONE).firstProblem()).isNull();
            assertThat(b.decisionMarks().seq()).isEqualTo(a.decisionMarks().seq());
            assertThat(b.decisionMarks().scoreSeq()).isEqualTo(a.decisionMarks().scoreSeq());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 100, 101})
    void decisionsThatAreMissingAreDerivedAgainByteForByte(int kept) throws Exception {
        Path whole = temporary.resolve("whole");
        Path cut = temporary.resolve("cut");
        live(whole, 0, SECONDS);
        JournalCopy.of(whole, cut).firstDecisions(kept).write();
        try (JournalDirectory original = JournalDirectory.openReadOnly(whole);
                JournalDirectory directory = JournalDirectory.open(cut, Samples.config())) {
            List<String> decisions = JournalCopy.decisionBytes(original);
            assertThat(JournalCopy.decisionBytes(directory)).isEqualTo(decisions.subList(0, kept));
            RecoveryReport report = Recovery.recover(directory, directory.openDecisionLog(), ProgressListener.NONE)
                    .report();
            assertThat(report.decisionsRederived()).isEqualTo(decisions.size() - kept);
            assertThat(JournalCopy.decisionBytes(directory)).isEqualTo(decisions);
        }
    }

    @Test
    void aNodeKilledBetweenItsInputsAndTheirDecisionsCatchesUp() throws IOException {
        Path dataDir = temporary.resolve("killed");
        assertThat(ChildJvm.run(Killed.class, List.of(), dataDir.toString())).isEqualTo("dies");
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            VerifyResult before = Verify.run(directory, ProgressListener.NONE);
            assertThat(before.firstProblem()).isNull();
            assertThat(before.decisionsMissing()).isPositive();
            RecoveryReport report = Recovery.recover(directory, directory.openDecisionLog(), ProgressListener.NONE)
                    .report();
            assertThat(report.decisionsRederived()).isEqualTo(before.decisionsMissing());
            VerifyResult after = Verify.run(directory, ProgressListener.NONE);
            assertThat(after.firstProblem()).isNull();
            assertThat(after.decisionsMissing()).isZero();
        }
    }

    @Test
    void aCheckpointThatDoesNotMatchStopsTheReplayAtItsSequence() throws Exception {
        Path whole = temporary.resolve("whole");
        Path changed = temporary.resolve("changed");
        live(whole, 0, SECONDS);
        long[] checkpoints = {0, 0};
        JournalCopy.of(whole, changed)
                .changeSignals(signal -> {
                    if (signal.type == SignalType.CHECKPOINT && ++checkpoints[0] == 3) {
                        signal.value1++;
                        checkpoints[1] = signal.sequence;
                    }
                })
                .write();
        assertThat(checkpoints[0]).isGreaterThan(3);
        try (JournalDirectory directory = JournalDirectory.open(changed, Samples.config())) {
            JournalException e = catchThrowableOfType(
                    JournalException.class,
                    () -> Recovery.recover(directory, directory.openDecisionLog(), ProgressListener.NONE));
            assertThat(e.code()).isEqualTo(JournalException.DIVERGED);
            assertThat(e).hasMessageContaining("sequence " + checkpoints[1]);
            assertThat(Replay.run(directory, checkpoints[1] - 1).sequence()).isEqualTo(checkpoints[1] - 1);
        }
    }

    @Test
    void decisionsWithoutTheirSignalsAreMovedAsideAndMadeAgain() throws Exception {
        Path whole = temporary.resolve("whole");
        Path cut = temporary.resolve("cut");
        Engine engine = live(whole, 0, SECONDS);
        long kept = engine.sequence() / 2;
        JournalCopy.of(whole, cut).signalsUntil(kept).write();
        try (JournalDirectory tool = JournalDirectory.openReadOnly(cut)) {
            assertThat(Verify.run(tool, ProgressListener.NONE).ok()).isFalse();
        }
        List<String> made = recoverAll(cut, kept);
        try (JournalDirectory original = JournalDirectory.openReadOnly(whole)) {
            assertThat(made)
                    .isNotEmpty()
                    .isEqualTo(JournalCopy.decisionBytes(original).subList(0, made.size()));
        }
        assertThat(cut.resolve("journal/decisions-aside-1")).isDirectory();
        assertThat(recoverAll(cut, kept)).isEqualTo(made);
        assertThat(cut.resolve("journal/decisions-aside-2")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30, 60, 100})
    void aTornLastBatchOfSignalsWhoseDecisionsAreThereIsVoided(int percent) throws Exception {
        Engine before = live(temporary, 0, 120);
        zeroEndOfDocument(RollFileBytes.of(temporary, "signals"), 1, percent);
        long kept;
        try (JournalDirectory directory = JournalDirectory.open(temporary, Samples.config())) {
            kept = directory.signalMarks().sequence();
        }
        assertThat(kept).isBetween(0L, before.sequence() - 1);
        assertThat(recoverAll(temporary, kept)).isNotEmpty();
        live(temporary, 100, 180);
        try (JournalDirectory tool = JournalDirectory.openReadOnly(temporary)) {
            assertThat(Verify.run(tool, ProgressListener.NONE).firstProblem()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60, 100})
    void anEndOfDecisionsThatCannotBeReadIsMovedAsideAndMadeAgain(int percent) throws Exception {
        Engine before = live(temporary, 0, 120);
        List<String> decisions;
        try (JournalDirectory tool = JournalDirectory.openReadOnly(temporary)) {
            decisions = JournalCopy.decisionBytes(tool);
        }
        RollFileBytes file = RollFileBytes.of(temporary, "decisions");
        zeroEndOfDocument(file, 1, percent);
        zeroEndOfDocument(file, 2, percent);
        assertThat(recoverAll(temporary, before.sequence())).isEqualTo(decisions);
        assertThat(temporary.resolve("journal/decisions-aside-1")).isDirectory();
    }

    /** Zeroes the last part of the {@code fromEnd}-th document from the end, at least so much that a byte changes. */
    private static void zeroEndOfDocument(RollFileBytes file, int fromEnd, int percent) {
        int document = file.documents() - fromEnd;
        int length = file.end(document) - file.start(document);
        boolean changed = false;
        for (int i = 1; i <= length && (i * 100L <= (long) length * percent || !changed); i++) {
            changed |= file.at(file.end(document) - i) != 0;
            file.put(file.end(document) - i, 0);
        }
        assertThat(changed).isTrue();
    }

    /** Starts on a journal, requires that all of it holds then, and gives its decisions. */
    private static List<String> recoverAll(Path dataDir, long lastSequence) {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            ChronicleDecisionLog log = directory.openDecisionLog();
            Engine engine =
                    Recovery.recover(directory, log, ProgressListener.NONE).engine();
            assertThat(engine.sequence()).isEqualTo(lastSequence);
            VerifyResult verified = Verify.run(directory, ProgressListener.NONE);
            assertThat(verified.firstProblem()).isNull();
            assertThat(verified.decisionsMissing()).isZero();
            return JournalCopy.decisionBytes(directory);
        }
    }

    private static Engine live(Path dataDir, int from, int until) throws InterruptedException {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY)) {
            return new LiveNode(directory).run(from, until);
        }
    }

    private static void assertSameState(Engine actual, Engine expected) {
        assertThat(actual.stateHash()).isEqualTo(expected.stateHash());
        assertThat(actual.recomputeStateHash()).isEqualTo(expected.stateHash());
        assertThat(actual.sequence()).isEqualTo(expected.sequence());
        assertThat(actual.signals()).isEqualTo(expected.signals());
        assertThat(actual.decisions()).isEqualTo(expected.decisions());
        assertThat(actual.scores()).isEqualTo(expected.scores());
        assertThat(actual.engineTimeMs()).isEqualTo(expected.engineTimeMs());
    }

    /** Runs a node and dies once the signals of a batch are committed and its decisions are not. */
    static final class Killed {
        private static final int DECISIONS_BEFORE = 50;

        public static void main(String[] arguments) throws InterruptedException {
            JournalDirectory directory = JournalDirectory.open(Path.of(arguments[0]), Samples.config());
            new LiveNode(directory, Killed::dying).run(0, SECONDS);
        }

        private static DecisionLog dying(DecisionLog log) {
            return new DecisionLog() {
                private int decisions;
                private int uncommitted;

                @Override
                public void onDecision(Decision decision) {
                    log.onDecision(decision);
                    decisions++;
                    uncommitted++;
                }

                @Override
                public void commit() {
                    if (decisions > DECISIONS_BEFORE && uncommitted > 0) {
                        System.out.println("dies");
                        Runtime.getRuntime().halt(1);
                    }
                    uncommitted = 0;
                    log.commit();
                }
            };
        }
    }
}
