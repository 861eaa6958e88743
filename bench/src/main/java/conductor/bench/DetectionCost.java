package conductor.bench;

import com.sun.management.ThreadMXBean;
import conductor.engine.detect.SessionDetector;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a step of the session detector costs once it is compiled, over counts of many sessions that run at the same time; and, alternating
 * with it, what it costs to read the same counts and to read and write the same words: the floor of any detector that remembers as much.
 */
final class DetectionCost {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Passes before the measured ones go on until the compiler has seen so many steps. */
    private static final int WARM_STEPS = 1_000_000;

    private static final int PASSES = 7;
    /** A step is the number of its session and the counts. */
    private static final int COUNTS = 6;

    private static final int FIELDS = 1 + COUNTS;
    private static final double TICK_SECONDS = 5;

    private final int[] steps;
    private final long[] words;
    private final long[] pool = new long[SessionDetector.POOL_WORDS];
    private final SessionDetector detector = new SessionDetector(TICK_SECONDS);
    /** Keeps the compiler from leaving out what nobody reads. */
    private double seen;

    /** A way to go through all steps. */
    private interface Pass {
        void run();
    }

    /** Processor time and allocation of a pass. */
    private record Spent(double nsPerStep, long bytes) {}

    private DetectionCost(List<List<int[]>> sessions) {
        words = new long[sessions.size() * SessionDetector.WORDS];
        steps = new int[sessions.stream().mapToInt(List::size).sum() * FIELDS];
        int longest = sessions.stream().mapToInt(List::size).max().orElse(0);
        int at = 0;
        for (int tick = 0; tick < longest; tick++) {
            for (int session = 0; session < sessions.size(); session++) {
                if (tick < sessions.get(session).size()) {
                    steps[at] = session * SessionDetector.WORDS;
                    System.arraycopy(sessions.get(session).get(tick), 0, steps, at + 1, COUNTS);
                    at += FIELDS;
                }
            }
        }
    }

    /**
     * Runs through the counts, some seconds at most.
     *
     * @param sessions for each session its ticks: chat, reactions, leaves, users, active, whether a poll is open.
     * @return figures, medians of the passes; none where there is no tick.
     */
    static Map<String, Object> measure(List<List<int[]>> sessions) {
        DetectionCost cost = new DetectionCost(sessions);
        Map<String, Object> figures = new LinkedHashMap<>();
        if (cost.steps.length != 0) {
            cost.warmUp();
            Spent[] floors = new Spent[PASSES];
            Spent[] detections = new Spent[PASSES];
            for (int pass = 0; pass < PASSES; pass++) {
                floors[pass] = cost.spent(cost::touch);
                detections[pass] = cost.spent(cost::detect);
            }
            figures.put("ns_per_step", median(detections));
            figures.put("ns_per_step_floor", median(floors));
            figures.put(
                    "bytes_allocated",
                    Arrays.stream(detections).mapToLong(Spent::bytes).min().orElseThrow());
        }
        figures.put("state_bytes_per_session", SessionDetector.WORDS * Long.BYTES);
        return figures;
    }

    private void warmUp() {
        for (int done = 0; done < WARM_STEPS; done += steps.length / FIELDS) {
            spent(this::touch);
            spent(this::detect);
        }
    }

    private Spent spent(Pass pass) {
        Arrays.fill(words, 0);
        SessionDetector.beginPool(pool, 0);
        long beganBytes = THREADS.getCurrentThreadAllocatedBytes();
        long beganNs = THREADS.getCurrentThreadCpuTime();
        pass.run();
        long ns = THREADS.getCurrentThreadCpuTime() - beganNs;
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - beganBytes;
        return new Spent(ns * (double) FIELDS / steps.length, bytes);
    }

    private void detect() {
        for (int at = 0; at < steps.length; at += FIELDS) {
            detector.step(
                    words,
                    steps[at],
                    pool,
                    0,
                    steps[at + 1],
                    steps[at + 2],
                    steps[at + 3],
                    steps[at + 4],
                    steps[at + 5],
                    steps[at + 6] != 0);
            seen += detector.severity;
        }
    }

    private void touch() {
        for (int at = 0; at < steps.length; at += FIELDS) {
            int counts = 0;
            for (int i = 1; i < FIELDS; i++) {
                counts += steps[at + i];
            }
            int row = steps[at];
            for (int word = row; word < row + SessionDetector.WORDS; word++) {
                words[word] += counts;
            }
            seen += words[row];
        }
    }

    private static double median(Spent[] passes) {
        double[] sorted =
                Arrays.stream(passes).mapToDouble(Spent::nsPerStep).sorted().toArray();
        return Rounding.round(sorted[PASSES / 2]);
    }
}
