package conductor.ops.simulate;

import conductor.engine.core.SourceId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The person who is asked: leaves suggestions alone until they expire, or approves each after so many seconds. */
final class Organiser {
    private static final String ID = "usr_organiser";

    private final OptionalInt approvesAfterS;
    private final PlatformStreams streams;
    private final Map<String, Integer> dueS = new LinkedHashMap<>();

    Organiser(OptionalInt approvesAfterS, PlatformStreams streams) {
        this.approvesAfterS = approvesAfterS;
        this.streams = streams;
    }

    /** A suggestion waits. */
    void asked(String decisionId, int nowS) {
        approvesAfterS.ifPresent(after -> dueS.put(decisionId, nowS + after));
    }

    /** Approves what is due; whether anything was. */
    boolean approveDue(int nowS) {
        return dueS.entrySet().removeIf(decision -> decision.getValue() <= nowS && approve(decision.getKey(), nowS));
    }

    private boolean approve(String decisionId, int nowS) {
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("command_id", "simulate-approve-" + decisionId);
        command.put("type", "APPROVE");
        command.put("actor", ID);
        command.put("decision_id", decisionId);
        streams.answer(SourceId.COMMAND, nowS, command);
        return true;
    }
}
