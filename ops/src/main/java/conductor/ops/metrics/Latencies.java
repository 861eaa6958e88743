package conductor.ops.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.HdrHistogram.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All durations that are measured: once a second what was recorded goes to the metrics, to {@code status} and to a file. */
public final class Latencies implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Latencies.class);

    private final PrometheusRegistry registry;
    private final LatencyLog log;
    private final List<LatencySeries> series = new CopyOnWriteArrayList<>();
    private boolean logging = true;

    /** @param folder where {@code latency.hlog} is written. */
    public Latencies(PrometheusRegistry registry, Path folder) throws IOException {
        this.registry = registry;
        this.log = new LatencyLog(folder);
    }

    /** Takes part from now on. */
    public void add(LatencySeries one) {
        registry.register(one);
        series.add(one);
    }

    /** Takes what was recorded since the last time; to be called once a second by one thread. */
    public void take() {
        for (LatencySeries one : series) {
            Histogram interval = one.take();
            if (logging) {
                write(one.name(), interval);
            }
        }
    }

    /** A disk that refuses the file must not end the metrics. */
    private void write(String name, Histogram interval) {
        try {
            log.add(name, interval);
        } catch (IOException e) {
            logging = false;
            LOG.warn("Latencies are no longer written to {} ({}); metrics have them", LatencyLog.NAME, e.toString());
        }
    }

    /** The last seconds of every duration, by its name without {@code conductor_} and {@code _seconds}. */
    public Map<String, Object> recent() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (LatencySeries one : series) {
            map.put(one.name().replaceFirst("^conductor_", "").replaceFirst("_seconds$", ""), one.recent());
        }
        return map;
    }

    @Override
    public void close() {
        log.close();
    }
}
