package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Engine;
import conductor.engine.core.NameKind;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.DecisionLog;
import conductor.engine.ring.EnginePipeline;
import conductor.engine.ring.EngineView;
import conductor.engine.ring.Layout;
import conductor.engine.ring.PipelineConfig;
import conductor.engine.ring.SignalJournal;
import conductor.engine.ring.WaitProfile;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A node without its edges: recovers from the journal and runs the real engine behind the real ring, while a made-up conference
 * is fed to it: three sessions with people who join, chat, react, fall silent and leave.
 */
final class LiveNode {
    private static final long START_MS = 1_772_446_500_000L;
    private static final int SESSIONS = 3;
    private static final int CHECKPOINT_EVERY = 150;
    private static final int SILENCE_FROM_S = 240;

    private final JournalDirectory directory;
    private final Engine engine;
    private final EnginePipeline pipeline;
    private long fed;
    private long inSecond;

    LiveNode(JournalDirectory directory) {
        this(directory, log -> log);
    }

    /** @param logOfTheEngine puts something in front of the decision log. */
    LiveNode(JournalDirectory directory, UnaryOperator<DecisionLog> logOfTheEngine) {
        this(directory, logOfTheEngine.apply(directory.openDecisionLog()), Layout.FUSED);
    }

    LiveNode(JournalDirectory directory, DecisionLog log, Layout layout) {
        this.directory = directory;
        this.engine = Recovery.recover(directory, log, ProgressListener.NONE).engine();
        SignalJournal journal = directory.openSignalJournal();
        this.pipeline = new EnginePipeline(
                engine,
                journal,
                log,
                new PipelineConfig(256, WaitProfile.BACKOFF, ClockMode.STREAM, 32, CHECKPOINT_EVERY, layout));
        pipeline.start();
    }

    /** Feeds the seconds {@code from..until} (exclusive) and returns the engine, which no thread touches any more. */
    Engine run(int from, int until) throws InterruptedException {
        return run(IntStream.range(from, until));
    }

    /** Feeds these seconds in this order. */
    Engine run(IntStream seconds) throws InterruptedException {
        if (!engine.cursorKnown(SourceId.CHAT)) {
            begin();
        }
        seconds.forEach(this::second);
        assertThat(pipeline.stop(60_000)).isTrue();
        assertThat(pipeline.failStop().cause()).isNull();
        return engine;
    }

    EngineView view() {
        return pipeline.view();
    }

    /** Entries offered so far. */
    long fed() {
        return fed;
    }

    static String session(int number) {
        return "session-" + number;
    }

    private void begin() {
        for (int source : new int[] {SourceId.PRESENCE, SourceId.CHAT, SourceId.REACTION}) {
            Signal position = claim(SignalType.SOURCE_POSITION, source, START_MS - 1, 0);
            position.value1 = 1;
            pipeline.ingress().publish();
        }
        for (int session = 0; session < SESSIONS; session++) {
            define(NameKind.SUBJECT, session(session));
        }
        define(NameKind.SCOPE, "event-1");
    }

    private void define(int kind, String text) {
        Signal define = claim(SignalType.DEFINE, SourceId.INTERNAL, START_MS, 0);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        define.subjectKey = directory.keyOf(text);
        define.value1 = kind;
        define.payload.putBytes(0, bytes);
        define.payloadLength = bytes.length;
        pipeline.ingress().publish();
    }

    private void second(int second) {
        long timeMs = START_MS + second * 1_000L;
        inSecond = 0;
        entry(SignalType.JOIN, SourceId.PRESENCE, timeMs, second % SESSIONS, second / SESSIONS % 40);
        for (int session = second < SILENCE_FROM_S ? 0 : 1; session < SESSIONS; session++) {
            for (int person = 0; person < 3; person++) {
                entry(SignalType.CHAT, SourceId.CHAT, timeMs + 100, session, (second * 7 + person) % 30);
            }
        }
        for (int session = second < SILENCE_FROM_S ? 0 : 1; session < SESSIONS; session++) {
            for (int person = 0; person < 3; person++) {
                entry(SignalType.REACTION, SourceId.REACTION, timeMs + 200, session, (second * 5 + person) % 35);
            }
        }
        if (second >= SILENCE_FROM_S && second % 4 == 1) {
            entry(SignalType.LEAVE, SourceId.PRESENCE, timeMs + 300, 0, second % 40);
        }
        claim(SignalType.TICK, SourceId.TIME, timeMs + 999, 0);
        pipeline.ingress().publish();
    }

    private void entry(int type, int source, long timeMs, int session, int person) {
        Signal entry = claim(type, source, timeMs, inSecond++);
        fed++;
        entry.subjectKey = directory.keyOf(session(session));
        entry.actorKey = directory.keyOf("person-" + person);
        entry.scopeKey = directory.keyOf("event-1");
        pipeline.ingress().publish();
    }

    private Signal claim(int type, int source, long timeMs, long seq) {
        Signal slot = pipeline.ingress().tryClaim();
        while (slot == null) {
            assertThat(pipeline.failStop().cause()).isNull();
            LockSupport.parkNanos(50_000);
            slot = pipeline.ingress().tryClaim();
        }
        slot.type = type;
        slot.source = source;
        slot.sourceTimeMs = timeMs;
        slot.sourceSeq = seq;
        return slot;
    }
}
