package conductor.ops.http;

import java.util.List;
import java.util.Map;

/** What the HTTP side asks the node. Every answer is made from values at hand: no I/O, no lock, from any thread. */
public interface NodeProbes {
    /** Content type of OpenMetrics. */
    String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /** What tells this node from any other that listens here: {@code pid} and {@code started_at}, as in node.json. */
    Map<String, Object> identity();

    /** Members of {@code GET /health}. */
    Map<String, Object> health();

    /** Members of {@code GET /status}. */
    Map<String, Object> status();

    /** Members of {@code GET /startupz}: phase and progress of the recovery. */
    Map<String, Object> startup();

    /** Members of {@code GET /version}. */
    Map<String, Object> version();

    /** Whether recovery is done. */
    boolean started();

    /** The checks that fail now; empty = ready. */
    List<FailingCheck> failingChecks();

    /** How each part of the node is, since when and why, and {@code engine_lag_ms}. */
    Map<String, Object> components();

    /** The metrics in Prometheus' text format, or in OpenMetrics. */
    String metrics(boolean openMetrics);

    /**
     * One reason not to be ready.
     *
     * @param check short stable name.
     * @param detail a sentence for the operator.
     */
    record FailingCheck(String check, String detail) {
        Map<String, Object> toMap() {
            return Map.of("check", check, "detail", detail);
        }
    }
}
