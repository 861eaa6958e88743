package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a running node: every line is read, every promised name is there, and what counts something moves. */
@Tag("one-jdk")
class NodeMetricsTest {
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)*})? (\\S+)");
    private static final Pattern COMMENT = Pattern.compile(
            "# (HELP [a-zA-Z_:][a-zA-Z0-9_:]* .*|TYPE [a-zA-Z_:][a-zA-Z0-9_:]* (counter|gauge|histogram|summary|untyped))");

    /** What every running node shows. */
    private static final List<String> PROMISED = List.of(
            "conductor_ingest_events_total",
            "conductor_ingest_rejected_total",
            "conductor_ingest_duplicates_total",
            "conductor_batches_repeated_total",
            "conductor_batches_missing_total",
            "conductor_engine_counts_saturated_total",
            "conductor_ingest_lag_seconds",
            "conductor_redis_stream_lag_entries",
            "conductor_redis_up",
            "conductor_engine_ring_free_slots",
            "conductor_engine_sequence",
            "conductor_engine_event_duration_seconds_bucket",
            "conductor_engine_event_duration_seconds_sum",
            "conductor_engine_event_duration_seconds_count",
            "conductor_end_to_end_latency_seconds_bucket",
            "conductor_end_to_end_latency_seconds_count",
            "conductor_sessions",
            "conductor_sessions_capacity",
            "conductor_signals_total",
            "conductor_decisions_total",
            "conductor_scores_total",
            "conductor_anomalies_total",
            "conductor_interventions_total",
            "conductor_approvals_pending",
            "conductor_provisioning_errors_total",
            "conductor_lookups_found_total",
            "conductor_lookups_failures_total",
            "conductor_journal_appended_total",
            "conductor_journal_bytes",
            "conductor_journal_free_bytes",
            "conductor_component_up",
            "conductor_build_info",
            "conductor_log_dropped_total",
            "jvm_memory_used_bytes",
            "jvm_gc_pause_seconds_count",
            "jvm_threads_live_threads",
            "process_uptime_seconds");

    /** One for all looks, and as Prometheus asks: hundreds of clients that each begin another protocol leave as many idle connections. */
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path dir;

    @Test
    void everyPromisedMetricIsThereAndMovesWithWhatIsFed() throws Exception {
        Settings settings = Settings.load(Playback.settings(dir), Map.of(), null);
        try (ConductorNode node = ConductorNode.start(NodeConfig.bind(settings), settings);
                RedisClient client = RedisClient.create(node.file().redisUri())) {
            Await.until("all parts up", () -> sum(scrape(node), "conductor_component_up") >= 4);
            System.gc();
            Await.until(
                    "the collection's notification",
                    () -> scrape(node).keySet().stream()
                            .anyMatch(sample -> nameOf(sample).equals("jvm_gc_pause_seconds_count")));
            Map<String, Double> before = scrape(node);
            RedisCommands<String, String> redis = client.connect().sync();
            Scenario scenario = new Scenario(redis);
            scenario.tenConnectedThreeChat();
            scenario.broken(1_500);
            scenario.marksUntil(0, 12_000);
            Await.until("two scores", () -> scrape(node).get("conductor_scores_total") == 2);
            Await.until("a size on disk", () -> scrape(node).get("conductor_journal_bytes") > 0);
            Await.until(
                    "a look at the durations",
                    () -> scrape(node).get("conductor_engine_event_duration_seconds_count")
                            > scrape(node).get("conductor_signals_total"));
            Map<String, Double> after = scrape(node);

            for (String name : PROMISED) {
                assertThat(before.keySet())
                        .as(name)
                        .anyMatch(sample -> nameOf(sample).equals(name));
            }
            assertThat(moved(before, after, "conductor_ingest_events_total")).isEqualTo(14);
            assertThat(after)
                    .containsEntry(
                            "conductor_ingest_events_total{kind=\"CHAT\",source=\"platform.events.chat.message.v1\"}",
                            3.0);
            assertThat(moved(before, after, "conductor_ingest_rejected_total")).isEqualTo(1);
            assertThat(moved(before, after, "conductor_signals_total")).isEqualTo(14);
            assertThat(moved(before, after, "conductor_journal_appended_total")).isGreaterThan(14);
            assertThat(moved(before, after, "conductor_engine_sequence")).isGreaterThan(14);
            assertThat(after)
                    .containsEntry("conductor_sessions", 1.0)
                    .containsEntry("conductor_sessions_capacity", 64.0)
                    .containsEntry("conductor_redis_up", 1.0)
                    .containsEntry("conductor_component_up{component=\"redis\"}", 1.0);
            assertThat(after.get("conductor_journal_free_bytes")).isPositive();
            assertThat(after.get("conductor_engine_event_duration_seconds_sum")).isPositive();
            assertThat(after.get("conductor_engine_event_duration_seconds_bucket{le=\"+Inf\"}"))
                    .isEqualTo(after.get("conductor_engine_event_duration_seconds_count"));
            // It is written behind the look that the metrics show.
            Await.until(
                    "the durations in the log",
                    () -> Files.readString(dir.resolve("latency.hlog"))
                            .contains("Tag=conductor_engine_event_duration_seconds,"));
        }
    }

    @Test
    void whoeverAsksForOpenMetricsGetsIt() throws Exception {
        Settings settings = Settings.load(Playback.settings(dir), Map.of(), null);
        try (ConductorNode node = ConductorNode.start(NodeConfig.bind(settings), settings)) {
            HttpResponse<String> open = get(node, "application/openmetrics-text; version=1.0.0");

            assertThat(open.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("application/openmetrics-text");
            assertThat(open.body()).endsWith("# EOF\n");
        }
    }

    private static double moved(Map<String, Double> before, Map<String, Double> after, String name) {
        return sum(after, name) - sum(before, name);
    }

    private static double sum(Map<String, Double> samples, String name) {
        return samples.entrySet().stream()
                .filter(sample -> nameOf(sample.getKey()).equals(name))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static String nameOf(String sample) {
        int brace = sample.indexOf('{');
        return brace < 0 ? sample : sample.substring(0, brace);
    }

    /** Every sample by name and labels; a line that is neither a sample nor a comment of the format fails. */
    private static Map<String, Double> scrape(ConductorNode node) throws Exception {
        Map<String, Double> samples = new TreeMap<>();
        for (String line : get(node, "text/plain").body().split("\n")) {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                String labels = sample.group(2) == null ? "" : sample.group(2);
                assertThat(samples.put(sample.group(1) + labels, Double.parseDouble(sample.group(3))))
                        .as("twice: " + line)
                        .isNull();
            } else {
                assertThat(line).matches(COMMENT);
            }
        }
        return samples;
    }

    private static HttpResponse<String> get(ConductorNode node, String accept)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(node.file().httpUrl() + "/metrics"))
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
