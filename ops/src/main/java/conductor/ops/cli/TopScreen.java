package conductor.ops.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One screen of {@code conductor top}, as lines of plain text with or without colours. */
final class TopScreen {
    private static final int BAR = 20;
    private static final int TITLE = 24;
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";
    private static final String RED = "\u001b[31m";
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private final boolean colours;
    private final int columns;
    private final List<String> lines = new ArrayList<>();

    private TopScreen(boolean colours, int columns) {
        this.colours = colours;
        this.columns = columns;
    }

    /** @param columns where longer lines are cut. */
    static List<String> of(TopSample sample, boolean colours, int columns) {
        TopScreen screen = new TopScreen(colours, columns);
        screen.head(sample);
        screen.figures(sample);
        screen.latency(sample.map("latency"));
        screen.indicators(sample.map("indicators"));
        screen.components(sample.map("components"));
        screen.counts("Anomalies since start", sample.map("anomalies_since_start"));
        screen.counts("Decisions since start", sample.map("interventions_since_start"));
        screen.counts("Dead letters since start", sample.deadLetters());
        return screen.lines;
    }

    private void head(TopSample sample) {
        Map<String, Object> now = sample.now();
        add(
                BOLD,
                "Engagement Conductor " + now.get("version") + "   engine " + now.get("engine") + "   "
                        + now.get("phase") + " for " + duration(sample.number("uptime_seconds"))
                        + (Boolean.TRUE.equals(now.get("paused")) ? "   PAUSED" : ""));
        add("", "data " + now.get("data_dir") + "   clock " + now.get("clock") + "   egress " + now.get("egress"));
        add("", "");
    }

    private void figures(TopSample sample) {
        long size = sample.number("ring_size");
        long used = size - sample.number("ring_free_slots");
        figure("signals", sample);
        figure("decisions", sample);
        figure("scores", sample);
        add(
                size > 0 && used * 10 > size * 9 ? RED : "",
                String.format(Locale.ROOT, "%-12s %s %,d of %,d", "ring", bar(used, size), used, size));
        add("", String.format(Locale.ROOT, "%-12s %,d ms behind", "lag", sample.lagMs()));
        add(
                "",
                String.format(
                        Locale.ROOT,
                        "%-12s %s %,d of %,d",
                        "sessions",
                        bar(sample.number("sessions"), sample.number("sessions_max")),
                        sample.number("sessions"),
                        sample.number("sessions_max")));
        add(
                sample.number("approvals_pending") > 0 ? YELLOW : "",
                String.format(
                        Locale.ROOT, "%-12s %,d wait for a person", "approvals", sample.number("approvals_pending")));
        add("", "");
    }

    private void figure(String name, TopSample sample) {
        add(
                "",
                String.format(
                        Locale.ROOT, "%-12s %,12.1f /s   %,16d in all", name, sample.rate(name), sample.number(name)));
    }

    private void latency(Map<?, ?> latency) {
        if (latency.isEmpty()) {
            return;
        }
        add(
                BOLD,
                String.format(
                        "%-22s %12s %12s %12s %12s", "Latency, last 10 s", "p50 us", "p99 us", "p99.9 us", "max us"));
        latency.forEach((name, value) -> {
            Map<?, ?> figures = (Map<?, ?>) value;
            add(
                    "",
                    String.format(
                            Locale.ROOT,
                            "%-22s %,12.1f %,12.1f %,12.1f %,12.1f",
                            name,
                            real(figures, "p50_us"),
                            real(figures, "p99_us"),
                            real(figures, "p999_us"),
                            real(figures, "max_us")));
        });
        add("", "");
    }

    private void indicators(Map<?, ?> indicators) {
        List<String> told = IndicatorLines.of(indicators);
        for (String line : told) {
            add(told.size() > 1 ? YELLOW : "", line);
        }
        if (!told.isEmpty()) {
            add("", "");
        }
    }

    private void components(Map<?, ?> components) {
        add(BOLD, "Parts");
        components.forEach((name, value) -> {
            if (value instanceof Map<?, ?> part) {
                String state = String.valueOf(part.get("state"));
                Object reason = part.get("reason");
                add(
                        colour(state),
                        String.format(
                                "%-14s %-9s since %s%s",
                                name, state, part.get("since"), reason == null ? "" : "   " + reason));
            }
        });
        add("", "");
    }

    /** What does not fit goes on on the next line. */
    private void counts(String title, Map<?, ?> counts) {
        StringBuilder line = new StringBuilder(String.format("%-" + TITLE + "s", title));
        if (counts.isEmpty()) {
            line.append(" none");
        }
        for (Map.Entry<?, ?> entry : counts.entrySet()) {
            String count = String.format(Locale.ROOT, " %s %,d ", entry.getKey(), entry.getValue());
            if (line.length() + count.length() > columns) {
                add("", line.toString());
                line = new StringBuilder(" ".repeat(TITLE));
            }
            line.append(count);
        }
        add("", line.toString().stripTrailing());
    }

    private void add(String colour, String text) {
        String cut = text.length() > columns ? text.substring(0, columns) : text;
        lines.add(colours && !colour.isEmpty() ? colour + cut + PLAIN : cut);
    }

    private static String colour(String state) {
        return switch (state) {
            case "up" -> GREEN;
            case "degraded" -> YELLOW;
            default -> RED;
        };
    }

    private static String bar(long used, long size) {
        int filled = size <= 0 ? 0 : (int) Math.min(BAR, (used * BAR + size - 1) / size);
        return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
    }

    private static double real(Map<?, ?> figures, String name) {
        return figures.get(name) instanceof Number number ? number.doubleValue() : 0;
    }

    private static String duration(long seconds) {
        return seconds < 60
                ? seconds + " s"
                : seconds < 3_600
                        ? seconds / 60 + " min " + seconds % 60 + " s"
                        : seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
    }
}
