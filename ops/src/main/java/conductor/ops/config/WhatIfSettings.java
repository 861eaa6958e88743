package conductor.ops.config;

import conductor.engine.core.EngineConfig;
import conductor.engine.core.SettingsColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings of the engine that a journal is asked about: what would have been decided with these instead of its own. Immutable.
 *
 * @param config the journal's configuration with what was asked.
 * @param changes what was asked, in its order.
 * @param columns bit n of {@link SettingsColumn} set = what was asked is the default of that column of an event's settings.
 */
public record WhatIfSettings(EngineConfig config, List<Change> changes, int columns) {
    /** Where these settings come from. */
    private static final String ORIGIN = "--what-if";

    private static final String SECTION = "decisioning.";
    private static final String DEFAULTS = SECTION + "default.";
    private static final String ENGINE_ID = "engine.id";

    /** The settings that events may have of their own. */
    private static final Map<String, Integer> COLUMNS = Map.of(
            DEFAULTS + "agent-enabled", SettingsColumn.AGENT_ENABLED,
            DEFAULTS + "mode", SettingsColumn.AGENT_MODE,
            DEFAULTS + "auto-approve-threshold", SettingsColumn.AUTO_APPROVE_THRESHOLD,
            DEFAULTS + "min-confidence-threshold", SettingsColumn.MIN_CONFIDENCE_THRESHOLD,
            DEFAULTS + "allowed-interventions", SettingsColumn.ALLOWED_INTERVENTIONS,
            DEFAULTS + "max-interventions-per-hour", SettingsColumn.MAX_INTERVENTIONS_PER_HOUR,
            DEFAULTS + "approval-timeout-ms", SettingsColumn.APPROVAL_TIMEOUT,
            DEFAULTS + "holdout-fraction", SettingsColumn.HOLDOUT_FRACTION);

    public WhatIfSettings {
        changes = List.copyOf(changes);
    }

    /**
     * One setting that was asked about.
     *
     * @param key the setting.
     * @param was its value in the journal.
     * @param wouldBe its value instead; may be the same.
     */
    public record Change(String key, String was, String wouldBe) {}

    /**
     * Reads what was asked.
     *
     * @param asked {@code key=value} each; the key is that of a setting which journals fix, also without {@code default} where that
     *     leaves no doubt.
     * @param journal the configuration in the journal's genesis record.
     * @throws ConfigError naming every key that there is not, and every value that is wrong.
     */
    public static WhatIfSettings of(List<String> asked, EngineConfig journal) {
        Map<String, String> lineOf = linesBySetting(journal);
        Map<String, String> values = values(asked, lineOf);
        SettingReader read = new SettingReader(Settings.defaults().with(values, ORIGIN), false);
        Map<String, String> bound = GenesisLines.of(NodeConfig.engine(read, ""));
        read.finish();
        Map<String, String> lines = GenesisLines.of(journal);
        List<Change> changes = new ArrayList<>();
        int columns = 0;
        for (String key : values.keySet()) {
            String line = lineOf.get(key);
            String value = bound.get(line);
            String was = lines.put(line, value);
            changes.add(new Change(key, GenesisLines.asSetting(line, was), GenesisLines.asSetting(line, value)));
            columns |= COLUMNS.containsKey(key) ? 1 << COLUMNS.get(key) : 0;
        }
        return new WhatIfSettings(GenesisLines.toConfig(lines), changes, columns);
    }

    /** Names of lines of the genesis record by the settings that can be asked about. The engine's id decides nothing. */
    private static Map<String, String> linesBySetting(EngineConfig journal) {
        Settings known = Settings.defaults();
        Map<String, String> lines = new TreeMap<>();
        for (String line : GenesisLines.of(journal).keySet()) {
            String key = GenesisLines.setting(line);
            if (known.has(key) && !key.equals(ENGINE_ID)) {
                lines.put(key, line);
            }
        }
        return lines;
    }

    private static Map<String, String> values(List<String> asked, Map<String, String> lineOf) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (String text : asked) {
            int at = text.indexOf('=');
            String given = at < 0 ? text : text.substring(0, at).strip();
            String value = text.substring(at + 1).strip();
            String key = fullKey(given, lineOf);
            if (at < 0 || value.isEmpty()) {
                problems.add(ORIGIN + " takes KEY=VALUE, not " + text + ".");
            } else if (!lineOf.containsKey(key)) {
                problems.add(unknown(given, lineOf));
            } else if (values.putIfAbsent(key, value) != null) {
                problems.add(ORIGIN + " asks about " + key + " twice; it can have one value.");
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigError(problems);
        }
        return values;
    }

    /** The key itself, with the {@code default} that may be left out. */
    private static String fullKey(String given, Map<String, String> lineOf) {
        return !lineOf.containsKey(given) && given.startsWith(SECTION)
                ? DEFAULTS + given.substring(SECTION.length())
                : given;
    }

    private static String unknown(String given, Map<String, String> lineOf) {
        return ORIGIN + " cannot ask about " + given + ": no such setting of the engine is in a journal. Did you mean "
                + NearestName.of(given, lineOf.keySet()) + "? It can ask about "
                + String.join(", ", lineOf.keySet()) + ".";
    }
}
