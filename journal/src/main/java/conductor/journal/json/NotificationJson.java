package conductor.journal.json;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Bell;
import conductor.engine.core.Decision;
import conductor.engine.core.Severity;

/** What a message for the organiser's bell says of its anomaly or intervention (audience.md 2.5). */
public final class NotificationJson {
    private final Ids ids;

    public NotificationJson(Ids ids) {
        this.ids = ids;
    }

    /** Writes the members that the message and the stream record have in common. */
    public void members(JsonWriter json, RecordView view) {
        Decision d = view.decision();
        if (d.state == Bell.ANOMALY_DETECTED) {
            json.text("anomaly_type", AnomalyClass.name(d.anomalyClass))
                    .text("severity", Severity.name(d.severity))
                    .ppm("engagement_score", d.scorePpm);
            ids.write(json, "anomaly_id", Ids.ANOMALY, view.anomalyNumber());
        } else {
            json.text("intervention_type", Arm.name(d.arm))
                    .ppm("confidence", view.explanation().confidencePpm())
                    .bool("auto_approved", view.explanation().autoApproved() == 1);
            ids.write(json, "decision_id", Ids.DECISION, d.decisionSeq);
        }
    }
}
