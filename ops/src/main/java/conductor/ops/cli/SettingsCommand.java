package conductor.ops.cli;

import conductor.gateway.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code conductor settings}. */
@Command(
        name = "settings",
        description = {
            "Changes some settings of an event, or takes all of them back to the defaults. What is not named stays as it is.",
            "",
            "  agent_enabled=true|false            agent_mode=MANUAL|SEMI_AUTO|AUTO",
            "  auto_approve_threshold=0..1         min_confidence_threshold=0..1",
            "  allowed_interventions=POLL,BROADCAST,NOTIFICATION,GAMIFICATION, null = all",
            "  max_interventions_per_hour=0..100   approval_timeout_s=10..1800",
            "  notify_on_anomaly=true|false        notify_on_intervention=true|false",
            "  notification_emails=a@x.org,b@x.org, null = none",
            "  holdout_fraction=0..0.5             content_language=en, null = any",
            "  detection_false_alarms_per_hour=0.01..10, null = the node's",
            ""
        })
final class SettingsCommand extends PersonCommand {
    private static final Set<String> LISTS = Set.of("allowed_interventions", "notification_emails");

    @Parameters(index = "0", paramLabel = "EVENT", description = "Id of the event.")
    private String event;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Settings to change.")
    private List<String> assignments = List.of();

    @Option(names = "--reset", description = "Takes everything back to the defaults of the node.")
    private boolean reset;

    @Option(
            names = "--expected-version",
            paramLabel = "N",
            description = "Refuses when the settings have another version by now.")
    private Long expectedVersion;

    @Override
    String type() {
        return "SET_SETTINGS";
    }

    @Override
    void fill(Map<String, Object> members) {
        if (reset != assignments.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "Either name settings as KEY=VALUE, or give --reset.");
        }
        members.put("event_id", event);
        if (reset) {
            members.put("reset", true);
        } else {
            members.put("settings", settings());
        }
        putIfGiven(members, "expected_version", expectedVersion);
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new CommandFailure(
                        ExitCode.USAGE, "'" + assignment + "' is no setting; it looks like agent_mode=AUTO.");
            }
            String key = assignment.substring(0, equals);
            settings.put(key, value(key, assignment.substring(equals + 1)));
        }
        return settings;
    }

    /** The value as JSON where it is some, a list of words where the setting is one, else a text. */
    private static Object value(String key, String text) {
        try {
            Map<String, Object> read = Json.read("{\"value\":" + text + "}");
            if (read.size() == 1 && text.indexOf('}') < 0) {
                return read.get("value");
            }
        } catch (IOException e) {
            // No JSON: words as they are typed.
        }
        return LISTS.contains(key) ? Arrays.asList(text.split(",")) : text;
    }

    @Override
    String sentence() {
        return reset
                ? "Event " + event + " has the settings of the node again."
                : "The settings of event " + event + " are changed.";
    }
}
