package conductor.ops.config;

import conductor.engine.core.Arm;
import conductor.engine.core.EngineConfig;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Holds the settings of the engine against the journal's. What decides is fixed when a journal is created; to be told
 * something else later, and to ignore it in silence, would be worse than not to start.
 */
public final class FixedByJournal {
    /** Lines of the genesis record whose setting has another name. */
    private static final Map<String, String> SETTINGS = Map.of(
            "decisioning.veto-ms", "decisioning.veto-s",
            "decisioning.default.holdout-ppm", "decisioning.default.holdout-fraction",
            "decisioning.default.auto-approve-ppm", "decisioning.default.auto-approve-threshold",
            "decisioning.default.min-confidence-ppm", "decisioning.default.min-confidence-threshold",
            "decisioning.default.allowed-arms", "decisioning.default.allowed-interventions",
            "decisioning.evidence-decay-ppm", "decisioning.evidence-decay",
            "decisioning.prior-count-milli", "decisioning.prior-count",
            "decisioning.prior-unnamed-ppm", "decisioning.prior-unnamed-confidence");

    private FixedByJournal() {}

    /**
     * Checks what somebody set explicitly; a default gives way to the journal.
     *
     * @param asked the engine's part of the settings.
     * @param journal the configuration in the journal's genesis record.
     * @throws ConfigError naming every setting that differs.
     */
    public static void check(Settings settings, EngineConfig asked, EngineConfig journal) {
        Map<String, String> fixed = lines(journal);
        List<String> problems = new ArrayList<>();
        lines(asked).forEach((line, value) -> {
            String key = SETTINGS.getOrDefault(line, line);
            if (settings.has(key) && !settings.entry(key).isDefault() && !value.equals(fixed.get(line))) {
                problems.addAll(new SettingReader(settings)
                        .wrong(
                                key,
                                "cannot be changed any more: the journal was made with "
                                        + asSetting(line, fixed.get(line))
                                        + ". Leave the setting out, or start a new journal with another"
                                        + " --data-dir")
                        .problems());
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigError(problems);
        }
    }

    /**
     * The settings with what the journal has fixed in the place of defaults that differ, with the origin {@code journal}.
     *
     * @param asked the engine's part of the settings.
     * @param journal the configuration in the journal's genesis record.
     */
    public static Settings inForce(Settings settings, EngineConfig asked, EngineConfig journal) {
        Map<String, String> byDefault = lines(asked);
        Map<String, String> fixed = new LinkedHashMap<>();
        lines(journal).forEach((line, value) -> {
            String key = SETTINGS.getOrDefault(line, line);
            if (settings.has(key) && settings.entry(key).isDefault() && !value.equals(byDefault.get(line))) {
                fixed.put(key, asSetting(line, value));
            }
        });
        return settings.with(fixed, "journal");
    }

    /** The value of a line of the genesis record as its setting has it. */
    private static String asSetting(String line, String value) {
        if (line.endsWith("-ppm")) {
            return new BigDecimal(value).movePointLeft(6).stripTrailingZeros().toPlainString();
        }
        if (line.endsWith("-milli") || line.equals("decisioning.veto-ms")) {
            return new BigDecimal(value).movePointLeft(3).stripTrailingZeros().toPlainString();
        }
        return line.endsWith(".allowed-arms") ? arms(Integer.parseInt(value)) : value;
    }

    private static String arms(int bits) {
        String names = IntStream.rangeClosed(Arm.POLL, Arm.GAMIFICATION)
                .filter(arm -> (bits & 1 << (arm - Arm.POLL)) != 0)
                .mapToObj(Arm::name)
                .collect(Collectors.joining(","));
        return names.isEmpty() ? "none" : names;
    }

    private static Map<String, String> lines(EngineConfig config) {
        Map<String, String> lines = new LinkedHashMap<>();
        config.toText().lines().forEach(line -> {
            int at = line.indexOf('=');
            lines.put(line.substring(0, at), line.substring(at + 1));
        });
        return lines;
    }
}
