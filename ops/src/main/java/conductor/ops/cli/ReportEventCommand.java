package conductor.ops.cli;

import conductor.engine.audience.EventTallies;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.gateway.json.Json;
import conductor.journal.JournalDirectory;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.SummaryJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conductor report event}: the summary of an event, as the SUMMARY record has it when its last session closes. */
@Command(
        name = "event",
        description = "What happened in an event so far: sessions, anomalies, decisions, and what they gained.")
final class ReportEventCommand implements Callable<Integer> {
    /** Room for every event and open session there can be. */
    private static final int ROOM = 1 << 24;

    @Mixin
    private GlobalOptions global;

    @Parameters(paramLabel = "EVENT_ID", description = "The event, as the platform names it.")
    private String event;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        String json;
        try (JournalDirectory directory = JournalDirectory.openReadOnly(global.dataDir())) {
            json = summary(directory);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (global.json()) {
            out.println(json);
        } else {
            StatusTable.print(forPeople(Json.read(json)), out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private String summary(JournalDirectory directory) {
        EventTallies tallies = new EventTallies(ROOM, ROOM);
        DecisionWalk walk = new DecisionWalk(directory);
        walk.show(tallies::observe);
        walk.requireEvent(event);
        Decision summary = new Decision();
        summary.type = DecisionType.SUMMARY;
        summary.scopeKey = directory.keyOf(event);
        summary.engineTimeMs = walk.lastMs();
        tallies.write(summary);
        JsonWriter json = new JsonWriter().beginObject().text("event_id", event).time("as_of", walk.lastMs());
        new SummaryJson().write(json, summary);
        return new String(json.endObject().toBytes(), StandardCharsets.UTF_8);
    }

    /** Without the zeros of what did not happen, and with a sentence where there is no interval. */
    private static Map<String, Object> forPeople(Map<String, Object> summary) {
        Map<String, Object> shown = new LinkedHashMap<>(summary);
        shown.replaceAll((name, value) -> value instanceof Map<?, ?> map ? withoutZeros(map) : value);
        if (shown.get("interval") instanceof Map<?, ?> interval) {
            shown.put("interval", interval.get("low") + " to " + interval.get("high"));
        } else {
            shown.put("interval", "not enough data");
        }
        return shown;
    }

    private static Map<?, ?> withoutZeros(Map<?, ?> map) {
        Map<Object, Object> left = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            Object shown = value instanceof Map<?, ?> inner ? withoutZeros(inner) : value;
            if (!Long.valueOf(0).equals(shown) && !Map.of().equals(shown)) {
                left.put(name, shown);
            }
        });
        return left;
    }
}
