package conductor.bench.series;

import com.sun.management.ThreadMXBean;
import conductor.bench.Rounding;
import conductor.engine.detect.SeriesDetector;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;

/** The detector, and what it takes by itself without reading and writing: time and allocation of the thread that calls it. */
final class MeasuredDetector {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final SeriesDetector detector = new SeriesDetector();
    private final int[] cells = new int[SeriesDetector.CELLS];
    private long points;
    private long missing;
    private long wallNs;
    private long cpuNs;
    private long allocatedBytes;

    /** Gives a series to the detector as a new one and adds what that took. */
    double[] scores(SeriesFile series) {
        double[] scores = new double[series.size()];
        Arrays.fill(cells, 0);
        long beganBytes = THREADS.getCurrentThreadAllocatedBytes();
        long beganCpuNs = THREADS.getCurrentThreadCpuTime();
        long beganNs = System.nanoTime();
        for (int i = 0; i < scores.length; i++) {
            scores[i] = SeriesDetector.anomalyScore(detector.observe(cells, 0, series.timeMs(i), series.value(i)));
        }
        wallNs += System.nanoTime() - beganNs;
        cpuNs += THREADS.getCurrentThreadCpuTime() - beganCpuNs;
        allocatedBytes += THREADS.getCurrentThreadAllocatedBytes() - beganBytes;
        points += scores.length;
        missing += SeriesDetector.missing(cells, 0);
        return scores;
    }

    /** Adds the figures by the names of the output. */
    void describe(Map<String, Object> into) {
        into.put("points", points);
        into.put("missing", missing);
        into.put("ns_per_point", points == 0 ? null : Rounding.round((double) wallNs / points));
        into.put("cpu_ns_per_point", points == 0 ? null : Rounding.round((double) cpuNs / points));
        into.put("state_bytes_per_series", SeriesDetector.CELLS * Integer.BYTES);
        into.put("allocated_bytes", allocatedBytes);
    }
}
