package conductor.ops.node;

import conductor.engine.ring.EngineView;
import conductor.gateway.publish.PublisherStats;
import conductor.gateway.redis.SourceStats;
import conductor.journal.SyncStats;
import conductor.ops.indicators.Indicator;
import conductor.ops.indicators.Indicator.Bad;
import conductor.ops.indicators.Rise;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * The service indicators of a node: what an operator would watch, from figures that the parts have at hand. Totals are taken as rates
 * and means since the last look. While a connection is down its lag says nothing, and there is no value.
 */
final class NodeIndicators {
    private static final double NS_PER_MS = 1e6;
    private static final double US_PER_MS = 1e3;

    private NodeIndicators() {}

    /** @param sync how syncing the journal goes; empty where it is not synced. */
    static List<Indicator> of(RunningParts parts, EngineLatencies latencies, Optional<SyncStats> sync) {
        List<Indicator> all = new ArrayList<>();
        SourceStats source = parts.source().stats();
        PublisherStats publisher = parts.publisher().stats();
        EngineView view = parts.pipeline().view();
        all.add(new Indicator(
                "signals",
                "/s",
                Bad.FALL,
                1,
                Rise.perSecond(() -> view.figures().signals())));
        all.add(new Indicator("rejected", "/s", Bad.RISE, 0.5, Rise.perSecond(() -> rejected(source, view.figures()))));
        all.add(new Indicator("read_lag", "ms", Bad.RISE, 100, () -> readLagMs(source)));
        all.add(new Indicator("engine_time", "us", Bad.RISE, 100, latencies.eventDuration()::p99Us));
        all.add(new Indicator(
                "end_to_end", "ms", Bad.RISE, 50, () -> latencies.endToEnd().p99Us() / US_PER_MS));
        sync.ifPresent(stats -> all.add(new Indicator("journal_sync", "ms", Bad.RISE, 5, syncMs(stats))));
        all.add(new Indicator("publisher_lag", "ms", Bad.RISE, 100, () -> publisherLagMs(publisher)));
        if (parts.sink().isPresent()) {
            all.add(new Indicator("sink_lag", "records", Bad.RISE, 1_000, parts::sinkLag));
        }
        all.add(new Indicator("gc_pause", "ms/s", Bad.RISE, 20, Rise.perSecond(NodeIndicators::gcPauseMs)));
        all.add(new Indicator("cpu", "cores", Bad.RISE, 0.25, Rise.perSecond(NodeIndicators::cpuSeconds)));
        return all;
    }

    private static double rejected(SourceStats source, EngineView.Figures figures) {
        return source.deadLetters() + figures.refused() + figures.refusedNames();
    }

    private static double readLagMs(SourceStats source) {
        return source.connected() ? source.count(SourceStats.Count.LAG_MS) : Double.NaN;
    }

    private static double publisherLagMs(PublisherStats publisher) {
        return publisher.connected() ? publisher.lagMs() : Double.NaN;
    }

    private static DoubleSupplier syncMs(SyncStats stats) {
        return new Rise(() -> stats.totalNs() / NS_PER_MS, stats::syncs);
    }

    /** Collectors that work beside the threads count their cycles as well, which stop nobody. */
    private static double gcPauseMs() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(bean -> !bean.getName().endsWith("Cycles"))
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .map(ns -> ns / 1e9)
                .orElse(Double.NaN);
    }
}
