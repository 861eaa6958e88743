package conductor.ops.metrics;

import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.gateway.redis.SourceStats;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/**
 * {@code conductor_ingest_events_total{kind,source}}: entries read, by what they became and the stream they stood on. Kinds appear
 * with their first entry; {@code DEAD_LETTER} is there from the start.
 */
public final class IngestMetrics implements Collector {
    private static final String NAME = "conductor_ingest_events";
    private static final int LAST_TYPE = SourceStats.TYPES - 1;

    private final SourceStats stats;

    public IngestMetrics(SourceStats stats) {
        this.stats = stats;
    }

    @Override
    public CounterSnapshot collect() {
        CounterSnapshot.Builder all =
                CounterSnapshot.builder().name(NAME).help("Entries read, by what they became and their stream");
        for (int source = 0; source < SourceId.COUNT; source++) {
            if (stats.reads(source) && source != SourceId.TIME) {
                for (int type = 0; type <= LAST_TYPE; type++) {
                    long entries = stats.entries(source, type);
                    if (entries > 0 || type == SignalType.DEAD_LETTER) {
                        all.dataPoint(CounterDataPointSnapshot.builder()
                                .labels(Labels.of("kind", SignalType.name(type), "source", SourceId.stream(source)))
                                .value(entries)
                                .build());
                    }
                }
            }
        }
        return all.build();
    }
}
