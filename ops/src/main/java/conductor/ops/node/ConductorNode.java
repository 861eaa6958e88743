package conductor.ops.node;

import conductor.engine.core.Engine;
import conductor.gateway.EgressInbox;
import conductor.gateway.json.Json;
import conductor.gateway.lookup.LookUpInbox;
import conductor.gateway.owner.OwnedElsewhereException;
import conductor.gateway.owner.Ownership;
import conductor.gateway.publish.RedisPublisher;
import conductor.gateway.redis.IntakeGate;
import conductor.gateway.redis.RedisSource;
import conductor.gateway.redis.SourceCursors;
import conductor.journal.CauseReader;
import conductor.journal.DecisionReader;
import conductor.journal.JournalDirectory;
import conductor.journal.KillPoint;
import conductor.journal.RecordPosition;
import conductor.journal.RecoveryReport;
import conductor.journal.Retention;
import conductor.journal.SnapshotFolder;
import conductor.journal.sink.DatabaseSink;
import conductor.journal.sink.SnapshotUpload;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.console.LogSetup;
import conductor.ops.embedded.EmbeddedRedis;
import conductor.ops.health.Health;
import conductor.ops.http.NodeHttp;
import conductor.ops.metrics.DecisionCounts;
import conductor.ops.metrics.Latencies;
import conductor.ops.recovery.Outside;
import conductor.ops.recovery.Restoration;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
 *               │                                            ├──► database sink ──► PostgreSQL
 *               │                                            └──► shadow ──► snapshots
 *               └──────────────── egress inbox (results of commands) ◄───┘
 * </pre>
 */
public final class ConductorNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConductorNode.class);
    private static final int EGRESS_INBOX_CAPACITY = 4_096;
    private static final int LOOK_UP_INBOX_CAPACITY = 4_096;
    private static final long RETENTION_MS = 300_000;
    private static final long WATCH_MS = 100;
    private static final long SECOND_MS = 1_000;
    private static final long STOP_TIMEOUT_MS = 5_000;
    private static final long PUBLISH_TIMEOUT_MS = 10_000;
    private static final long SINK_TIMEOUT_MS = 3_000;

    /** A step of the start; several make a part, of which the status says how long it took. */
    private interface Step {
        void run() throws IOException;
    }

    private final NodeConfig config;
    private final Settings settings;
    private final BooleanSupplier stopAsked;
    private final Health health = new Health();
    private final NodeReport report;
    private final StartedParts started;
    private final NodeEngine engine;
    private final EgressInbox egressInbox = new EgressInbox(EGRESS_INBOX_CAPACITY);
    private final LookUpInbox lookUpInbox = new LookUpInbox(LOOK_UP_INBOX_CAPACITY);

    private String redisUri;
    private String ownDatabase;
    private Latencies latencies;
    private NodeHttp http;
    private Ownership ownership;
    private LateNumbers lateNumbers;
    private RedisPublisher publisher;
    private NodeDatabase database;
    private DatabaseSink sink;
    private SnapshotUpload upload;
    private Retention retention;
    private RedisSource source;
    private DecisionFollowers followers;
    private NodeFile nodeFile;

    private ConductorNode(NodeConfig config, Settings settings, BooleanSupplier stopAsked) {
        this.stopAsked = stopAsked;
        this.config = config;
        this.settings = settings;
        this.report = new NodeReport(config, health);
        this.started = new StartedParts(report);
        this.engine = new NodeEngine(config, started, report);
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
            node.step("servers", node::openRedis);
            node.step("servers", node::openDatabase);
            node.step("http", node::openHttp);
            node.step("restore", () -> Restoration.ifLost(config, node.redisUri, node::goOnUnlessStopped));
            node.step("journal", () -> node.engine.openJournal(settings, node.health));
            node.step("journal", node::writeNodeFile);
            node.step("streams", () -> node.takeStreams(takeOver));
            node.step("recovery", () -> node.engine.recover(node::goOnUnlessStopped));
            node.step("recovery", node::passOverLostEnd);
            node.step("recovery", node.engine::prepare);
            node.step("recovery", () -> node.engine.tellRecovery(node.redisUri));
            node.step("threads", node.engine::startShadow);
            node.step("threads", node::startCounting);
            node.step("threads", node::startPublisher);
            node.step("threads", node::startDatabaseSink);
            node.step("threads", node::startMails);
            node.step("threads", node::startEngine);
            // Before the source, which puts on the ring what is said here.
            node.step(
                    "threads",
                    () -> node.followers.startContent(node.engine.pipeline().view()));
            node.step("threads", node::startSource);
            node.step("threads", () -> node.followers.startLookUps(node.redisUri, node.database));
            node.step("threads", node::startRetention);
            node.step("threads", node::startWatcher);
            node.step("threads", node::startIndicators);
            node.step("threads", node::running); // last: who is told that the node runs has its parts looked at
            up = true;
            return node;
        } finally {
            if (!up) {
                node.close();
            }
        }
    }

    private void step(String part, Step step) throws IOException {
        step.run();
        report.startTimes().done(part);
        goOnUnlessStopped();
    }

    private void goOnUnlessStopped() {
        if (stopAsked.getAsBoolean()) {
            LOG.info("Stopping before the start is over");
            throw new StoppedWhileStarting();
        }
    }

    private void openRedis() {
        JournalDirectory.requireFree(config.dataDir());
        redisUri = config.redis().url().orElseGet(() -> {
            EmbeddedRedis redis = EmbeddedRedis.start(config.dataDir().resolve("redis"));
            started.add("the embedded Redis", redis);
            return redis.uri();
        });
        Ownership.loadAhead(redisUri);
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

    /** Before recovery, which may take minutes: whether there is another node is known at once. */
    private void takeStreams(boolean takeOver) {
        ownership = new Ownership(redisUri, ThisNode.asOwner(config, journal()), takeOver);
        started.add("the hold on the streams", ownership::release);
        try {
            ownership.take();
            KillPoint.STREAMS_TAKEN.pass();
        } catch (OwnedElsewhereException e) {
            throw new IllegalStateException(e.getMessage() + " " + FailureText.ONE_OWNER, e);
        }
        started.thread("the owner", "owner", ownership, ownership::stop, STOP_TIMEOUT_MS);
    }

    private void passOverLostEnd() {
        Outside outside = ownership.state() == Ownership.State.OWNED ? lookOutside() : null;
        if (outside != null && outside.tops() != null) {
            engine.passOverLostEnd(outside);
        } else {
            lateNumbers = new LateNumbers(ownership, this::lookOutside, engine::hasLostEnd, report::failed);
        }
    }

    private Outside lookOutside() {
        return engine.look(redisUri, database == null ? null : database.soon());
    }

    private void startCounting() throws IOException {
        PrometheusMeterRegistry registry = report.nodeMetrics().registry();
        latencies = started.add("the latencies", new Latencies(registry.getPrometheusRegistry(), config.dataDir()));
        DecisionReader records =
                started.add("the counts' decision reader", journal().openDecisionReader());
        records.goOnBehind(recovered());
        DecisionCounts counts = new DecisionCounts(
                records::next,
                engine.recovered().engine().decisions(),
                journal().engineConfig().mode(),
                registry);
        report.measured(latencies, counts);
        started.thread("the counts", "counts", counts, counts::stop, STOP_TIMEOUT_MS);
    }

    /** The records that were there before this start, and those that its recovery added. */
    private RecordPosition recovered() {
        Engine recovered = engine.recovered().engine();
        return new RecordPosition(recovered.decisions(), recovered.scores());
    }

    private void startPublisher() {
        DecisionReader records = started.add("the decision reader", journal().openDecisionReader(engine.mark()));
        publisher = new RedisPublisher(
                PartConfigs.publisher(config, redisUri, journal()),
                ownership,
                records,
                journal().templates(),
                egressInbox);
        started.thread("the publisher", "publisher", publisher, this::stopPublisher, PUBLISH_TIMEOUT_MS);
    }

    private void startDatabaseSink() {
        if (database != null) {
            DecisionReader records = started.add("the sink's reader", journal().openDecisionReader(engine.mark()));
            CauseReader causes =
                    started.add("the sink's reader of signals", journal().openCauseReader());
            sink = new DatabaseSink(
                    PartConfigs.sink(config, database, journal()),
                    records,
                    causes,
                    journal().templates(),
                    this::mayWrite);
            started.thread("the database sink", "database-sink", sink, this::stopSink, STOP_TIMEOUT_MS);
        }
        if (database != null
                && config.database().snapshots()
                && config.database().url().isPresent()) {
            long journalEnd = engine.recovered().report().lastSequence();
            upload = PartConfigs.snapshotUpload(config, database, journal(), journalEnd, this::mayWrite);
            started.thread("the upload of snapshots", "snapshot-upload", upload, upload::stop, STOP_TIMEOUT_MS);
        }
    }

    private void startEngine() {
        IntakeGate disk = new DiskGate(engine.spaceGuard());
        source = new RedisSource(
                PartConfigs.source(config, redisUri, journal()),
                engine.pipeline().ingress(),
                egressInbox,
                lookUpInbox,
                SourceCursors.of(engine.recovered().engine()),
                engine.seen(),
                engine.pipeline().view()::nextDueMs,
                engine::durableCursors,
                lateNumbers == null ? disk : lateNumbers.before(disk));
        engine.start(latencies);
    }

    /** False for good once another node writes in this one's place. */
    private boolean mayWrite() {
        return ownership.state() != Ownership.State.LOST;
    }

    /** Before the engine, whose decisions so far are counted here. */
    private void startMails() {
        followers = new DecisionFollowers(config, journal(), recovered(), started, lookUpInbox);
        followers.startMails(engine.mark(), this::mayWrite);
    }

    private void startSource() {
        if (lateNumbers != null) {
            started.thread("the late numbers", "late-numbers", lateNumbers, lateNumbers::stop, STOP_TIMEOUT_MS);
        }
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
                journal().engineConfig().engineName());
        nodeFile.write(config.dataDir());
        started.add("node.json", this::removeNodeFile);
    }

    private void running() {
        report.running(nodeFile, parts(), journal().engineConfig().sessionsMax());
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
                engine.pipeline(),
                source,
                publisher,
                ownership,
                engine.shadow(),
                Optional.ofNullable(sink),
                Optional.ofNullable(upload),
                followers.eventLookUps(),
                followers.content(),
                followers.mails(),
                Optional.ofNullable(retention));
    }

    private void startWatcher() {
        boolean live = config.clock() == NodeConfig.Clock.REDIS;
        NodeParts parts = new NodeParts(health, parts(), live, report.lostEnd());
        Watcher watcher = started.add("the watcher", newWatcher("watcher"));
        if (config.journal().spaceGuard()) {
            report.nodeMetrics().space(engine.spaceGuard());
            watcher.every(WATCH_MS, new DiskWatch(engine.spaceGuard(), health.part("disk")));
        }
        watcher.every(WATCH_MS, parts::look).every(SECOND_MS, latencies::take).every(SECOND_MS, this::sizes);
    }

    /** On a thread of its own: a disk that keeps the watcher waiting is one of the things to be noticed. */
    private void startIndicators() {
        engine.indicators(parts()).ifPresent(indicators -> {
            report.watched(indicators);
            long periodMs = config.indicators().periodMs();
            started.add("the indicators", newWatcher("indicators").every(periodMs, indicators));
        });
    }

    private Watcher newWatcher(String name) {
        return new Watcher(name, error -> report.failed(name, error));
    }

    /** After all who take records out of the journal: it asks them how far they are. */
    private void startRetention() {
        int keepDays = config.journal().keepDays();
        if (keepDays == 0) {
            return;
        }
        config.journal().note().ifPresent(LOG::warn);
        retention = new Retention(
                journal(),
                new SnapshotFolder(config.dataDir()),
                keepDays,
                JournalReaders.of(publisher, Optional.ofNullable(sink), followers.mails()));
        started.add("the retention", newWatcher("retention").every(RETENTION_MS, retention::run));
    }

    private void sizes() {
        Path folder = journal().folder();
        report.journalBytes(JournalSize.bytes(folder), folder.toFile().getUsableSpace());
    }

    /** Says on {@code out} that the node is up and where: for people, or as one JSON object. Where logs go there, the log says it. */
    public void announce(PrintWriter out, boolean json) {
        if (json && !LogSetup.onStdout()) {
            out.println(Json.write(report.status()));
        } else {
            Banner.print(out, config, nodeFile, engine.recovered().report());
        }
        out.flush();
    }

    /** What its recovery did. */
    RecoveryReport recovery() {
        return engine.recovered().report();
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
            if (hasFailed()) {
                return false;
            }
        }
        LOG.info("Stopping: reading ends, what was read is applied and published");
        return true;
    }

    /** Looks whether a part has failed; {@link #failure} then says which, and the log what to do. */
    public boolean hasFailed() {
        if (report.failure() != null) {
            return true;
        }
        if (ownership.state() == Ownership.State.LOST) {
            report.failed(FailureText.ofOwner(ownership.other()));
        } else if (engine.pipeline().failStop().failed()) {
            report.failed(FailureText.ofEngine(
                    engine.pipeline().failStop().sequence(),
                    engine.pipeline().failStop().cause()));
        } else if (publisher.stats().failure() != null) {
            report.failed("publisher", publisher.stats().failure());
        }
        return report.failure() != null;
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

    private JournalDirectory journal() {
        return engine.journal();
    }

    /**
     * Whether the journal could be closed. Otherwise a thread still writes to it, and the process has to be ended at once: an ordinary
     * exit may free the memory under that thread.
     */
    public boolean hasLetGo() {
        return engine.hasLetGo();
    }

    /** Why the node has failed, while it ran or while it stopped; null if it has not. */
    public String failure() {
        return report.failure();
    }

    /** Whether it has failed because the journal is damaged. */
    public boolean isDamaged() {
        return report.damaged();
    }

    /** Stops everything in the opposite order of its start. {@link #failure} and {@link #hasLetGo} say what came of it. */
    @Override
    public void close() {
        report.stopping();
        started.close();
        if (publisher != null) {
            hasFailed();
        }
    }
}
