package conductor.bench.kill;

import conductor.bench.expected.ExpectedStreams;
import conductor.engine.core.Code;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.NameKind;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.EnginePipeline;
import conductor.engine.ring.PipelineConfig;
import conductor.gateway.publish.EgressMode;
import conductor.gateway.publish.PublisherConfig;
import conductor.journal.ChronicleDecisionLog;
import conductor.journal.DecisionReader;
import conductor.journal.JournalDirectory;
import conductor.journal.JournalFollower;
import conductor.journal.ProgressListener;
import conductor.journal.Recovery;
import conductor.journal.Shadow;
import conductor.journal.SnapshotFolder;
import conductor.journal.SnapshotRhythm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Engine and journal of a node that reads made-up entries, and what it leaves: a journal, two snapshots, and what follows from them. */
final class MadeUpNode {
    private static final long START_MS = 1_772_446_500_000L;
    private static final int ENTRIES = 600;
    private static final int SESSIONS = 3;
    private static final long EVERY_MS = 100;
    private static final int ENGINE_ID = 0x4b111;
    private static final long STOP_MS = TimeUnit.MINUTES.toMillis(1);

    private final Path dataDir;
    private final List<Producer.Added> added = new ArrayList<>();
    private ExpectedStreams streams;

    private MadeUpNode(Path dataDir) {
        this.dataDir = dataDir;
    }

    static MadeUpNode run(Path dataDir) throws InterruptedException {
        MadeUpNode node = new MadeUpNode(dataDir);
        EngineConfig config = EngineConfig.defaults(ENGINE_ID);
        for (int half = 0; half < 2; half++) {
            try (JournalDirectory journal = JournalDirectory.open(dataDir, config)) {
                node.feed(journal, half * ENTRIES / 2, (half + 1) * ENTRIES / 2);
            }
        }
        try (JournalDirectory journal = node.openJournal();
                DecisionReader records = journal.openDecisionReader()) {
            node.streams = ExpectedStreams.of(
                    PublisherConfig.defaults("redis://expected", ENGINE_ID, EgressMode.LIVE),
                    records,
                    journal.templates());
        }
        return node;
    }

    private void feed(JournalDirectory journal, int from, int to) throws InterruptedException {
        ChronicleDecisionLog log = journal.openDecisionLog();
        Engine engine = Recovery.recover(journal, log, ProgressListener.NONE).engine();
        EnginePipeline pipeline =
                new EnginePipeline(engine, journal.openSignalJournal(), log, PipelineConfig.defaults(ClockMode.REDIS));
        pipeline.start();
        for (int i = from; i < to; i++) {
            entry(journal, pipeline, i);
        }
        pipeline.stop(STOP_MS);
        Shadow shadow = new Shadow(
                journal,
                new SnapshotFolder(dataDir),
                JournalFollower.NONE,
                () -> pipeline.view().figures(),
                SnapshotRhythm.everyMs(0));
        shadow.stop();
        shadow.run();
    }

    private void entry(JournalDirectory journal, EnginePipeline pipeline, int i) {
        String session = "session-" + i % SESSIONS;
        String user = "user-" + i % 7;
        if (i < SESSIONS) {
            put(pipeline, signal -> define(signal, journal.keyOf(session), NameKind.SUBJECT, session));
        }
        boolean readable = i != ENTRIES / 3;
        int source = Producer.SOURCES[i % Producer.SOURCES.length];
        put(pipeline, signal -> {
            signal.source = source;
            signal.sourceTimeMs = START_MS + i * EVERY_MS;
            signal.sourceSeq = i % 4;
            signal.type = SignalType.DEAD_LETTER;
            signal.value1 = Code.BAD_UTF8;
            if (readable) {
                signal.type = source == SourceId.CHAT ? SignalType.CHAT : SignalType.REACTION;
                signal.value1 = 0;
                signal.subjectKey = journal.keyOf(session);
                signal.actorKey = journal.keyOf(user);
            }
        });
        String id = START_MS + i * EVERY_MS + "-" + i % 4;
        added.add(new Producer.Added(source, id, readable ? session : null, readable ? user : null));
    }

    private static void define(Signal signal, long key, int kind, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        signal.type = SignalType.DEFINE;
        signal.sourceTimeMs = START_MS;
        signal.subjectKey = key;
        signal.value1 = kind;
        signal.payload.putBytes(0, utf8);
        signal.payloadLength = utf8.length;
    }

    private static void put(EnginePipeline pipeline, Consumer<Signal> fill) {
        Signal slot = pipeline.ingress().tryClaim();
        while (slot == null) {
            LockSupport.parkNanos(1_000_000);
            slot = pipeline.ingress().tryClaim();
        }
        fill.accept(slot);
        pipeline.ingress().publish();
    }

    Path dataDir() {
        return dataDir;
    }

    JournalDirectory openJournal() {
        return JournalDirectory.openReadOnly(dataDir);
    }

    /** What the producer would have been told. */
    List<Producer.Added> added() {
        return added;
    }

    /** What Redis would hold. */
    ExpectedStreams streams() {
        return streams;
    }

    /** The letter of the only entry that nobody can read. */
    String deadLetter() {
        Producer.Added unreadable = added.stream()
                .filter(entry -> entry.session() == null)
                .findFirst()
                .orElseThrow();
        return "{\"stream\":\"" + SourceId.stream(unreadable.source()) + "\",\"entry_id\":\"" + unreadable.id()
                + "\",\"reason\":\"BAD_UTF8\",\"raw\":\"{\"}";
    }
}
