package conductor.journal.sink;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.journal.json.JsonWriter;

/** Records of the presence plane as rows of {@code agent_activity}. */
final class ActivityRows {
    private static final String PLANE = "presence";

    private final JsonWriter json = new JsonWriter();

    void write(CopyBuffer rows, PresenceSource source) {
        Decision d = source.decision();
        ActivityDetail.write(json.clear(), source);
        rows.row()
                .time(d.engineTimeMs)
                .text(PLANE)
                .text(DecisionType.name(d.type))
                .text(source.code())
                .text(source.subject())
                .text(source.agent())
                .text(source.actor())
                .bigint(durationMs(source))
                .json(Storable.json(json.toBytes()))
                .text(source.engine())
                .bigint(d.seq)
                .text(source.scope());
    }

    /** How long what has just ended took: a session, a wait, a talk. */
    private static Long durationMs(PresenceSource source) {
        return switch (source.decision().type) {
            case DecisionType.AGENT_SESSION_CLOSED ->
                source.decision().engineTimeMs - source.detail().loginAtMs();
            case DecisionType.WORK_CONNECTED -> source.detail().waitMs();
            default -> source.talkMs();
        };
    }
}
