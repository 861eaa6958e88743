package conductor.gateway.publish;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.core.AgentStatus;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.Mode;
import conductor.engine.core.Severity;
import conductor.journal.json.ContentJson;
import conductor.journal.json.ExplanationJson;
import conductor.journal.json.Ids;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.RecordDetail;
import conductor.journal.json.RecordView;
import conductor.journal.json.RewardJson;
import conductor.journal.json.Wording;

/**
 * The messages of {@code session:{id}:events} (audience.md 2.3): an envelope whose {@code data} repeats session,
 * event, time and number, because the platform forwards only {@code data}.
 */
final class SessionEventJson {
    private static final long PPM = 1_000_000;
    /** With fewer attempts an intervention counts as still being explored. */
    private static final int EXPLORED_ATTEMPTS = 5;

    private final Ids ids;
    private final ExplanationJson explanations;
    private final RewardJson rewards;

    SessionEventJson(Ids ids, ExplanationJson explanations) {
        this.ids = ids;
        this.explanations = explanations;
        this.rewards = new RewardJson(ids);
    }

    void status(JsonWriter json, RecordView view) {
        begin(json, "agent.status", view);
        statusMembers(json, view);
        end(json, view);
    }

    /** What the message and the stream record have in common. */
    void statusMembers(JsonWriter json, RecordView view) {
        Decision d = view.decision();
        json.text("status", AgentStatus.name(d.state)).text("previous", AgentStatus.name(d.previous));
        ids.write(json, "decision_id", Ids.DECISION, d.decisionSeq);
        json.time("expires_at", view.explanation().expiresAtMs());
    }

    void decision(JsonWriter json, RecordView view) {
        Decision d = view.decision();
        ExplanationRecordDecoder e = view.explanation();
        boolean automatic = d.state == DecisionState.AUTO_APPROVED;
        begin(json, "agent.decision", view);
        suggestion(json, view, automatic);
        ids.write(json, "decision_id", Ids.DECISION, d.decisionSeq);
        json.time("expires_at", automatic ? 0 : e.expiresAtMs())
                .text("mode", Mode.name(e.mode()))
                .text("severity", Severity.name(d.severity));
        ContentJson.preview(json, "preview", view);
        explanations.write(json, view);
        end(json, view);
    }

    /** What a person needs to decide, so that whoever reads the stream of records needs no message beside it. */
    void proposalMembers(JsonWriter json, RecordView view) {
        boolean automatic = view.decision().state == DecisionState.AUTO_APPROVED;
        json.time("expires_at", automatic ? 0 : view.explanation().expiresAtMs())
                .text("severity", Severity.name(view.decision().severity));
        Wording.reasoning(json, "reasoning", view);
        ContentJson.preview(json, "preview", view);
    }

    private static void suggestion(JsonWriter json, RecordView view, boolean automatic) {
        Decision d = view.decision();
        ExplanationRecordDecoder e = view.explanation();
        json.beginObject("decision").text("interventionType", Arm.name(d.arm)).ppm("confidence", e.confidencePpm());
        Wording.reasoning(json, "reasoning", view);
        json.beginObject("context")
                .text("engagement_bucket", ExplanationJson.engagementBucket(e))
                .text("session_size_bucket", ExplanationJson.sizeBucket(e))
                .text("anomaly_type", AnomalyClass.name(d.anomalyClass))
                .text("deviation_bucket", ExplanationJson.deviationBucket(e))
                .endObject();
        json.beginObject("trendData")
                .ppm("expected_engagement", d.expectedPpm)
                .ppm("deviation", view.deviationPpm())
                .ppm("current_engagement", d.scorePpm)
                .endObject();
        history(json, e.successes(), ExplanationJson.attempts(e, d.arm));
        json.bool("autoApproved", automatic).time("timestamp", d.engineTimeMs).endObject();
    }

    /** How the chosen intervention did in this context so far. */
    private static void history(JsonWriter json, long successes, long attempts) {
        json.beginObject("historicalPerformance")
                .ppm("successRate", attempts == 0 ? 0 : (successes * 2 * PPM + attempts) / (2 * attempts))
                .number("totalAttempts", attempts)
                .bool("isExploring", attempts < EXPLORED_ATTEMPTS)
                .endObject();
    }

    /** What became of a decision that was announced: by whom and why where a person said so, else the reason's code. */
    void resolved(JsonWriter json, RecordView view) {
        Decision d = view.decision();
        RecordDetail detail = view.detail();
        begin(json, "agent.decision.resolved", view);
        ids.write(json, "decision_id", Ids.DECISION, d.decisionSeq);
        json.text("state", DecisionState.name(d.state)).utf8("by", detail.actor());
        said(json, "reason", detail.reason(), d.code);
        end(json, view);
    }

    /** A carried out or failed intervention, with what the platform said of it. */
    void executed(JsonWriter json, RecordView view) {
        Decision d = view.decision();
        RecordDetail detail = view.detail();
        boolean success = d.state == DecisionState.EXECUTED;
        begin(json, "agent.intervention.executed", view);
        ids.write(json, "intervention_id", Ids.INTERVENTION, view.interventionNumber());
        json.text("intervention_type", Arm.name(d.arm)).bool("success", success).json("result", detail.result());
        ids.write(json, "decision_id", Ids.DECISION, d.decisionSeq);
        if (success) {
            json.nullValue("error");
        } else {
            said(json, "error", detail.error(), d.code);
        }
        json.bool("assumed", d.code == Code.ASSUMED);
        end(json, view);
    }

    /** What somebody said, else the name of the code. */
    private static void said(JsonWriter json, String name, byte[] utf8, int code) {
        if (utf8 == null) {
            json.text(name, Code.name(code));
        } else {
            json.utf8(name, utf8);
        }
    }

    /** What an intervention led to. */
    void reward(JsonWriter json, RecordView view) {
        begin(json, "agent.reward.measured", view);
        rewards.members(json, view);
        end(json, view);
    }

    private static void begin(JsonWriter json, String type, RecordView view) {
        json.beginObject()
                .text("type", type)
                .text("session_id", view.sessionId())
                .time("timestamp", view.decision().engineTimeMs)
                .beginObject("data");
    }

    private static void end(JsonWriter json, RecordView view) {
        json.text("session_id", view.sessionId())
                .text("event_id", view.eventId())
                .time("timestamp", view.decision().engineTimeMs)
                .number("seq", view.decision().seq)
                .endObject()
                .endObject();
    }
}
