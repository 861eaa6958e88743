package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecisionLogTest {
    @TempDir
    Path dataDir;

    @Test
    void decisionsThatTheQueueHasAreSkippedAndTheRestIsAdded() {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            // Decisions without the signal that caused them would be made again.
            Samples.append(directory.openSignalJournal(), 1, 1, 1);
            ChronicleDecisionLog log = directory.openDecisionLog();
            write(log, 1, 100);
            log.commit();
        }
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            ChronicleDecisionLog log = directory.openDecisionLog();
            assertThat(log.lastScoreSeq()).isEqualTo(100);
            assertThat(log.lastSeq()).isEqualTo(50);
            write(log, 1, 130);
            log.commit();
            assertWhole(directory, 130);
        }
    }

    @Test
    void aNumberThatLeavesAHoleIsRefused() {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            ChronicleDecisionLog log = directory.openDecisionLog();
            write(log, 1, 4);
            assertThatThrownBy(() -> log.onDecision(Samples.decision(DecisionType.SCORE, 6, 9)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("SCORE number 6");
            assertThatThrownBy(() -> log.onDecision(Samples.decision(DecisionType.STATUS, 4, 9)))
                    .isInstanceOf(IllegalStateException.class);
            log.commit();
            assertWhole(directory, 4);
        }
    }

    @Test
    void aFullBufferCommitsTheSignalsFirstAndKeepsTheOrder() {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            ChronicleSignalJournal journal = directory.openSignalJournal();
            int smallBuffer = 16_384;
            ChronicleDecisionLog log = new ChronicleDecisionLog(
                    directory.decisions(), journal::commit, directory.decisionMarks(), smallBuffer);
            journal.append(Samples.signal(1));
            write(log, 1, 500);
            assertThat(directory.decisionMarks().scoreSeq()).isBetween(400L, 499L);
            assertThat(directory.signalMarks().sequence()).isEqualTo(1);
            journal.commit();
            log.commit();
            assertWhole(directory, 500);
        }
    }

    @Test
    void theDirectorysLogCommitsTheSignalsBeforeAnOverflowingBatch() {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config())) {
            ChronicleDecisionLog log = directory.openDecisionLog();
            ChronicleSignalJournal journal = directory.openSignalJournal();
            journal.append(Samples.signal(1));
            int moreThanFit = 6_000;
            write(log, 1, moreThanFit);
            assertThat(directory.decisionMarks().scoreSeq()).isPositive();
            assertThat(directory.signalMarks().sequence()).isEqualTo(1);
            log.commit();
            assertWhole(directory, moreThanFit);
        }
    }

    /** Scores {@code from..to}; after every second one a status. All of them caused by signal 1. */
    private static void write(ChronicleDecisionLog log, int from, int to) {
        for (int score = from; score <= to; score++) {
            log.onDecision(Samples.decision(DecisionType.SCORE, score, 1));
            if (score % 2 == 0) {
                log.onDecision(Samples.decision(DecisionType.STATUS, score / 2, 1));
            }
        }
    }

    private static void assertWhole(JournalDirectory directory, int scores) {
        try (DecisionReader reader = directory.openDecisionReader()) {
            Decision decision = new Decision();
            for (int score = 1; score <= scores; score++) {
                assertThat(reader.next(decision)).isTrue();
                assertThat(decision.type).isEqualTo(DecisionType.SCORE);
                assertThat(decision.seq).isEqualTo(score);
                if (score % 2 == 0) {
                    assertThat(reader.next(decision)).isTrue();
                    assertThat(decision.type).isEqualTo(DecisionType.STATUS);
                    assertThat(decision.seq).isEqualTo(score / 2);
                }
            }
            assertThat(reader.next(decision)).isFalse();
        }
    }
}
