package conductor.ops.indicators;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * {@code conductor_indicator_value{indicator,unit}}, which is not there where an indicator has no value,
 * {@code conductor_indicator_severity{indicator}}, {@code conductor_indicator_alarm{indicator}} and
 * {@code conductor_indicator_alarms_total{indicator}}.
 */
public final class IndicatorMetrics implements MultiCollector {
    private static final String PREFIX = "conductor_indicator_";

    private final Indicators indicators;

    public IndicatorMetrics(Indicators indicators) {
        this.indicators = indicators;
    }

    @Override
    public MetricSnapshots collect() {
        GaugeSnapshot.Builder value = gauge("value", "Median of the last five looks at a service indicator");
        GaugeSnapshot.Builder severity = gauge(
                "severity", "Greatest severity of an indicator's last six values: s is reached once in 10^s values");
        GaugeSnapshot.Builder alarm = gauge("alarm", "Whether an indicator is out of the ordinary");
        CounterSnapshot.Builder alarms = CounterSnapshot.builder()
                .name(PREFIX + "alarms")
                .help("Times that an indicator came to be out of the ordinary");
        for (IndicatorState state : indicators.states()) {
            Labels labels = Labels.of("indicator", state.indicator().name());
            if (!Double.isNaN(state.value())) {
                value.dataPoint(point(labels.add("unit", state.indicator().unit()), state.value()));
            }
            severity.dataPoint(point(labels, state.severity()));
            alarm.dataPoint(point(labels, state.alarm() == null ? 0 : 1));
            alarms.dataPoint(CounterDataPointSnapshot.builder()
                    .labels(labels)
                    .value(state.alarms())
                    .build());
        }
        return MetricSnapshots.of(value.build(), severity.build(), alarm.build(), alarms.build());
    }

    private static GaugeSnapshot.Builder gauge(String name, String help) {
        return GaugeSnapshot.builder().name(PREFIX + name).help(help);
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
