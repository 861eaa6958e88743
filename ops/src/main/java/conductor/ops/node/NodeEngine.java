package conductor.ops.node;

import conductor.engine.core.EngineConfig;
import conductor.engine.ring.EnginePipeline;
import conductor.engine.ring.EngineView;
import conductor.gateway.redis.SeenStreams;
import conductor.gateway.redis.SourceCursors;
import conductor.journal.ChronicleDecisionLog;
import conductor.journal.DurableMark;
import conductor.journal.JournalDirectory;
import conductor.journal.JournalSync;
import conductor.journal.LostEnd;
import conductor.journal.ProgressListener;
import conductor.journal.Recovery;
import conductor.journal.Shadow;
import conductor.journal.SnapshotFolder;
import conductor.journal.SpaceGuard;
import conductor.journal.SyncStats;
import conductor.journal.sink.DatabaseUrl;
import conductor.ops.config.FixedByJournal;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.console.Progress;
import conductor.ops.health.Health;
import conductor.ops.indicators.Indicators;
import conductor.ops.metrics.Latencies;
import conductor.ops.recovery.Found;
import conductor.ops.recovery.Outside;
import conductor.ops.recovery.Reached;
import conductor.ops.recovery.RecoveryScreen;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's engine with its journal: opened, recovered, started and stopped in the steps of the node's start. */
final class NodeEngine {
    private static final Logger LOG = LoggerFactory.getLogger(NodeEngine.class);
    private static final long STOP_TIMEOUT_MS = 5_000;
    /** The shadow may have to catch up and to write a large state. */
    private static final long SHADOW_TIMEOUT_MS = 12_000;

    private final NodeConfig config;
    private final StartedParts started;
    private final NodeReport report;
    private final SeenStreams seen = new SeenStreams();
    private JournalDirectory journal;
    private DurableMark mark;
    private SpaceGuard spaceGuard;
    private ChronicleDecisionLog decisionLog;
    private Recovery.Recovered recovered;
    private Found found;
    private Outside outside;
    private EnginePipeline pipeline;
    private Shadow shadow;
    private SyncStats syncStats;
    private EngineLatencies durations;

    NodeEngine(NodeConfig config, StartedParts started, NodeReport report) {
        this.config = config;
        this.started = started;
        this.report = report;
    }

    /** @param settings where the configuration came from, for what the journal has fixed otherwise. */
    void openJournal(Settings settings, Health health) {
        EngineConfig forNew = config.engineConfig(config.engineId()
                .map(id -> Integer.parseUnsignedInt(id, 16))
                .orElseGet(() -> new SecureRandom().nextInt()));
        byte[] hashKey = config.hashKey().map(HexFormat.of()::parseHex).orElse(null);
        journal = writtenByEngine("the journal", JournalDirectory.open(config.dataDir(), forNew, hashKey));
        FixedByJournal.check(settings, config.engineDefaults(), journal.engineConfig());
        mark = isDurableOnHost() ? DurableMark.nothingYet() : DurableMark.everything();
        spaceGuard = journal.spaceGuard(config.journal().reserveBytes());
        if (config.journal().spaceGuard()) {
            new DiskWatch(spaceGuard, health.part("disk")).run();
        }
        started.add("the journal keeper", journal.startKeeper());
        decisionLog = writtenByEngine("the decision log", journal.openDecisionLog());
    }

    /** @param goOn asked from time to time; throws when the node is to stop. */
    void recover(Runnable goOn) {
        report.phase(Phase.RECOVERING);
        try (Progress progress = Progress.start("Recovering", -1)) {
            ProgressListener listener = (done, total) -> {
                report.replayed(done, total);
                progress.update(done, total);
                goOn.run();
            };
            recovered = Recovery.recover(journal, new SnapshotFolder(config.dataDir()), decisionLog, listener, seen);
        }
        report.recovered(recovered.report());
        found = Found.of(config.dataDir(), journal, List.of(), recovered);
    }

    /**
     * Goes on behind the numbers under which records have left the node, where the journal does not have them: its newest end was lost.
     * With the streams owned, so that nobody else goes on with them meanwhile.
     *
     * @param asked what Redis and the database say.
     */
    void passOverLostEnd(Outside asked) {
        outside = asked;
        Reached reached = asked.reached(found.engineName());
        boolean live = config.clock() == NodeConfig.Clock.REDIS;
        boolean lost = LostEnd.passOver(
                journal,
                recovered.engine(),
                decisionLog,
                seen,
                reached.decisions(),
                reached.scores(),
                live ? reached.presentMs() : 0);
        if (lost) {
            String sentence = reached.text(found.decisions(), found.scores(), live);
            LOG.warn("ALARM: {}.", sentence);
            report.lostEnd(sentence, reached, found);
            found = found.passedOver(recovered, sentence);
        }
        if (reached.stranger() != null) {
            LOG.warn(
                    "The output streams of this Redis are not this engine's: {}. No number is given up for them; what this engine"
                            + " makes up to their ends is not published. Give each engine a Redis of its own, or delete those streams.",
                    reached.stranger());
        }
    }

    /** For a Redis that answers when the node has started already: what to do where the journal's end was lost, null where it was not. */
    String hasLostEnd(Outside asked) {
        Reached reached = asked.reached(found.engineName());
        return reached.isBeyond(found.decisions(), found.scores())
                ? FailureText.ofLostEnd(found.decisions(), found.scores(), reached)
                : null;
    }

    /** What Redis and the database say of this engine. */
    Outside look(String redisUri, DatabaseUrl database) {
        return Outside.look(found, redisUri, database, "says itself where it goes on");
    }

    /** Makes durable what recovery found and added, and the engine ready to be started. */
    void prepare() {
        if (isDurableOnHost()) {
            journal.syncRecovered(mark);
        }
        pipeline = new EnginePipeline(
                recovered.engine(),
                writtenByEngine("the signal journal", journal.openSignalJournal()),
                decisionLog,
                PartConfigs.pipeline(config));
    }

    /**
     * Has the log say on one screen what recovery did and how Redis stands to it. A Redis that was not asked yet is asked by a thread of its
     * own: a start waits for nobody.
     */
    void tellRecovery(String redisUri) {
        Found told = found;
        if (told.isNew()) {
            return;
        }
        if (outside != null) {
            new RecoveryScreen(told, outside, false).lines().forEach(LOG::info);
        } else {
            Runnable tell = () -> new RecoveryScreen(told, look(redisUri, null), false)
                    .lines()
                    .forEach(LOG::info);
            started.thread("the recovery report", "recovery-report", tell, () -> {}, STOP_TIMEOUT_MS);
        }
    }

    /** Before everything that makes or takes decisions, so that it ends behind them with a snapshot of all that was done. */
    void startShadow() {
        if (config.journal().shadow()) {
            shadow = new Shadow(
                    journal,
                    new SnapshotFolder(config.dataDir()),
                    new SeenStreams(),
                    this::durableFigures,
                    config.journal().snapshots());
            started.thread("the shadow", "shadow", shadow, shadow::stop, SHADOW_TIMEOUT_MS);
        }
    }

    void start(Latencies latencies) {
        if (isDurableOnHost()) {
            JournalSync sync = journal.sync(pipeline.view(), mark);
            syncStats = sync.stats();
            report.nodeMetrics().syncing(syncStats);
            started.thread("the journal sync", "journal-sync", sync, sync::stop, STOP_TIMEOUT_MS);
        }
        durations = EngineLatencies.of(pipeline.latencies());
        latencies.add(durations.eventDuration());
        latencies.add(durations.endToEnd());
        pipeline.start();
        started.add("the engine", this::stop);
    }

    private void stop() throws InterruptedException {
        if (!pipeline.stop(STOP_TIMEOUT_MS)) {
            LOG.warn("The ring could not be drained; the next start reads the rest from Redis again");
        }
        if (!pipeline.ended()) {
            report.failed(FailureText.ofStuckEngine());
        }
    }

    private boolean isDurableOnHost() {
        return config.journal().durability() == NodeConfig.Durability.HOST;
    }

    private <T extends AutoCloseable> T writtenByEngine(String name, T part) {
        started.add(name, new WrittenByEngine(part, this::hasLetGo));
        return part;
    }

    /** See {@link ConductorNode#hasLetGo()}. */
    boolean hasLetGo() {
        return pipeline == null || pipeline.ended();
    }

    /** The figures of the last commit that is as durable as the node promises; null while there is none. */
    private EngineView.Figures durableFigures() {
        return mark.figures(pipeline.view());
    }

    /** What may be told to Redis as our position. */
    SourceCursors durableCursors() {
        EngineView.Figures durable = durableFigures();
        return durable == null ? SourceCursors.none() : SourceCursors.of(durable);
    }

    JournalDirectory journal() {
        return journal;
    }

    DurableMark mark() {
        return mark;
    }

    SpaceGuard spaceGuard() {
        return spaceGuard;
    }

    /** The engine as recovery has left it, and what that did; the engine belongs to its thread once it is started. */
    Recovery.Recovered recovered() {
        return recovered;
    }

    /** What had been read of the streams' entries when the journal ended; for the source. */
    SeenStreams seen() {
        return seen;
    }

    /** Null before recovery is over. */
    EnginePipeline pipeline() {
        return pipeline;
    }

    /** What watches the service indicators of a node whose engine is started; empty where nothing does. */
    Optional<Indicators> indicators(RunningParts parts) {
        NodeConfig.Watch watch = config.indicators();
        if (watch.periodMs() == 0 || config.clock() != NodeConfig.Clock.REDIS) {
            return Optional.empty();
        }
        return Optional.of(new Indicators(
                NodeIndicators.of(parts, durations, Optional.ofNullable(syncStats)),
                watch.periodMs(),
                watch.severity()));
    }

    Optional<Shadow> shadow() {
        return Optional.ofNullable(shadow);
    }
}
