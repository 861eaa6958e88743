package conductor.ops.node;

import conductor.engine.core.Code;
import conductor.engine.core.SourceId;
import conductor.engine.ring.EngineView;
import conductor.gateway.content.ContentStats;
import conductor.gateway.mail.MailStats;
import conductor.gateway.owner.Ownership;
import conductor.gateway.publish.PublisherStats;
import conductor.gateway.redis.EventLookUps;
import conductor.gateway.redis.SourceStats;
import conductor.journal.Retention;
import conductor.journal.RetentionStats;
import conductor.journal.ShadowStats;
import conductor.journal.SpaceGuard;
import conductor.journal.SyncStats;
import conductor.journal.sink.SinkStats;
import conductor.journal.sink.SinkTable;
import conductor.journal.sink.SnapshotUpload;
import conductor.ops.console.LogSetup;
import conductor.ops.health.Health;
import conductor.ops.http.NodeProbes;
import conductor.ops.metrics.IngestMetrics;
import conductor.ops.metrics.PartMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The node's metrics in Prometheus' text format. Every value is read from the parts when it is asked for, so the hot path
 * pays nothing; a metric appears when the part that has its value runs.
 */
final class NodeMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    /** Micrometer holds what counters are read from only weakly: without this they stand still after a collection. */
    private final List<Object> holders = new CopyOnWriteArrayList<>();

    private final JvmGcMetrics gc = new JvmGcMetrics();
    private volatile long journalBytes;
    private volatile long journalFreeBytes;
    private volatile long lostRecords;

    NodeMetrics(Health health) {
        new JvmMemoryMetrics().bindTo(registry);
        gc.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        registry.getPrometheusRegistry().register(new PartMetrics(health));
        Gauge.builder("conductor.build.info", () -> 1)
                .tag("version", Version.text())
                .tag("commit", Version.commit())
                .tag("java", Runtime.version().toString())
                .description("What is running; always 1")
                .register(registry);
        counter("conductor.log.dropped", "Log lines dropped", () -> this, any -> LogSetup.dropped());
    }

    /** All metrics: Prometheus' text format, or OpenMetrics. */
    String scrape(boolean openMetrics) {
        return openMetrics ? registry.scrape(NodeProbes.OPEN_METRICS) : registry.scrape();
    }

    /** Where parts register metrics of their own. */
    PrometheusMeterRegistry registry() {
        return registry;
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }

    void syncing(SyncStats stats) {
        FunctionTimer.builder(
                        "conductor.journal.sync.duration",
                        stats,
                        SyncStats::syncs,
                        SyncStats::totalNs,
                        TimeUnit.NANOSECONDS)
                .description("Making the journal durable")
                .register(registry);
        gauge("conductor.journal.sync.longest.seconds", "The longest of them", () -> stats.longestNs() / 1e9);
        gauge("conductor.journal.durable.sequence", "Last durable signal", stats::durableSequence);
    }

    void space(SpaceGuard guard) {
        gauge("conductor.journal.reserve.bytes", "Free bytes below which intake stops", guard::reserveBytes);
    }

    /** @param numbers that were passed over. */
    void lostEnd(long numbers) {
        lostRecords = numbers;
    }

    void journalBytes(long bytes, long freeBytes) {
        journalBytes = bytes;
        journalFreeBytes = freeBytes;
    }

    void bind(RunningParts parts, long sessionsCapacity) {
        gauge("conductor.sessions.capacity", "Sessions that can be held at once", () -> sessionsCapacity);
        engine(parts);
        source(parts.source().stats());
        publisher(parts.publisher().stats());
        parts.sink().ifPresent(sink -> sink(sink.stats(), parts));
        parts.shadow().ifPresent(shadow -> shadow(shadow.stats(), parts));
        parts.upload().ifPresent(this::upload);
        parts.retention().map(Retention::stats).ifPresent(this::retention);
        parts.lookUps().ifPresent(this::lookUps);
        parts.content().ifPresent(this::content);
        parts.mails().ifPresent(mails -> mails(mails.stats()));
        gauge("conductor.redis.up", "Whether Redis is read and written", () -> up(parts) ? 1 : 0);
        gauge(
                "conductor.owner",
                "Whether this node is the one that writes the streams",
                () -> parts.ownership().state() == Ownership.State.OWNED ? 1 : 0);
        gauge(
                "conductor.owner.epoch",
                "How many owners the streams have had",
                () -> parts.ownership().self().epoch());
        gauge("conductor.journal.bytes", "Bytes of disk that the journal uses", () -> journalBytes);
        gauge(
                "conductor.journal.lost.records",
                "Records that have left the node and that its journal had lost at the start; their numbers were passed over",
                () -> lostRecords);
        gauge("conductor.journal.free.bytes", "Bytes free on the journal's disk", () -> journalFreeBytes);
    }

    private void engine(RunningParts parts) {
        Supplier<EngineView.Figures> figures = parts.pipeline().view()::figures;
        counter("conductor.signals", "Stream entries applied", figures, EngineView.Figures::signals);
        counter("conductor.signals.inferred", "Inferred presence applied", figures, EngineView.Figures::inferred);
        counter("conductor.journal.appended", "Records in the journal of signals", figures, f -> f.sequence() + 1);
        counter("conductor.decisions", "Records made, without scores", figures, EngineView.Figures::decisions);
        counter("conductor.scores", "Scores made", figures, EngineView.Figures::scores);
        counter("conductor.ingest.duplicates", "Entries read again", figures, EngineView.Figures::duplicates);
        counter(
                "conductor.inputs.refused",
                "Refused with a record, for a full table or a field that is not allowed",
                figures,
                EngineView.Figures::refused);
        counter("conductor.names.refused", "Definitions refused", figures, EngineView.Figures::refusedNames);
        counter("conductor.outcomes.late", "Outcomes of no open decision", figures, EngineView.Figures::lateOutcomes);
        counter(
                "conductor.batches.repeated",
                "Entries of gateways that brought nothing new",
                figures,
                EngineView.Figures::repeatedEntries);
        counter(
                "conductor.batches.missing",
                "Signals that gateways numbered and never wrote",
                figures,
                EngineView.Figures::missingSignals);
        counter(
                "conductor.engine.counts.saturated",
                "Counts of a second of a session too large for their bucket",
                figures,
                EngineView.Figures::saturatedCounts);
        gauge("conductor.sessions", "Session rows in use", () -> figures.get().sessionRows());
        gauge(
                "conductor.paused",
                "Whether automatic action is paused for all events",
                () -> figures.get().pausedUntilMs() == 0 ? 0 : 1);
        gauge(
                "conductor.source.suspect",
                "Whether the platform's feed is doubted",
                () -> figures.get().doubtedMs() == 0 ? 0 : 1);
        gauge(
                "conductor.engine.sequence",
                "Last applied signal",
                () -> figures.get().sequence());
        gauge(
                "conductor.engine.time.seconds",
                "Engine time",
                () -> figures.get().engineTimeMs() / 1e3);
        gauge(
                "conductor.engine.ring.free.slots",
                "Free slots of the ring",
                () -> parts.pipeline().ingress().freeSlots());
    }

    private static boolean up(RunningParts parts) {
        return parts.source().stats().connected() && parts.publisher().stats().connected();
    }

    private void source(SourceStats stats) {
        Supplier<SourceStats> holder = () -> stats;
        registry.getPrometheusRegistry().register(new IngestMetrics(stats));
        for (int source = 0; source < SourceId.COUNT; source++) {
            if (stats.reads(source) && source != SourceId.TIME) {
                int number = source;
                Tags tags = Tags.of("source", SourceId.stream(source));
                Gauge.builder("conductor.redis.stream.lag.entries", () -> stats.waiting(number))
                        .description(
                                "Entries behind our durable position, counted up to 1,000, fewer where they are large")
                        .tags(tags)
                        .register(registry);
            }
        }
        for (int code = Code.BAD_UTF8; code <= Code.UNKNOWN_TYPE; code++) {
            int number = code;
            Tags tags = Tags.of("reason", Code.name(code));
            counter("conductor.ingest.rejected", "Dead letters", tags, holder, s -> s.deadLetters(number));
        }
        counter(
                "conductor.provisioning.errors",
                "Commands that failed for want of a user or participant on the platform",
                holder,
                s -> s.count(SourceStats.Count.PROVISIONING_ERRORS));
        counter(
                "conductor.outcome.results.dropped",
                "Results of commands that were too long to keep, or not storable",
                holder,
                s -> s.count(SourceStats.Count.RESULTS_LEFT_OUT));
        counter(
                "conductor.ingest.lost",
                "Entries trimmed or deleted before they were read (Redis 7.0 and newer)",
                holder,
                s -> s.count(SourceStats.Count.ENTRIES_LOST));
        counter(
                "conductor.ingest.epochs",
                "Times that a stream's server was found to have forgotten entries",
                holder,
                s -> s.count(SourceStats.Count.STREAM_EPOCHS));
        counter(
                "conductor.ingest.reread",
                "Entries read again after that and left out, because they had been applied",
                holder,
                s -> s.count(SourceStats.Count.REREAD_DROPPED));
        deadLetters(stats, holder);
        counter(
                "conductor.clock.steps",
                "Steps of the Redis clock, back or forward",
                holder,
                s -> s.count(SourceStats.Count.CLOCK_STEPS));
        gauge(
                "conductor.clock.ahead.seconds",
                "How far time is ahead of the Redis clock because that was set back",
                () -> stats.count(SourceStats.Count.CLOCK_AHEAD_MS) / 1e3);
        gauge(
                "conductor.ingest.lag.seconds",
                "How far applied entries are behind the clock",
                () -> stats.count(SourceStats.Count.LAG_MS) / 1e3);
    }

    private void deadLetters(SourceStats stats, Supplier<SourceStats> holder) {
        counter(
                "conductor.dead.letters.dropped",
                "Dead letters that found no room to wait in",
                holder,
                s -> s.count(SourceStats.Count.DEAD_LETTERS_DROPPED));
        counter(
                "conductor.dead.letters.recovered",
                "Dead letters written by a start, because the node before it died first",
                holder,
                s -> s.count(SourceStats.Count.DEAD_LETTERS_RECOVERED));
        counter(
                "conductor.dead.letters.gone",
                "Of these, letters without content: Redis did not have the entry any more",
                holder,
                s -> s.count(SourceStats.Count.DEAD_LETTERS_GONE));
        gauge(
                "conductor.dead.letters.waiting",
                "Dead letters that wait until Redis takes them",
                () -> stats.count(SourceStats.Count.DEAD_LETTERS_WAITING));
    }

    private void publisher(PublisherStats stats) {
        gauge("conductor.publisher.lag.seconds", "Age of the last record written", () -> stats.lagMs() / 1e3);
        counter(
                "conductor.publisher.published",
                "Records written to Redis",
                () -> stats,
                PublisherStats::publishedRecords);
        counter(
                "conductor.publisher.alarms",
                "Records that Redis holds differently",
                () -> stats,
                PublisherStats::alarms);
        counter("conductor.publisher.commands", "Commands sent", () -> stats, PublisherStats::commandsSent);
    }

    private void lookUps(EventLookUps lookUps) {
        Supplier<EventLookUps> holder = () -> lookUps;
        counter("conductor.lookups.found", "Events of sessions that look-ups found", holder, EventLookUps::answers);
        counter(
                "conductor.lookups.failures",
                "Look-ups of sessions' events that failed",
                Tags.of("by", "key"),
                holder,
                EventLookUps::keyFailures);
        counter(
                "conductor.lookups.failures",
                "Look-ups of sessions' events that failed",
                Tags.of("by", "channel"),
                holder,
                EventLookUps::channelFailures);
    }

    private void mails(MailStats stats) {
        Supplier<MailStats> holder = () -> stats;
        counter("conductor.mails.sent", "Mails that the mail server took", holder, MailStats::sent);
        counter("conductor.mails.failures", "Attempts to send a mail that failed", holder, MailStats::failures);
        String dropped = "Mails that were dropped: refused for good, after their last attempt, or for want of room";
        counter("conductor.mails.dropped", dropped, Tags.of("reason", "refused"), holder, MailStats::refused);
        counter("conductor.mails.dropped", dropped, Tags.of("reason", "attempts"), holder, MailStats::givenUp);
        counter("conductor.mails.dropped", dropped, Tags.of("reason", "room"), holder, MailStats::noRoom);
        gauge("conductor.mails.waiting", "Mails that wait for the mail server", stats::waiting);
    }

    private void content(NodeContent content) {
        for (ContentStats.Result result : ContentStats.Result.values()) {
            counter(
                    "conductor.llm.requests",
                    "What came of asking models for content, or why they were not asked",
                    Tags.of("result", result.label()),
                    content::stats,
                    stats -> stats.results(result));
        }
        counter(
                "conductor.llm.cost.micros",
                "What models have cost, in micro-dollars",
                content::stats,
                ContentStats::costMicros);
        gauge(
                "conductor.llm.budget.used.ratio",
                "Share of what models may cost in this hour that is used",
                content::budgetUsed);
        content.breakers()
                .forEach((role, breaker) -> Gauge.builder(
                                "conductor.llm.breaker.state",
                                () -> breaker.state().ordinal())
                        .description("Breaker of a model: 0 closed, 1 half open, 2 open")
                        .tags(Tags.of("model", role))
                        .register(registry));
    }

    private void sink(SinkStats stats, RunningParts parts) {
        gauge("conductor.sink.up", "Whether rows are written to the database", () -> stats.up() ? 1 : 0);
        gauge("conductor.sink.lag.events", "Records that are not known to be in the database", parts::sinkLag);
        for (SinkTable table : SinkTable.values()) {
            Tags tags = Tags.of("table", table.table());
            counter("conductor.sink.rows", "Rows written to the database", tags, () -> stats, s -> s.rows(table));
        }
    }

    private void shadow(ShadowStats stats, RunningParts parts) {
        Supplier<ShadowStats> holder = () -> stats;
        gauge("conductor.shadow.lag.signals", "Signals that the shadow has not applied", parts::shadowLag);
        counter(
                "conductor.shadow.comparisons",
                "Comparisons of states that were the same",
                holder,
                ShadowStats::comparisons);
        gauge(
                "conductor.shadow.diverged",
                "Whether the node's state was found to differ from what its journal leads to",
                () -> stats.divergence() == null ? 0 : 1);
        gauge("conductor.shadow.up", "Whether the shadow works", () -> stats.failure() == null ? 1 : 0);
        counter("conductor.snapshot.written", "Snapshots written", holder, ShadowStats::snapshots);
        counter(
                "conductor.snapshot.failures",
                "Snapshots that could not be written",
                holder,
                ShadowStats::snapshotFailures);
        gauge("conductor.snapshot.sequence", "Sequence that the newest snapshot reaches", stats::snapshotSequence);
        gauge("conductor.snapshot.bytes", "Bytes of the newest snapshot", stats::snapshotBytes);
        gauge(
                "conductor.snapshot.duration.seconds",
                "How long writing the newest snapshot took",
                () -> stats.snapshotTookNs() / 1e9);
        gauge(
                "conductor.snapshot.written.timestamp.seconds",
                "When the newest snapshot was written, Unix time; 0 when there is none",
                () -> stats.snapshotAtMs() / 1e3);
    }

    private void retention(RetentionStats stats) {
        Supplier<RetentionStats> holder = () -> stats;
        counter(
                "conductor.journal.removed.bytes",
                "Bytes of journal days removed, as nobody needs them any more",
                holder,
                RetentionStats::removedBytes);
        gauge(
                "conductor.journal.retention.waiting",
                "Whether journal days are old enough to go and something still needs them",
                () -> stats.waitingFor() == null ? 0 : 1);
    }

    private void upload(SnapshotUpload upload) {
        Supplier<SnapshotUpload> holder = () -> upload;
        counter("conductor.snapshot.uploads", "Snapshots brought to the database", holder, SnapshotUpload::uploads);
        counter(
                "conductor.snapshot.upload.failures",
                "Attempts to bring a snapshot to the database that failed",
                holder,
                SnapshotUpload::failures);
        gauge(
                "conductor.snapshot.uploaded.sequence",
                "Sequence that the newest snapshot in the database reaches, -1 when none is known",
                upload::sequence);
    }

    private void gauge(String name, String help, Supplier<Number> value) {
        Gauge.builder(name, value).description(help).register(registry);
    }

    private <T> void counter(String name, String help, Supplier<T> holder, ToDoubleFunction<T> value) {
        counter(name, help, Tags.empty(), holder, value);
    }

    private <T> void counter(String name, String help, Tags tags, Supplier<T> holder, ToDoubleFunction<T> value) {
        holders.add(holder);
        FunctionCounter.builder(name, holder, supplier -> value.applyAsDouble(supplier.get()))
                .tags(tags)
                .description(help)
                .register(registry);
    }
}
