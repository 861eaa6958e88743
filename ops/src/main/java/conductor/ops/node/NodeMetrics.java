package conductor.ops.node;

import conductor.engine.core.Code;
import conductor.engine.core.SourceId;
import conductor.engine.ring.EngineView;
import conductor.gateway.publish.PublisherStats;
import conductor.gateway.redis.SourceStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The node's metrics in Prometheus' text format. Every value is read from the parts when it is asked for, so the hot path
 * pays nothing; a metric appears when the part that has its value runs.
 */
final class NodeMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private volatile long journalBytes;

    NodeMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        Gauge.builder("conductor.build.info", () -> 1)
                .tag("version", Version.text())
                .tag("java", Runtime.version().toString())
                .description("What is running; always 1")
                .register(registry);
    }

    String scrape() {
        return registry.scrape();
    }

    void journalBytes(long bytes) {
        journalBytes = bytes;
    }

    void bind(RunningParts parts) {
        engine(parts);
        source(parts.source().stats());
        publisher(parts.publisher().stats());
        gauge("conductor.redis.up", "Whether Redis is read and written", () -> up(parts) ? 1 : 0);
        gauge("conductor.journal.bytes", "Bytes of disk that the journal uses", () -> journalBytes);
    }

    private void engine(RunningParts parts) {
        Supplier<EngineView.Figures> figures = parts.pipeline().view()::figures;
        counter("conductor.signals", "Stream entries applied", figures, EngineView.Figures::signals);
        counter("conductor.signals.inferred", "Inferred presence applied", figures, EngineView.Figures::inferred);
        counter("conductor.decisions", "Records made, without scores", figures, EngineView.Figures::decisions);
        counter("conductor.scores", "Scores made", figures, EngineView.Figures::scores);
        counter("conductor.ingest.duplicates", "Entries read again", figures, EngineView.Figures::duplicates);
        counter("conductor.inputs.refused", "Refused for a full table", figures, EngineView.Figures::refused);
        counter("conductor.names.refused", "Definitions refused", figures, EngineView.Figures::refusedNames);
        counter("conductor.outcomes.late", "Outcomes of no open decision", figures, EngineView.Figures::lateOutcomes);
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
        for (int source = 0; source < SourceId.COUNT; source++) {
            String stream = SourceId.stream(source);
            if (stream != null && source != SourceId.TIME) {
                int number = source;
                Tags tags = Tags.of("source", stream);
                counter("conductor.ingest.events", "Entries read", tags, holder, s -> s.entries(number));
                counter("conductor.ingest.no.effect", "Entries without effect", tags, holder, s -> s.noEffect(number));
            }
        }
        for (int code = Code.BAD_UTF8; code <= Code.FUTURE_ID; code++) {
            int number = code;
            Tags tags = Tags.of("reason", Code.name(code));
            counter("conductor.ingest.rejected", "Dead letters", tags, holder, s -> s.deadLetters(number));
        }
        gauge(
                "conductor.ingest.lag.seconds",
                "How far applied entries are behind the clock",
                () -> stats.count(SourceStats.Count.LAG_MS) / 1e3);
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

    private void gauge(String name, String help, Supplier<Number> value) {
        Gauge.builder(name, value).description(help).register(registry);
    }

    private <T> void counter(String name, String help, Supplier<T> holder, ToDoubleFunction<T> value) {
        counter(name, help, Tags.empty(), holder, value);
    }

    private <T> void counter(String name, String help, Tags tags, Supplier<T> holder, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, holder, supplier -> value.applyAsDouble(supplier.get()))
                .tags(tags)
                .description(help)
                .register(registry);
    }
}
