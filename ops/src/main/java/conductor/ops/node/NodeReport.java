package conductor.ops.node;

import conductor.engine.core.Code;
import conductor.engine.core.SourceId;
import conductor.engine.ring.EngineView;
import conductor.gateway.json.Times;
import conductor.gateway.owner.Ownership;
import conductor.gateway.publish.PublisherStats;
import conductor.gateway.redis.SourceStats;
import conductor.journal.JournalCorruptException;
import conductor.journal.RecoveryReport;
import conductor.journal.RetentionStats;
import conductor.journal.ShadowStats;
import conductor.journal.sink.SinkStats;
import conductor.journal.sink.SinkTable;
import conductor.journal.sink.SnapshotUpload;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Secrets;
import conductor.ops.health.Health;
import conductor.ops.http.NodeProbes;
import conductor.ops.indicators.IndicatorMetrics;
import conductor.ops.indicators.Indicators;
import conductor.ops.metrics.DecisionCounts;
import conductor.ops.metrics.Latencies;
import conductor.ops.recovery.Found;
import conductor.ops.recovery.Reached;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the node knows of itself, for HTTP. Written by the thread that starts and watches the node, read by any. */
final class NodeReport implements NodeProbes {
    private final NodeConfig config;
    private final NodeMetrics metrics;
    private final Health health;
    private final long startedAtMs = System.currentTimeMillis();
    private final long startedNs = System.nanoTime();
    private final StartTimes startTimes = new StartTimes();

    private volatile Phase phase = Phase.STARTING;
    private volatile long replayed;
    private volatile long toReplay = -1;
    private volatile NodeFile file;
    private volatile int sessionsMax;
    private volatile RunningParts parts;
    private volatile String failure;
    private volatile boolean damaged;
    private volatile RecoveryReport recovery;
    private volatile String lostEnd;
    private volatile Latencies latencies;
    private volatile DecisionCounts counts;
    private volatile Indicators indicators;

    NodeReport(NodeConfig config, Health health) {
        this.config = config;
        this.health = health;
        this.metrics = new NodeMetrics(health);
    }

    void phase(Phase now) {
        phase = now;
    }

    void replayed(long done, long total) {
        replayed = done;
        toReplay = total;
    }

    void recovered(RecoveryReport done) {
        recovery = done;
    }

    /** The journal's newest end was lost, and what had left the node of it was passed over. */
    void lostEnd(String sentence, Reached reached, Found before) {
        lostEnd = sentence;
        metrics.lostEnd(Math.max(0, reached.decisions() - before.decisions())
                + Math.max(0, reached.scores() - before.scores()));
    }

    /** What is to be told of a lost end of the journal, null where there was none. */
    String lostEnd() {
        return lostEnd;
    }

    /** @param sessions how many the journal has room for. */
    void running(NodeFile nodeFile, RunningParts running, int sessions) {
        file = nodeFile;
        sessionsMax = sessions;
        parts = running;
        metrics.bind(running, sessions);
        if (failure == null) {
            phase = Phase.RUNNING;
        }
    }

    /** A thread has ended on an error. */
    void failed(String thread, Throwable cause) {
        if (cause instanceof JournalCorruptException) {
            damaged = true;
        }
        failed(FailureText.ofThread(thread, cause));
    }

    /** Whether it has failed because the journal is damaged. */
    boolean damaged() {
        return damaged;
    }

    /** The first failure stays. */
    synchronized void failed(String sentence) {
        if (failure == null) {
            failure = sentence;
            phase = Phase.FAILED;
        }
    }

    /** The sentence of the first failure, or null. */
    String failure() {
        return failure;
    }

    void stopping() {
        if (phase != Phase.FAILED) {
            phase = Phase.STOPPING;
        }
    }

    void journalBytes(long bytes, long freeBytes) {
        metrics.journalBytes(bytes, freeBytes);
    }

    /** The node's metrics, where parts register their own. */
    NodeMetrics nodeMetrics() {
        return metrics;
    }

    /** Where {@code status} gets latencies and counts from. */
    void measured(Latencies durations, DecisionCounts decisions) {
        latencies = durations;
        counts = decisions;
    }

    /** Where {@code status} and the metrics get service indicators from; never called where they are not watched. */
    void watched(Indicators serviceIndicators) {
        indicators = serviceIndicators;
        metrics.registry().getPrometheusRegistry().register(new IndicatorMetrics(serviceIndicators));
    }

    /** How long the start takes. */
    StartTimes startTimes() {
        return startTimes;
    }

    String startedAt() {
        return Times.utc(startedAtMs);
    }

    @Override
    public Map<String, Object> identity() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("pid", ProcessHandle.current().pid());
        map.put("started_at", startedAt());
        return map;
    }

    @Override
    public Map<String, Object> health() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("status", phase == Phase.FAILED ? "failed" : "healthy");
        map.put("redis", redisUp() ? "connected" : "disconnected");
        map.put("uptime_seconds", uptimeSeconds());
        map.put("version", Version.text());
        return map;
    }

    @Override
    public Map<String, Object> startup() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("phase", phase.text());
        map.put("replayed", replayed);
        map.put("to_replay", toReplay < 0 ? null : toReplay);
        map.put("percent", toReplay <= 0 ? null : 100 * replayed / toReplay);
        return map;
    }

    @Override
    public boolean started() {
        return parts != null;
    }

    @Override
    public Map<String, Object> version() {
        return Version.toMap();
    }

    @Override
    public String metrics(boolean openMetrics) {
        return metrics.scrape(openMetrics);
    }

    @Override
    public List<FailingCheck> failingChecks() {
        List<FailingCheck> failing = new ArrayList<>();
        if (phase == Phase.FAILED) {
            failing.add(new FailingCheck("engine", failure));
        } else if (phase != Phase.RUNNING) {
            failing.add(new FailingCheck("phase", "The node is " + phase.text() + "."));
        } else {
            health.conditions().forEach((name, condition) -> {
                if (!condition.state().ready()) {
                    failing.add(new FailingCheck(name, condition.reason()));
                }
            });
        }
        return failing;
    }

    @Override
    public Map<String, Object> components() {
        Map<String, Object> map = new LinkedHashMap<>();
        health.conditions().forEach((name, condition) -> map.put(name, condition.toMap()));
        RunningParts running = parts;
        map.put(
                "engine_lag_ms",
                running == null ? null : running.source().stats().count(SourceStats.Count.LAG_MS));
        return map;
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("phase", phase.text());
        map.put("version", Version.text());
        map.putAll(identity());
        map.put("uptime_seconds", uptimeSeconds());
        map.put("data_dir", config.dataDir().toString());
        map.put("clock", config.clock().name().toLowerCase(Locale.ROOT));
        map.put("egress", config.egress().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        RunningParts running = parts;
        if (running != null) {
            map.put("engine", file.engine());
            map.put("redis_uri", Secrets.redactUrl(file.redisUri()));
            map.put("redis_up", redisUp());
            engine(map, running.pipeline().view().figures());
            map.put("sessions_max", sessionsMax);
            map.putAll(counts.toMap());
            map.put("ring_size", config.ringSize());
            map.put("ring_free_slots", running.pipeline().ingress().freeSlots());
            source(map, running.source().stats());
            publisher(map, running.publisher().stats());
            map.put("latency", latencies.recent());
            Optional.ofNullable(indicators).ifPresent(watched -> map.put("indicators", watched.toMap()));
            map.put("start_ms", startTimes.toMap());
            map.put("recovery", recovery(recovery, lostEnd));
            map.put("owner", owner(running.ownership()));
            running.sink().ifPresent(sink -> database(map, sink.stats(), running.sinkLag()));
            running.shadow().ifPresent(shadow -> shadow(map, shadow.stats(), running.shadowLag()));
            running.retention().ifPresent(retention -> map.put("retention", retention(retention.stats())));
            running.upload().ifPresent(upload -> map.put("snapshot_upload", upload(upload)));
        }
        map.put("components", components());
        return map;
    }

    private static void engine(Map<String, Object> map, EngineView.Figures figures) {
        map.putAll(EngineFigures.of(figures));
        map.put("sessions", figures.sessionRows());
        map.put("duplicates", figures.duplicates());
        map.put("dead_letters", figures.deadLetters());
        map.put("paused", figures.pausedUntilMs() != 0);
        map.put("paused_until", ends(figures.pausedUntilMs()) ? Times.utc(figures.pausedUntilMs()) : null);
        map.put("source_suspect_since", figures.doubtedMs() == 0 ? null : Times.utc(figures.doubtedMs()));
        Map<String, Object> cursors = new LinkedHashMap<>();
        for (int source = 0; source < SourceId.COUNT; source++) {
            if (SourceId.stream(source) != null && figures.cursorKnown()[source]) {
                cursors.put(
                        SourceId.stream(source), figures.cursorTimeMs()[source] + "-" + figures.cursorSeq()[source]);
            }
        }
        map.put("cursors", cursors);
    }

    private static boolean ends(long pausedUntilMs) {
        return pausedUntilMs != 0 && pausedUntilMs != Long.MAX_VALUE;
    }

    private static void source(Map<String, Object> map, SourceStats stats) {
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("connected", stats.connected());
        source.put("problem", stats.problem());
        source.put("held", stats.count(SourceStats.Count.HELD));
        source.put("lag_ms", stats.count(SourceStats.Count.LAG_MS));
        source.put("dead_letters_since_start", deadLetters(stats));
        source.put("dead_letters_waiting", stats.count(SourceStats.Count.DEAD_LETTERS_WAITING));
        source.put("dead_letters_dropped", stats.count(SourceStats.Count.DEAD_LETTERS_DROPPED));
        source.put("dead_letters_recovered", stats.count(SourceStats.Count.DEAD_LETTERS_RECOVERED));
        source.put("dead_letters_gone", stats.count(SourceStats.Count.DEAD_LETTERS_GONE));
        source.put("entries_lost", stats.count(SourceStats.Count.ENTRIES_LOST));
        source.put("stream_epochs", stats.count(SourceStats.Count.STREAM_EPOCHS));
        map.put("source", source);
    }

    /** By reason; a reason that did not occur is left out. */
    private static Map<String, Object> deadLetters(SourceStats stats) {
        Map<String, Object> byReason = new LinkedHashMap<>();
        for (int code = Code.BAD_UTF8; code <= Code.FUTURE_ID; code++) {
            if (stats.deadLetters(code) > 0) {
                byReason.put(Code.name(code), stats.deadLetters(code));
            }
        }
        return byReason;
    }

    private static void publisher(Map<String, Object> map, PublisherStats stats) {
        Map<String, Object> publisher = new LinkedHashMap<>();
        publisher.put("connected", stats.connected());
        publisher.put("decisions_seq", stats.decisionsSeq());
        publisher.put("scores_seq", stats.scoresSeq());
        publisher.put("published", stats.publishedRecords());
        publisher.put("alarms", stats.alarms());
        publisher.put("last_error", stats.lastError());
        map.put("publisher", publisher);
    }

    private static Map<String, Object> recovery(RecoveryReport done, String lostEnd) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(
                "snapshot",
                done.snapshot() == null ? null : done.snapshot().getFileName().toString());
        map.put("snapshots_passed_over", done.passedOver());
        map.put("signals_replayed", done.signalsReplayed());
        map.put("decisions_rederived", done.decisionsRederived());
        map.put("elapsed_ms", done.elapsedMs());
        map.put("lost_end", lostEnd);
        return map;
    }

    private static Map<String, Object> owner(Ownership ownership) {
        Map<String, Object> owner = new LinkedHashMap<>();
        owner.put("state", ownership.state().name().toLowerCase(Locale.ROOT));
        owner.put("epoch", ownership.self().epoch());
        return owner;
    }

    private static void database(Map<String, Object> map, SinkStats stats, long lag) {
        Map<String, Object> database = new LinkedHashMap<>();
        database.put("up", stats.up());
        database.put("storage", stats.storage() == null ? null : stats.storage().text());
        database.put("seq", stats.seq());
        database.put("score_seq", stats.scoreSeq());
        database.put("lag_events", lag);
        Map<String, Object> rows = new LinkedHashMap<>();
        for (SinkTable table : SinkTable.values()) {
            rows.put(table.table(), stats.rows(table));
        }
        database.put("rows", rows);
        database.put("last_error", stats.lastError());
        map.put("database", database);
    }

    private static Map<String, Object> retention(RetentionStats stats) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("removed_bytes_since_start", stats.removedBytes());
        map.put("waiting_for", stats.waitingFor());
        return map;
    }

    private static Map<String, Object> upload(SnapshotUpload upload) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sequence", upload.sequence() < 0 ? null : upload.sequence());
        map.put("uploads_since_start", upload.uploads());
        map.put("failures_since_start", upload.failures());
        map.put("problem", upload.problem());
        return map;
    }

    private static void shadow(Map<String, Object> map, ShadowStats stats, long lag) {
        Map<String, Object> shadow = new LinkedHashMap<>();
        shadow.put("sequence", stats.sequence());
        shadow.put("lag_signals", lag);
        shadow.put("comparisons", stats.comparisons());
        shadow.put("divergence", stats.divergence());
        shadow.put("failure", stats.failure());
        shadow.put("snapshot_sequence", stats.snapshotSequence() < 0 ? null : stats.snapshotSequence());
        shadow.put("snapshot_at", stats.snapshotAtMs() == 0 ? null : Times.utc(stats.snapshotAtMs()));
        shadow.put("snapshot_bytes", stats.snapshotBytes());
        shadow.put("snapshots_since_start", stats.snapshots());
        shadow.put("snapshot_problem", stats.snapshotProblem());
        map.put("shadow", shadow);
    }

    private boolean redisUp() {
        RunningParts running = parts;
        return running != null
                && running.source().stats().connected()
                && running.publisher().stats().connected();
    }

    private long uptimeSeconds() {
        return (System.nanoTime() - startedNs) / 1_000_000_000;
    }
}
