package conductor.gateway.publish;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.DecisionKind;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Priority;
import conductor.journal.json.ContentJson;
import conductor.journal.json.Ids;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.RecordView;
import conductor.journal.json.Wording;

/** The commands of {@code agent.interventions} (audience.md 2.4). */
final class CommandJson {
    private final Ids ids;

    CommandJson(Ids ids) {
        this.ids = ids;
    }

    /** Writes the command of a PUBLISHED decision or an ESCALATION. */
    void write(JsonWriter json, RecordView view) {
        switch (view.decision().type == DecisionType.ESCALATION ? Arm.NOTIFICATION : view.decision().arm) {
            case Arm.POLL -> {
                begin(json, "agent.intervention.poll", view);
                ContentJson.poll(json, "poll", view, true);
                metadata(json, view);
            }
            case Arm.BROADCAST -> {
                begin(json, "agent.intervention.broadcast", view);
                ContentJson.message(json, view);
            }
            case Arm.NOTIFICATION -> {
                begin(json, "agent.intervention.notification", view);
                json.text("notification_type", notificationType(view))
                        .text("target", "organizer")
                        .bool("escalate", ContentJson.escalates(view));
                ContentJson.notification(json, "content", view);
            }
            default -> {
                begin(json, "agent.intervention.gamification", view);
                ContentJson.challenge(json, "content", view);
                metadata(json, view);
            }
        }
        end(json, view);
    }

    private static String notificationType(RecordView view) {
        String anomaly = AnomalyClass.name(view.decision().anomalyClass);
        return anomaly == null ? DecisionKind.name(DecisionKind.MANUAL) : anomaly;
    }

    private void begin(JsonWriter json, String type, RecordView view) {
        json.beginObject().text("type", type);
        ids.write(json, "intervention_id", Ids.INTERVENTION, view.interventionNumber());
        json.text("session_id", view.sessionId())
                .text("event_id", view.eventId())
                .time("timestamp", view.decision().engineTimeMs);
    }

    private static void metadata(JsonWriter json, RecordView view) {
        ExplanationRecordDecoder e = view.explanation();
        json.beginObject("metadata");
        Wording.reason(json, "reason", view);
        json.ppm("confidence", e.confidencePpm())
                .text("priority", Priority.name(e.priority()))
                .ppm("estimated_impact", e.impactPpm())
                .endObject();
    }

    private void end(JsonWriter json, RecordView view) {
        boolean escalation = view.decision().type == DecisionType.ESCALATION;
        ids.write(json, "decision_id", Ids.DECISION, escalation ? 0 : view.decision().decisionSeq);
        json.time("expires_at", view.commandExpiresAtMs())
                .number("seq", view.decision().seq)
                .endObject();
    }
}
