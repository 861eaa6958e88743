package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.Engine;
import conductor.engine.ring.Layout;
import conductor.engine.wire.DecisionCodec;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal under two writing threads: inputs by the first stage, decisions by the third. */
class ChainedJournalTest {
    private static final int SECONDS = 420;
    /** Whatever else a batch decides after its first record is too much. */
    private static final int ROOM_FOR_ONE = Frames.HEADER_LENGTH + Frames.frameLength(DecisionCodec.MAX_LENGTH);

    @TempDir
    Path temporary;

    @Test
    void aBatchThatDecidesMoreThanItsBufferHoldsLeavesTheInputsToTheirOwnThread() throws Exception {
        Path fused = temporary.resolve("fused");
        Path chained = temporary.resolve("chained");
        Engine once;
        try (JournalDirectory directory = JournalDirectory.open(fused, Samples.config(), Samples.HASH_KEY)) {
            once = new LiveNode(directory).run(0, SECONDS);
        }
        try (JournalDirectory directory = JournalDirectory.open(chained, Samples.config(), Samples.HASH_KEY)) {
            LiveNode node = new LiveNode(directory, directory.openDecisionLog(ROOM_FOR_ONE), Layout.CHAINED);
            assertThat(node.run(0, SECONDS).stateHash()).isEqualTo(once.stateHash());
        }
        try (JournalDirectory a = JournalDirectory.openReadOnly(fused);
                JournalDirectory b = JournalDirectory.openReadOnly(chained)) {
            assertThat(Verify.run(b, ProgressListener.NONE).firstProblem()).isNull();
            assertThat(JournalCopy.decisionBytes(b)).isEqualTo(JournalCopy.decisionBytes(a));
        }
    }

    @Test
    void theSignalsQueueRefusesASecondThreadAndLosesNothing() {
        try (JournalDirectory directory = JournalDirectory.open(temporary, Samples.config())) {
            ChronicleSignalJournal journal = directory.openSignalJournal();
            journal.append(Samples.signal(1));
            for (Runnable foreign : new Runnable[] {journal::commit, () -> journal.append(Samples.signal(2))}) {
                assertThatThrownBy(() -> CompletableFuture.runAsync(foreign).join())
                        .hasCauseInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("the signals queue is written by");
            }
            assertThat(directory.signalMarks().sequence()).isZero();
            journal.commit();
            assertThat(directory.signalMarks().sequence()).isEqualTo(1);
        }
    }
}
