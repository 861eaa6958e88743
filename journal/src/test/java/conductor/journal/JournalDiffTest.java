package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDiffTest {
    private static final int SECONDS = 60;

    @TempDir
    static Path whole;

    @TempDir
    Path copy;

    @BeforeAll
    static void aJournal() throws Exception {
        try (JournalDirectory directory = JournalDirectory.open(whole, Samples.config(), Samples.HASH_KEY)) {
            new LiveNode(directory).run(0, SECONDS);
        }
    }

    @Test
    void aCopyIsTheSame() throws Exception {
        JournalCopy.of(whole, copy).write();

        JournalDiff diff = diff();

        assertThat(diff.same()).isTrue();
        assertThat(diff.sameSignals()).isEqualTo(diff.a().signals()).isPositive();
        assertThat(diff.sameDecisions()).isEqualTo(diff.a().decisions()).isPositive();
        assertThat(diff.stateOfA().stateHash())
                .isEqualTo(diff.stateOfB().stateHash())
                .isNotZero();
    }

    @Test
    void aTailThatIsMissingIsNoDifferenceButNotTheSame() throws Exception {
        JournalCopy.of(whole, copy).signalsUntil(99).firstDecisions(5).write();

        JournalDiff diff = diff();

        assertThat(diff.same()).isFalse();
        assertThat(diff.agree()).isTrue();
        assertThat(diff.b()).isEqualTo(new JournalDiff.Side(100, 5));
        assertThat(diff.sameSignals()).isEqualTo(100);
        assertThat(diff.sameDecisions()).isEqualTo(5);
        assertThat(diff.stateOfB().sequence()).isEqualTo(99);
    }

    @Test
    void theFirstSignalThatDiffersIsFoundAndTheStateBeforeIt() throws Exception {
        JournalCopy.of(whole, copy)
                .changeSignals(signal -> {
                    if (signal.sequence >= 200 && signal.type == SignalType.CHAT) {
                        signal.actorKey++;
                    }
                })
                .write();

        JournalDiff diff = diff();

        assertThat(diff.agree()).isFalse();
        JournalDiff.Difference<Signal> first = diff.signals();
        assertThat(first.a().sequence).isEqualTo(first.b().sequence).isEqualTo(diff.sameSignals());
        assertThat(first.a().sequence).isBetween(200L, 220L);
        assertThat(first.b().actorKey).isEqualTo(first.a().actorKey + 1);
        assertThat(diff.stateOfA().sequence()).isEqualTo(diff.sameSignals() - 1);
        assertThat(diff.sameState()).isTrue();
    }

    @Test
    void theFirstDecisionThatDiffersIsFound() throws Exception {
        long[] count = {0};
        JournalCopy.of(whole, copy)
                .changeDecisions(decision -> {
                    if (count[0]++ == 17) {
                        decision.scorePpm++;
                    }
                })
                .write();

        JournalDiff diff = diff();

        assertThat(diff.signals()).isNull();
        assertThat(diff.sameDecisions()).isEqualTo(17);
        assertThat(diff.decisions().b().scorePpm).isEqualTo(diff.decisions().a().scorePpm + 1);
        assertThat(diff.agree()).isFalse();
    }

    @Test
    void journalsOfOtherConfigurationsHaveNothingInCommon() {
        try (JournalDirectory other = JournalDirectory.open(copy, EngineConfig.defaults(7), Samples.HASH_KEY)) {
            assertThat(other.signalMarks().sequence()).isZero();
        }

        JournalDiff diff = diff();

        assertThat(diff.sameSignals()).isZero();
        assertThat(diff.signals()).isNotNull();
        assertThat(diff.stateOfA()).isNull();
    }

    private JournalDiff diff() {
        try (JournalDirectory a = JournalDirectory.openReadOnly(whole);
                JournalDirectory b = JournalDirectory.openReadOnly(copy)) {
            return JournalDiff.of(a, b, signal -> {}, ProgressListener.NONE);
        }
    }
}
