package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.EnginePipeline;
import conductor.engine.ring.Layout;
import conductor.engine.ring.PipelineConfig;
import conductor.engine.ring.SignalJournal;
import conductor.journal.ChronicleDecisionLog;
import conductor.journal.ChronicleSignalJournal;
import conductor.journal.JournalDirectory;
import conductor.journal.ProgressListener;
import conductor.journal.Recovery;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WrittenByEngineTest {
    @TempDir
    Path dir;

    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch diskAnswers = new CountDownLatch(1);

    @ParameterizedTest
    @EnumSource
    void aJournalStaysOpenUnderAnEngineThatHangsInAWriteAndTheWriteEndsWell(Layout layout) throws Exception {
        JournalDirectory journal = JournalDirectory.open(dir, EngineConfig.defaults(1));
        ChronicleDecisionLog decisions = journal.openDecisionLog();
        Engine engine =
                Recovery.recover(journal, decisions, ProgressListener.NONE).engine();
        ChronicleSignalJournal signals = journal.openSignalJournal();
        EnginePipeline pipeline = new EnginePipeline(
                engine,
                new Stalling(signals),
                decisions,
                PipelineConfig.defaults(ClockMode.STREAM).in(layout));
        WrittenByEngine held = new WrittenByEngine(journal, pipeline::ended);
        pipeline.start();
        claim(pipeline);
        writing.await();

        assertThat(pipeline.stop(50)).isFalse();
        held.close();
        assertThat(journal.signalMarks().sequence()).as("still open").isZero();

        diskAnswers.countDown();
        Await.until("the engine's end", pipeline::ended);
        assertThat(pipeline.failStop().cause()).isNull();
        held.close();
        try (JournalDirectory next = JournalDirectory.open(dir, EngineConfig.defaults(1))) {
            assertThat(next.signalMarks().sequence()).isNotNegative();
        }
    }

    private static void claim(EnginePipeline pipeline) {
        Signal chat = pipeline.ingress().tryClaim();
        chat.type = SignalType.CHAT;
        chat.source = SourceId.CHAT;
        chat.sourceTimeMs = 1_772_446_500_000L;
        chat.subjectKey = 11;
        chat.actorKey = 1;
        pipeline.ingress().publish();
    }

    /** A journal on a disk that stalls. */
    private final class Stalling implements SignalJournal {
        private final SignalJournal journal;

        Stalling(SignalJournal journal) {
            this.journal = journal;
        }

        @Override
        public void append(Signal signal) {
            writing.countDown();
            try {
                diskAnswers.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            journal.append(signal);
        }

        @Override
        public void commit() {
            journal.commit();
        }
    }
}
