package conductor.ops.cli;

import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.NameKind;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.DecisionLog;
import conductor.engine.ring.EnginePipeline;
import conductor.engine.ring.Layout;
import conductor.engine.ring.PipelineConfig;
import conductor.engine.ring.WaitProfile;
import conductor.journal.JournalDirectory;
import conductor.journal.ProgressListener;
import conductor.journal.Recovery;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Writes the journal of one room that is lively for some minutes and then falls silent, through the real ring. */
final class RoomJournal {
    static final String ROOM = "room-1";
    static final String EVENT = "event-1";

    private static final long START_MS = 1_772_446_500_000L;
    static final int LIVELY_S = 150;
    private static final int UNTIL_S = 400;
    private static final int USERS = 20;

    private final JournalDirectory directory;
    private final EnginePipeline pipeline;
    private long entry;

    private RoomJournal(JournalDirectory directory) {
        this.directory = directory;
        DecisionLog log = directory.openDecisionLog();
        Engine engine = Recovery.recover(directory, log, ProgressListener.NONE).engine();
        this.pipeline = new EnginePipeline(
                engine,
                directory.openSignalJournal(),
                log,
                new PipelineConfig(256, WaitProfile.BACKOFF, ClockMode.STREAM, 32, 100, Layout.FUSED));
    }

    static void write(Path dataDir, EngineConfig config) throws InterruptedException {
        try (JournalDirectory directory = JournalDirectory.open(dataDir, config)) {
            new RoomJournal(directory).write();
        }
    }

    private void write() throws InterruptedException {
        pipeline.start();
        define(NameKind.SUBJECT, ROOM);
        define(NameKind.SCOPE, EVENT);
        for (int user = 1; user <= USERS; user++) {
            send(SignalType.JOIN, SourceId.PRESENCE, 0, user);
        }
        for (int second = 1; second <= LIVELY_S; second++) {
            send(SignalType.CHAT, SourceId.CHAT, second, second % USERS + 1);
            send(SignalType.REACTION, SourceId.REACTION, second, second % USERS + 1);
        }
        for (int second = LIVELY_S; second <= UNTIL_S; second++) {
            claim(SignalType.TICK, SourceId.TIME, second);
            pipeline.ingress().publish();
        }
        if (!pipeline.stop(30_000) || pipeline.failStop().failed()) {
            throw new IllegalStateException(
                    "the engine did not end as it should", pipeline.failStop().cause());
        }
    }

    private void define(int kind, String id) {
        byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
        Signal define = claim(SignalType.DEFINE, SourceId.INTERNAL, 0);
        define.subjectKey = directory.keyOf(id);
        define.value1 = kind;
        define.payload.putBytes(0, utf8);
        define.payloadLength = utf8.length;
        pipeline.ingress().publish();
    }

    private void send(int type, int source, int second, int user) {
        Signal signal = claim(type, source, second);
        signal.subjectKey = directory.keyOf(ROOM);
        signal.scopeKey = directory.keyOf(EVENT);
        signal.actorKey = user;
        pipeline.ingress().publish();
    }

    private Signal claim(int type, int source, int second) {
        Signal slot = pipeline.ingress().tryClaim();
        while (slot == null) {
            LockSupport.parkNanos(50_000);
            slot = pipeline.ingress().tryClaim();
        }
        slot.type = type;
        slot.source = source;
        slot.sourceTimeMs = START_MS + second * 1_000L;
        slot.sourceSeq = ++entry;
        return slot;
    }
}
