package conductor.ops.simulate;

import conductor.engine.core.SourceId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The person who is asked: leaves suggestions alone until they expire, or approves each after so many seconds; and has the agent
 * act on the event while its programme lasts.
 */
final class Organiser {
    private static final String ID = "usr_organiser";

    private final OptionalInt approvesAfterS;
    private final String event;
    private final long dayMs;
    private final PlatformStreams streams;
    private final Map<String, Integer> dueS = new LinkedHashMap<>();
    private boolean agentOn;

    Organiser(OptionalInt approvesAfterS, String event, PlatformStreams streams, long dayMs) {
        this.event = event;
        this.dayMs = dayMs;
        this.approvesAfterS = approvesAfterS;
        this.streams = streams;
    }

    /** A suggestion waits. */
    void asked(String decisionId, int nowS) {
        approvesAfterS.ifPresent(after -> dueS.put(decisionId, nowS + after));
    }

    /** What was due until a second has been given in an earlier run. */
    void goesOn(DayScript script, int nowS) {
        agentOn = nowS >= script.fromS() && nowS < script.switchedOffS();
    }

    /** Gives the commands that are due. */
    void gives(DayScript script, int nowS) {
        dueS.entrySet().removeIf(decision -> decision.getValue() <= nowS && approve(decision.getKey(), nowS));
        if (!agentOn && nowS >= script.fromS() && nowS < script.switchedOffS()) {
            enableAgent(true, nowS);
        } else if (agentOn && nowS >= script.switchedOffS()) {
            enableAgent(false, nowS);
        }
    }

    private void enableAgent(boolean enabled, int nowS) {
        agentOn = enabled;
        Map<String, Object> command = command("SET_SETTINGS", "settings-" + (dayMs + nowS));
        command.put("event_id", event);
        command.put("settings", Map.of("agent_enabled", enabled));
        streams.answer(SourceId.COMMAND, nowS, command);
    }

    private boolean approve(String decisionId, int nowS) {
        Map<String, Object> command = command("APPROVE", decisionId);
        command.put("decision_id", decisionId);
        streams.answer(SourceId.COMMAND, nowS, command);
        return true;
    }

    private static Map<String, Object> command(String type, String key) {
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("command_id", "simulate-" + key);
        command.put("type", type);
        command.put("actor", ID);
        return command;
    }
}
