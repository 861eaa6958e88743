package conductor.ops.cli;

import conductor.engine.core.Decision;
import conductor.engine.core.Signal;
import conductor.gateway.json.Json;
import conductor.journal.Cat;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The course of one session: each signal that is about it, or that something was decided about it by (a tick, an answer, settings of
 * its event), and under it the decisions about it.
 */
final class SessionCourse implements Cat.CauseVisitor {
    /** What a line says in its own place, or what all lines have in common. */
    private static final Set<String> NOT_REPEATED =
            Set.of("sequence", "seq", "type", "engine_time", "cause_sequence", "session");

    private final long sessionKey;
    private final long from;
    private final PrintWriter out;
    private final boolean json;
    private final NameBook names = new NameBook();
    private long shownCause = -1;
    private long shown;

    /**
     * @param from first sequence to show.
     * @param json one object a line instead of lines for people.
     */
    SessionCourse(long sessionKey, String session, long from, PrintWriter out, boolean json) {
        this.sessionKey = sessionKey;
        this.from = from;
        this.out = out;
        this.json = json;
        names.learn(sessionKey, session);
    }

    @Override
    public boolean onSignal(Signal signal) {
        names.learn(signal);
        return signal.sequence < from || signal.subjectKey != sessionKey || show(signal);
    }

    @Override
    public boolean onDecision(Signal cause, Decision decision) {
        names.learn(decision);
        if (cause.sequence < from || decision.subjectKey != sessionKey) {
            return true;
        }
        return (shownCause == cause.sequence || show(cause)) && print("decision", RecordMaps.of(decision, names));
    }

    /** Records that were shown. */
    long shown() {
        return shown;
    }

    private boolean show(Signal signal) {
        shownCause = signal.sequence;
        return print("signal", RecordMaps.of(signal, names));
    }

    /** Prints a record; false when nobody reads any more, as behind {@code head}. */
    private boolean print(String record, Map<String, Object> members) {
        shown++;
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("record", record);
            line.putAll(members);
            out.println(Json.write(line));
        } else {
            boolean signal = "signal".equals(record);
            Object number = members.get(signal ? "sequence" : "seq");
            out.println(members.get("engine_time") + (signal ? "  " : "    -> ") + Printable.text(members.get("type"))
                    + " " + number + figures(members));
        }
        return !out.checkError();
    }

    private static String figures(Map<String, Object> members) {
        return members.entrySet().stream()
                .filter(member -> !NOT_REPEATED.contains(member.getKey()))
                .map(member -> "  " + member.getKey() + "=" + Printable.text(member.getValue()))
                .collect(Collectors.joining());
    }
}
