package conductor.gateway.command;

import conductor.engine.core.Code;
import conductor.engine.core.Payload;
import conductor.engine.core.SignalType;
import conductor.gateway.json.FieldValues;
import conductor.gateway.json.JsonFields;
import conductor.gateway.json.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The commands of {@code conductor.commands.v1}, a reader for each type. One that cannot be followed becomes a COMMAND_REFUSED that
 * carries the sentence of what is wrong as its reason, so that whoever sent it gets it with the result. Off the hot path: it
 * allocates.
 */
public final class Commands {
    /** The id of the command. */
    public static final String ID = "command_id";

    /** Who sent it. */
    public static final String ACTOR = "actor";

    /** What it asks for. */
    public static final String TYPE = "type";

    static final String EVENT = "event_id";
    static final String SESSION = "session_id";
    static final String REASON = "reason";
    static final String CONTENT = "content";
    static final String DECISION = "decision_id";
    static final String MODE = "mode";
    static final String INTERVENTION = "intervention_type";
    static final String FOR_SEC = "for_s";
    static final String SETTINGS = "settings";
    static final String RESET = "reset";
    static final String EXPECTED_VERSION = "expected_version";
    static final String NAME = "name";
    static final String ON = "on";

    private final JsonFields names;
    private final Map<String, CommandKind> kinds = new TreeMap<>();

    /**
     * @param names the fields that were looked for: those of {@link #fieldNames()}.
     * @param engineName the engine's 8 hex digits, by which it knows its own decisions.
     */
    public Commands(JsonFields names, String engineName) {
        this.names = names;
        kinds.put("PAUSE", new BrakeKind(SignalType.PAUSE));
        kinds.put("RESUME", new BrakeKind(SignalType.RESUME));
        kinds.put("APPROVE", new VerdictKind(SignalType.APPROVE, engineName));
        kinds.put("REJECT", new VerdictKind(SignalType.REJECT, engineName));
        kinds.put("SET_MODE", new ModeKind());
        kinds.put("SET_SETTINGS", new SettingsKind());
        kinds.put("SET_SWITCH", new SwitchKind());
        kinds.put("TRIGGER", new TriggerKind());
    }

    /** The names of all fields that any command has. */
    public static String[] fieldNames() {
        return new String[] {
            ID,
            TYPE,
            ACTOR,
            EVENT,
            SESSION,
            REASON,
            CONTENT,
            DECISION,
            MODE,
            INTERVENTION,
            FOR_SEC,
            SETTINGS,
            RESET,
            EXPECTED_VERSION,
            NAME,
            ON
        };
    }

    /** What the fields ask for; id, type and actor are known to be there. */
    public Command read(FieldValues found) {
        CommandFields fields = new CommandFields(names, found);
        try {
            CommandKind kind = kinds.get(new String(fields.utf8(TYPE), StandardCharsets.UTF_8));
            if (kind == null) {
                throw new RefusedCommand("type must be one of " + String.join(", ", kinds.keySet()) + ".");
            }
            return kind.read(fields);
        } catch (RefusedCommand e) {
            return refused(fields, e.getMessage());
        }
    }

    private static Command refused(CommandFields fields, String sentence) {
        byte[] event = fields.idIfAllowed(EVENT);
        byte[] reason = sentence.getBytes(StandardCharsets.UTF_8);
        CommandPayload payload = new CommandPayload()
                .event(event)
                .session(fields.idIfAllowed(SESSION))
                .reason(Arrays.copyOf(reason, Utf8.cut(reason, 0, reason.length, Payload.REASON_MAX)));
        return new Command(SignalType.COMMAND_REFUSED, Code.INVALID, event, Command.NONE, payload.encode(fields));
    }
}
