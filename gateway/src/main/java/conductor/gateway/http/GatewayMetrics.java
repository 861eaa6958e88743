package conductor.gateway.http;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/** Figures of the gateway in Prometheus' text format: those that it counts itself, and those that it asks others for. */
final class GatewayMetrics {
    private record Metric(String type, String help, DoubleSupplier value) {}

    private final Map<String, Metric> metrics = new TreeMap<>();
    private final Map<ProblemCode, LongAdder> problems = new TreeMap<>();
    private final LongAdder requests = new LongAdder();

    GatewayMetrics() {
        for (ProblemCode code : ProblemCode.values()) {
            problems.put(code, new LongAdder());
        }
        counter("conductor_gateway_requests_total", "Requests that were answered.", requests::sum);
    }

    void counter(String name, String help, DoubleSupplier value) {
        metrics.put(name, new Metric("counter", help, value));
    }

    void gauge(String name, String help, DoubleSupplier value) {
        metrics.put(name, new Metric("gauge", help, value));
    }

    void request() {
        requests.increment();
    }

    void problem(ProblemCode code) {
        problems.get(code).increment();
    }

    /** The figures that have no labels, by name. */
    Map<String, Object> figures() {
        Map<String, Object> figures = new TreeMap<>();
        metrics.forEach((name, metric) -> figures.put(name, metric.value().getAsDouble()));
        return figures;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        metrics.forEach((name, metric) -> {
            head(text, name, metric.type(), metric.help());
            text.append(name)
                    .append(' ')
                    .append(number(metric.value().getAsDouble()))
                    .append('\n');
        });
        head(text, "conductor_gateway_problems_total", "counter", "Requests that were refused, by code.");
        problems.forEach((code, count) -> text.append("conductor_gateway_problems_total{code=\"")
                .append(code.name().toLowerCase(Locale.ROOT))
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
        return text.toString();
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
