package conductor.ops.node;

import conductor.engine.core.EngineConfig;
import conductor.engine.ring.EnginePipeline;
import conductor.engine.ring.EngineView;
import conductor.engine.ring.PipelineConfig;
import conductor.gateway.EgressInbox;
import conductor.gateway.lookup.LookUpInbox;
import conductor.gateway.owner.OwnedElsewhereException;
import conductor.gateway.owner.Ownership;
import conductor.gateway.publish.RedisPublisher;
import conductor.gateway.redis.RedisSource;
import conductor.gateway.redis.SeenStreams;
import conductor.gateway.redis.SourceCursors;
import conductor.journal.ChronicleDecisionLog;
import conductor.journal.DecisionReader;
import conductor.journal.DurableMark;
import conductor.journal.JournalDirectory;
import conductor.journal.JournalSync;
import conductor.journal.ProgressListener;
import conductor.journal.Recovery;
import conductor.journal.RecoveryReport;
import conductor.journal.SnapshotFolder;
import conductor.journal.SpaceGuard;
import conductor.journal.sink.DatabaseSink;
import conductor.ops.config.FixedByJournal;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.console.LogSetup;
import conductor.ops.console.Progress;
import conductor.ops.embedded.EmbeddedRedis;
import conductor.ops.health.Health;
import conductor.ops.http.NodeHttp;
import conductor.ops.json.Json;
import conductor.ops.metrics.DecisionCounts;
import conductor.ops.metrics.Latencies;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: Redis in, journal, engine, Redis out, and HTTP beside them. {@link #start} is the table of contents; what it opens
 * is closed in the opposite order, so that reading stops first, then the ring is drained and committed, then what was committed
 * is published and written to the database, and embedded servers go last.
 *
 * <pre>
 *  Redis ──► ingest thread ──► ring ──► engine thread ──► journal ──► publisher thread ──► Redis
 *               ▲                                            │           │
 *               │                                            └──► database sink ──► PostgreSQL
 *               └──────────────── egress inbox (results of commands) ◄───┘
 * </pre>
 */
public final class ConductorNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConductorNode.class);
    private static final int EGRESS_INBOX_CAPACITY = 4_096;
    private static final int LOOK_UP_INBOX_CAPACITY = 4_096;
    private static final long WATCH_MS = 100;
    private static final long SECOND_MS = 1_000;
    private static final long STOP_TIMEOUT_MS = 5_000;
    private static final long PUBLISH_TIMEOUT_MS = 10_000;
    private static final long SINK_TIMEOUT_MS = 3_000;

    /** A step of the start. */
    private interface Step {
        void run() throws IOException;
    }

    private final NodeConfig config;
    private final Settings settings;
    private final BooleanSupplier stopAsked;
    private final Health health = new Health();
    private final NodeReport report;
    private final StartedParts started;
    private final EgressInbox egressInbox = new EgressInbox(EGRESS_INBOX_CAPACITY);
    private final SeenStreams seen = new SeenStreams();
    private final LookUpInbox lookUpInbox = new LookUpInbox(LOOK_UP_INBOX_CAPACITY);

    private String redisUri;
    private String ownDatabase;
    private Latencies latencies;
    private NodeHttp http;
    private JournalDirectory journal;
    private Ownership ownership;
    private DurableMark mark;
    private SpaceGuard spaceGuard;
    private ChronicleDecisionLog decisionLog;
    private Recovery.Recovered recovered;
    private RedisPublisher publisher;
    private NodeDatabase database;
    private DatabaseSink sink;
    private EnginePipeline pipeline;
    private RedisSource source;
    private DecisionFollowers followers;
    private NodeFile nodeFile;

    private ConductorNode(NodeConfig config, Settings settings, BooleanSupplier stopAsked) {
        this.stopAsked = stopAsked;
        this.config = config;
        this.settings = settings;
        this.report = new NodeReport(config, health);
        this.started = new StartedParts(report);
    }

    /** Starts a node that leaves other nodes alone: {@link #start(NodeConfig, Settings, boolean, BooleanSupplier)}. */
    public static ConductorNode start(NodeConfig config, Settings settings) throws IOException {
        return start(config, settings, false, () -> false);
    }

    /**
     * Starts a node and returns when it reads.
     *
     * @param takeOver whether another node that writes the same Redis is put out.
     * @param settings where the values of {@code config} came from, for errors.
     * @param stopAsked whether somebody wants the node to stop; asked between the steps and during recovery.
     * @throws StoppedWhileStarting when somebody does; what was open is closed again.
     * @throws RuntimeException saying what is wrong and what to do; what was open is closed again.
     */
    public static ConductorNode start(NodeConfig config, Settings settings, boolean takeOver, BooleanSupplier stopAsked)
            throws IOException {
        ConductorNode node = new ConductorNode(config, settings, stopAsked);
        boolean up = false;
        try {
            node.started.add("the metrics", node.report.nodeMetrics());
            node.step(node::openRedis);
            node.step(node::openDatabase);
            node.step(node::openHttp);
            node.step(node::openJournal);
            node.step(node::writeNodeFile);
            node.step(() -> node.takeStreams(takeOver));
            node.step(node::recover);
            node.step(node::startCounting);
            node.step(node::startPublisher);
            node.step(node::startDatabaseSink);
            node.step(node::startMails);
            node.step(node::startEngine);
            // Before the source, which puts on the ring what is said here.
            node.step(() -> node.followers.startContent(node.pipeline.view()));
            node.step(node::startSource);
            node.step(() -> node.followers.startLookUps(node.redisUri, node.database));
            node.step(node::startWatcher);
            node.step(node::running); // last: who is told that the node runs has its parts looked at
            up = true;
            return node;
        } finally {
            if (!up) {
                node.close();
            }
        }
    }

    private void step(Step step) throws IOException {
        step.run();
        goOnUnlessStopped();
    }

    private void goOnUnlessStopped() {
        if (stopAsked.getAsBoolean()) {
            LOG.info("Stopping before the start is over");
            throw new StoppedWhileStarting();
        }
    }

    private void openRedis() {
        redisUri = config.redis().url().orElseGet(() -> {
            EmbeddedRedis redis = EmbeddedRedis.start(config.dataDir().resolve("redis"));
            started.add("the embedded Redis", redis);
            return redis.uri();
        });
    }

    private void openDatabase() {
        if (config.database().enabled()) {
            database = started.add("the database", NodeDatabase.of(config, this::ownDatabase));
        } else {
            LOG.info("Nothing is written to a database (db.enabled is off)");
        }
    }

    private void openHttp() {
        http = started.add(
                "HTTP", NodeHttp.start(config.http().host(), config.http().port(), report));
    }

    private void openJournal() {
        EngineConfig forNew = config.engineConfig(config.engineId()
                .map(id -> Integer.parseUnsignedInt(id, 16))
                .orElseGet(() -> new SecureRandom().nextInt()));
        byte[] hashKey = config.hashKey().map(HexFormat.of()::parseHex).orElse(null);
        journal = writtenByEngine("the journal", JournalDirectory.open(config.dataDir(), forNew, hashKey));
        FixedByJournal.check(settings, config.engineDefaults(), journal.engineConfig());
        mark = config.journal().durability() == NodeConfig.Durability.HOST
                ? DurableMark.nothingYet()
                : DurableMark.everything();
        spaceGuard = journal.spaceGuard(config.journal().reserveBytes());
        if (config.journal().spaceGuard()) {
            new DiskWatch(spaceGuard, health.part("disk")).run();
        }
        started.add("the journal keeper", journal.startKeeper());
        decisionLog = writtenByEngine("the decision log", journal.openDecisionLog());
    }

    /** Before recovery, which may take minutes: whether there is another node is known at once. */
    private void takeStreams(boolean takeOver) {
        ownership = new Ownership(redisUri, ThisNode.asOwner(config, journal), takeOver);
        started.add("the hold on the streams", ownership::release);
        try {
            ownership.take();
        } catch (OwnedElsewhereException e) {
            throw new IllegalStateException(e.getMessage() + " " + FailureText.ONE_OWNER, e);
        }
        started.thread("the owner", "owner", ownership, ownership::stop, STOP_TIMEOUT_MS);
    }

    private void recover() {
        report.phase(Phase.RECOVERING);
        try (Progress progress = Progress.start("Recovering", -1)) {
            ProgressListener listener = (done, total) -> {
                report.replayed(done, total);
                progress.update(done, total);
                goOnUnlessStopped();
            };
            recovered = Recovery.recover(journal, new SnapshotFolder(config.dataDir()), decisionLog, listener, seen);
        }
        if (config.journal().durability() == NodeConfig.Durability.HOST) {
            journal.syncRecovered(mark);
        }
    }

    private void startCounting() throws IOException {
        PrometheusMeterRegistry registry = report.nodeMetrics().registry();
        latencies = started.add("the latencies", new Latencies(registry.getPrometheusRegistry(), config.dataDir()));
        DecisionReader records = started.add("the counts' decision reader", journal.openDecisionReader());
        DecisionCounts counts = new DecisionCounts(
                records::next,
                recovered.engine().decisions(),
                journal.engineConfig().mode(),
                registry);
        report.measured(latencies, counts);
        started.thread("the counts", "counts", counts, counts::stop, STOP_TIMEOUT_MS);
    }

    private void startPublisher() {
        DecisionReader records = started.add("the decision reader", journal.openDecisionReader(mark));
        publisher = new RedisPublisher(
                PartConfigs.publisher(config, redisUri, journal),
                ownership,
                records::next,
                records::toStart,
                journal.templates(),
                egressInbox);
        started.thread("the publisher", "publisher", publisher, this::stopPublisher, PUBLISH_TIMEOUT_MS);
    }

    private void startDatabaseSink() {
        if (database != null) {
            DecisionReader records = started.add("the database sink's reader", journal.openDecisionReader(mark));
            sink = new DatabaseSink(
                    PartConfigs.sink(config, database, journal),
                    records::next,
                    records::toStart,
                    journal.templates(),
                    this::mayWrite);
            started.thread("the database sink", "database-sink", sink, this::stopSink, STOP_TIMEOUT_MS);
        }
    }

    private void startEngine() {
        PipelineConfig pipelineConfig = PartConfigs.pipeline(config);
        pipeline = new EnginePipeline(
                recovered.engine(),
                writtenByEngine("the signal journal", journal.openSignalJournal()),
                decisionLog,
                pipelineConfig);
        source = new RedisSource(
                PartConfigs.source(config, redisUri, journal),
                pipeline.ingress(),
                egressInbox,
                lookUpInbox,
                SourceCursors.of(recovered.engine()),
                seen,
                pipeline.view()::nextDueMs,
                this::durableCursors,
                new DiskGate(spaceGuard));
        startSync();
        latencies.add(EngineLatencies.eventDuration(pipeline.latencies()));
        latencies.add(EngineLatencies.endToEnd(pipeline.latencies()));
        pipeline.start();
        started.add("the engine", this::stopEngine);
    }

    private void startSync() {
        if (config.journal().durability() == NodeConfig.Durability.HOST) {
            JournalSync sync = journal.sync(pipeline.view(), mark);
            report.nodeMetrics().syncing(sync.stats());
            started.thread("the journal sync", "journal-sync", sync, sync::stop, STOP_TIMEOUT_MS);
        }
    }

    /** False for good once another node writes in this one's place. */
    private boolean mayWrite() {
        return ownership.state() != Ownership.State.LOST;
    }

    /** What may be told to Redis as our position. */
    private SourceCursors durableCursors() {
        EngineView.Figures durable = mark.figures(pipeline.view());
        return durable == null ? SourceCursors.none() : SourceCursors.of(durable);
    }

    /** Before the engine, whose decisions so far are counted here. */
    private void startMails() {
        followers = new DecisionFollowers(config, journal, started, lookUpInbox);
        followers.startMails(mark, recovered.engine().decisions(), this::mayWrite);
    }

    private void startSource() {
        started.thread("the source", "ingest", source, source::stop, STOP_TIMEOUT_MS);
    }

    /** Only with the journal's lock, so that it is not the file of another node on this folder that is replaced. */
    private synchronized void writeNodeFile() throws IOException {
        nodeFile = new NodeFile(
                ProcessHandle.current().pid(),
                PartConfigs.reachable(config.http().host()),
                http.port(),
                redisUri,
                ownDatabase,
                report.startedAt(),
                journal.engineConfig().engineName());
        nodeFile.write(config.dataDir());
        started.add("node.json", this::removeNodeFile);
    }

    private void running() {
        report.running(nodeFile, parts(), journal.engineConfig().sessionsMax());
    }

    private synchronized void removeNodeFile() throws IOException {
        nodeFile = null;
        NodeFile.remove(config.dataDir());
    }

    /** The PostgreSQL of the node's own takes connections: other commands find it by node.json, too. */
    private synchronized void ownDatabase(String jdbcUrl) {
        ownDatabase = jdbcUrl;
        if (nodeFile != null) {
            try {
                nodeFile.withDatabase(jdbcUrl).write(config.dataDir());
            } catch (IOException e) {
                LOG.warn("node.json does not say where the database is; only commands that look for it miss it", e);
            }
        }
    }

    private RunningParts parts() {
        return new RunningParts(
                pipeline,
                source,
                publisher,
                ownership,
                Optional.ofNullable(sink),
                followers.eventLookUps(),
                followers.content(),
                followers.mails());
    }

    private void startWatcher() {
        boolean live = config.clock() == NodeConfig.Clock.REDIS;
        NodeParts parts = new NodeParts(health, parts(), live);
        Watcher watcher =
                started.add("the watcher", new Watcher(error -> report.failed(FailureText.ofThread("watcher", error))));
        if (config.journal().spaceGuard()) {
            report.nodeMetrics().space(spaceGuard);
            watcher.every(WATCH_MS, new DiskWatch(spaceGuard, health.part("disk")));
        }
        watcher.every(WATCH_MS, parts::look).every(SECOND_MS, latencies::take).every(SECOND_MS, this::sizes);
    }

    private void sizes() {
        Path folder = journal.folder();
        report.journalBytes(JournalSize.bytes(folder), folder.toFile().getUsableSpace());
    }

    /** Says on {@code out} that the node is up and where: for people, or as one JSON object. Where logs go there, the log says it. */
    public void announce(PrintWriter out, boolean json) {
        if (LogSetup.onStdout()) {
            LOG.info(
                    "The node {} is up: status at {}/status, data in {}",
                    nodeFile.engine(),
                    nodeFile.httpUrl(),
                    config.dataDir());
        } else if (json) {
            out.println(Json.write(report.status()));
        } else {
            boolean embedded = config.redis().url().isEmpty();
            Banner.of(config, nodeFile, embedded, recovered.report()).forEach(out::println);
        }
        out.flush();
    }

    /** What its recovery did. */
    RecoveryReport recovery() {
        return recovered.report();
    }

    /** How to reach this node. */
    public NodeFile file() {
        return nodeFile;
    }

    /**
     * Watches the node until it is asked to stop.
     *
     * @return false when it has failed instead; the log says at which sequence and what to do.
     */
    public boolean watch(StopSignals signals) throws InterruptedException {
        while (!signals.await(WATCH_MS)) {
            if (failed()) {
                return false;
            }
        }
        LOG.info("Stopping: reading ends, what was read is applied and published");
        return true;
    }

    private boolean failed() {
        if (report.failure() != null) {
            return true;
        }
        if (ownership.state() == Ownership.State.LOST) {
            report.failed(FailureText.ofOwner(ownership.other()));
        } else if (pipeline.failStop().failed()) {
            report.failed(FailureText.ofEngine(
                    pipeline.failStop().sequence(), pipeline.failStop().cause()));
        } else if (publisher.stats().failure() != null) {
            report.failed(FailureText.ofThread("publisher", publisher.stats().failure()));
        }
        return report.failure() != null;
    }

    private void stopEngine() throws InterruptedException {
        if (!pipeline.stop(STOP_TIMEOUT_MS)) {
            LOG.warn("The ring could not be drained; the next start reads the rest from Redis again");
        }
        if (!pipeline.ended()) {
            report.failed(FailureText.ofStuckEngine());
        }
    }

    private void stopPublisher() {
        if (mayWrite() && !publisher.drain(PUBLISH_TIMEOUT_MS / 2)) {
            LOG.warn("Not everything could be published before the end; the next start publishes the rest");
        }
        publisher.stop();
    }

    private void stopSink() {
        if (mayWrite() && !sink.drain(SINK_TIMEOUT_MS)) {
            LOG.info("Not everything is in the database yet; the next start writes the rest");
        }
        sink.stop();
    }

    private <T extends AutoCloseable> T writtenByEngine(String name, T part) {
        started.add(name, new WrittenByEngine(part, this::hasLetGo));
        return part;
    }

    /**
     * Whether the journal could be closed. Otherwise a thread still writes to it, and the process has to be ended at once: an ordinary
     * exit may free the memory under that thread.
     */
    public boolean hasLetGo() {
        return pipeline == null || pipeline.ended();
    }

    /** Why the node has failed, while it ran or while it stopped; null if it has not. */
    public String failure() {
        return report.failure();
    }

    /** Stops everything in the opposite order of its start. {@link #failure} and {@link #hasLetGo} say what came of it. */
    @Override
    public void close() {
        report.stopping();
        started.close();
        if (publisher != null && pipeline != null) {
            failed();
        }
    }
}
