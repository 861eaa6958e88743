package conductor.ops.config;

import conductor.engine.core.Arm;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.PresenceSetting;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The settings of the engine as lines of a journal's genesis record: some have another name there, and other units. */
final class GenesisLines {
    private static final String FALSE_ALARMS_PPM = "detection.false-alarms-per-session-hour-ppm";
    private static final String FALSE_SHARE_PPM = "detection.false-alarm-share-ppm";

    /** Lines whose setting has another name. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("decisioning.veto-ms", "decisioning.veto-s"),
            Map.entry("decisioning.default.holdout-ppm", "decisioning.default.holdout-fraction"),
            Map.entry("decisioning.default.auto-approve-ppm", "decisioning.default.auto-approve-threshold"),
            Map.entry("decisioning.default.min-confidence-ppm", "decisioning.default.min-confidence-threshold"),
            Map.entry("decisioning.default.allowed-arms", "decisioning.default.allowed-interventions"),
            Map.entry("decisioning.evidence-decay-ppm", "decisioning.evidence-decay"),
            Map.entry("decisioning.prior-count-milli", "decisioning.prior-count"),
            Map.entry("decisioning.prior-unnamed-ppm", "decisioning.prior-unnamed-confidence"),
            Map.entry(FALSE_ALARMS_PPM, "detection.false-alarms-per-session-hour"),
            Map.entry(FALSE_SHARE_PPM, "detection.false-alarm-share"));

    private GenesisLines() {}

    /** The lines of a configuration in their order, by name; with those that say what is so where a journal does not say it. */
    static Map<String, String> of(EngineConfig config) {
        Map<String, String> lines = new LinkedHashMap<>();
        config.toText().lines().forEach(line -> {
            int at = line.indexOf('=');
            lines.put(line.substring(0, at), line.substring(at + 1));
        });
        lines.put("detection.version", config.detection().versionName());
        lines.put(FALSE_ALARMS_PPM, String.valueOf(config.detection().falseAlarmsPpm()));
        lines.put(FALSE_SHARE_PPM, String.valueOf(config.detection().falseSharePpm()));
        for (PresenceSetting setting : PresenceSetting.values()) {
            lines.put(setting.key(), config.presence().word(setting));
        }
        lines.put("presence.enabled", String.valueOf(config.presence().isPresent()));
        return lines;
    }

    /** The configuration of these lines. */
    static EngineConfig toConfig(Map<String, String> lines) {
        return EngineConfig.parse(lines.entrySet().stream()
                .map(line -> line.getKey() + "=" + line.getValue())
                .collect(Collectors.joining("\n")));
    }

    /** The key of the setting that a line holds; there need not be one of that name. */
    static String setting(String line) {
        return SETTINGS.getOrDefault(line, line);
    }

    /** The value of a line as its setting has it. */
    static String asSetting(String line, String value) {
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
}
