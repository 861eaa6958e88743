package conductor.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Figures of {@code bench series} for people. */
final class SeriesTable {
    private static final List<String> PROFILES = List.of("standard", "reward_low_FP", "reward_low_FN");

    private SeriesTable() {}

    /** All figures, with a line on the machine; the table of scores only where they were judged. */
    static String text(Map<String, Object> figures, String machine) {
        String cost = String.format(
                Locale.ROOT,
                "%,d series, %,d points (%,d without a value); %s ns a point (%s of the processor), %,d bytes a series, %,d bytes allocated%n%s",
                figures.get("series"),
                figures.get("points"),
                figures.get("missing"),
                figures.get("ns_per_point"),
                figures.get("cpu_ns_per_point"),
                figures.get("state_bytes_per_series"),
                figures.get("allocated_bytes"),
                machine);
        return figures.containsKey("windows") ? cost + System.lineSeparator() + scores(figures) : cost;
    }

    private static String scores(Map<String, Object> figures) {
        StringBuilder text = new StringBuilder();
        text.append(line("labelled windows: " + figures.get("windows"), PROFILES.toArray()));
        Object best = figures.get("best_threshold");
        text.append(line("score at the best threshold of all", of(best, "score")));
        text.append(line("  that threshold", of(best, "threshold")));
        text.append(line("  windows missed", of(best, "windows_missed")));
        text.append(line("  false points", of(best, "false_points")));
        text.append(line("score, threshold from a random half", of(figures.get("threshold_from_random_half"), null)));
        text.append(line("score, threshold from other folders", of(figures.get("threshold_from_other_folders"), null)));
        return text.toString().stripTrailing();
    }

    /** What each profile has under a name, or has itself. */
    private static Object[] of(Object byProfile, String name) {
        return PROFILES.stream()
                .map(profile -> ((Map<?, ?>) byProfile).get(profile))
                .map(value -> name == null ? value : ((Map<?, ?>) value).get(name))
                .toArray();
    }

    private static String line(String title, Object... cells) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-36s", title));
        for (Object cell : cells) {
            Object shown = cell instanceof Double number ? String.format(Locale.ROOT, "%.4g", number) : cell;
            text.append(String.format(Locale.ROOT, " %14s", shown == null ? "none" : shown));
        }
        return text.append(System.lineSeparator()).toString();
    }
}
