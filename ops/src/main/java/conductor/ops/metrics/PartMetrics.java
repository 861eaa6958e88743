package conductor.ops.metrics;

import conductor.ops.health.Health;
import conductor.ops.health.State;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/** {@code conductor_component_up{component}}: 1 up, 0.5 degraded, 0 down or not started yet. */
public final class PartMetrics implements Collector {
    private static final String NAME = "conductor_component_up";

    private final Health health;

    public PartMetrics(Health health) {
        this.health = health;
    }

    @Override
    public GaugeSnapshot collect() {
        GaugeSnapshot.Builder all =
                GaugeSnapshot.builder().name(NAME).help("How a part is: 1 up, 0.5 degraded, 0 down or not started yet");
        health.conditions()
                .forEach((part, condition) -> all.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("component", part))
                        .value(condition.state() == State.UP ? 1 : condition.state() == State.DEGRADED ? 0.5 : 0)
                        .build()));
        return all.build();
    }
}
