package conductor.ops.config;

import conductor.engine.core.EngineConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds the settings of the engine against the journal's. What decides is fixed when a journal is created; to be told
 * something else later, and to ignore it in silence, would be worse than not to start.
 */
public final class FixedByJournal {
    private FixedByJournal() {}

    /**
     * Checks what somebody set explicitly; a default gives way to the journal.
     *
     * @param asked the engine's part of the settings.
     * @param journal the configuration in the journal's genesis record.
     * @throws ConfigError naming every setting that differs.
     */
    public static void check(Settings settings, EngineConfig asked, EngineConfig journal) {
        Map<String, String> fixed = GenesisLines.of(journal);
        List<String> problems = new ArrayList<>();
        GenesisLines.of(asked).forEach((line, value) -> {
            String key = GenesisLines.setting(line);
            if (settings.has(key) && !settings.entry(key).isDefault() && !value.equals(fixed.get(line))) {
                problems.addAll(new SettingReader(settings)
                        .wrong(
                                key,
                                "cannot be changed any more: the journal was made with "
                                        + GenesisLines.asSetting(line, fixed.get(line))
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
        Map<String, String> byDefault = GenesisLines.of(asked);
        Map<String, String> fixed = new LinkedHashMap<>();
        GenesisLines.of(journal).forEach((line, value) -> {
            String key = GenesisLines.setting(line);
            if (settings.has(key) && settings.entry(key).isDefault() && !value.equals(byDefault.get(line))) {
                fixed.put(key, GenesisLines.asSetting(line, value));
            }
        });
        return settings.with(fixed, "journal");
    }
}
