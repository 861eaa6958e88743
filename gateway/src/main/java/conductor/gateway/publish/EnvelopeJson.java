package conductor.gateway.publish;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Bell;
import conductor.engine.core.Code;
import conductor.engine.core.ContentMethod;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.TimerKind;
import conductor.journal.json.CauseJson;
import conductor.journal.json.ContentJson;
import conductor.journal.json.ControlJson;
import conductor.journal.json.ExplanationJson;
import conductor.journal.json.FiguresJson;
import conductor.journal.json.Ids;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.NotificationJson;
import conductor.journal.json.PresenceJson;
import conductor.journal.json.RecordView;
import conductor.journal.json.RewardJson;
import conductor.journal.json.SummaryJson;

/** The records of {@code conductor.decisions.v1} and {@code conductor.scores.v1} (audience.md 2.6, presence.md 1.3). */
final class EnvelopeJson {
    private static final int VERSION = 1;

    private final Ids ids;
    private final UpdateJson updates;
    private final SessionEventJson sessionEvents;
    private final ExplanationJson explanations;
    private final RewardJson rewards;
    private final NotificationJson notifications;
    private final PresenceJson presence;
    private final ControlJson control = new ControlJson();
    private final SummaryJson summaries = new SummaryJson();
    private final ScoreComponents components = new ScoreComponents();

    EnvelopeJson(Ids ids, UpdateJson updates, SessionEventJson sessionEvents, ExplanationJson explanations) {
        this.ids = ids;
        this.updates = updates;
        this.sessionEvents = sessionEvents;
        this.explanations = explanations;
        this.rewards = new RewardJson(ids);
        this.notifications = new NotificationJson(ids);
        this.presence = new PresenceJson(ids);
    }

    void write(JsonWriter json, RecordView view) {
        Decision d = view.decision();
        json.beginObject().number("v", VERSION).number("seq", d.seq);
        ids.writeEngine(json, "engine");
        json.text("type", DecisionType.name(d.type)).time("at", d.engineTimeMs);
        if (DecisionType.isOfPresence(d.type)) {
            presence.write(json, d);
        } else {
            ofAudience(json, view);
        }
        json.endObject();
    }

    private void ofAudience(JsonWriter json, RecordView view) {
        Decision d = view.decision();
        json.text("session_id", view.sessionId())
                .text("event_id", view.eventId())
                .text("scope", view.eventId())
                .text("subject", view.sessionId())
                .text("code", Code.name(d.code));
        cause(json, d);
        if ((d.flags & SignalFlags.LATE) != 0) {
            json.bool("late", true);
        }
        members(json, view);
    }

    private static void cause(JsonWriter json, Decision d) {
        json.beginObject("cause");
        String timer = TimerKind.name(d.causeTimer);
        if (timer != null) {
            json.beginText("timer").partLower(timer).endText();
        } else {
            position(json, d);
        }
        json.endObject();
    }

    private static void position(JsonWriter json, Decision d) {
        CauseJson.position(json, d.causeSource, d.causeTimeMs, d.causeSeq, d.causeSequence);
    }

    private void members(JsonWriter json, RecordView view) {
        Decision d = view.decision();
        switch (d.type) {
            case DecisionType.SCORE -> score(json, d);
            case DecisionType.SESSION_CLOSED -> json.text("reason", Code.name(Code.IDLE));
            case DecisionType.EVENT_RESOLVED ->
                json.text("from", view.eventId(d.decisionSeq))
                        .text("to", view.eventId())
                        .number("rank", d.state);
            case DecisionType.ANOMALY -> {
                json.text("class", AnomalyClass.name(d.anomalyClass));
                updates.anomalyMembers(json, view);
            }
            case DecisionType.ANOMALY_COOLED ->
                json.text("class", AnomalyClass.name(d.anomalyClass)).time("free_at", d.decisionSeq);
            case DecisionType.DECISION -> decision(json, view);
            case DecisionType.ESCALATION -> {
                ids.write(json, "intervention_id", Ids.INTERVENTION, view.interventionNumber());
                ids.write(json, "anomaly_id", Ids.ANOMALY, view.anomalyNumber());
            }
            case DecisionType.STATUS -> sessionEvents.statusMembers(json, view);
            case DecisionType.POLL_DROPPED -> {
                json.beginObject("values").beginText("poll_key");
                json.partHex8((int) (d.anomalySeq >>> 32)).partHex8((int) d.anomalySeq);
                json.endText().endObject().nullValue("actor");
            }
            case DecisionType.INPUT_REFUSED -> position(json, d);
            case DecisionType.RESTORED ->
                json.beginObject("values")
                        .number("known", d.decisionSeq)
                        .number("scores_passed_over", d.anomalySeq)
                        .endObject()
                        .nullValue("actor");
            case DecisionType.REWARD -> {
                rewards.members(json, view);
                rewards.group(json, view);
            }
            case DecisionType.NOTIFICATION -> {
                json.text("bell", Bell.name(d.state));
                notifications.members(json, view);
            }
            case DecisionType.PAUSED,
                    DecisionType.RESUMED,
                    DecisionType.SOURCE_SUSPECT,
                    DecisionType.SETTINGS,
                    DecisionType.MODE -> control.write(json, d);
            case DecisionType.COMMAND_RESULT -> {
                control.write(json, d);
                if (d.decisionSeq != 0) {
                    ids.write(json, "decision_id", Ids.DECISION, d.decisionSeq);
                }
            }
            case DecisionType.SUMMARY -> summaries.write(json, d);
            default -> {}
        }
    }

    private void score(JsonWriter json, Decision d) {
        json.ppm("score", d.scorePpm);
        FiguresJson.category(json, d);
        FiguresJson.signals(json, d);
        components.write(json, d);
    }

    private void decision(JsonWriter json, RecordView view) {
        Decision d = view.decision();
        ids.write(json, "decision_id", Ids.DECISION, d.decisionSeq);
        json.text("state", DecisionState.name(d.state)).text("previous", DecisionState.name(d.previous));
        explanations.write(json, view);
        switch (d.state) {
            case DecisionState.PUBLISHED -> {
                ids.write(json, "intervention_id", Ids.INTERVENTION, view.interventionNumber());
                ContentJson.preview(json, "content", view);
                json.text(
                        "content_method",
                        ContentMethod.name(view.detail().numbers().method()));
            }
            case DecisionState.EXECUTED, DecisionState.FAILED -> {
                ids.write(json, "intervention_id", Ids.INTERVENTION, view.interventionNumber());
                json.json("result", view.detail().result())
                        .utf8("error", view.detail().error());
            }
            default -> {}
        }
        if (view.detail().actor() != null) {
            json.utf8("actor", view.detail().actor())
                    .utf8("reason", view.detail().reason());
        }
        json.text("intervention_type", Arm.name(d.arm));
        if (d.state == DecisionState.PROPOSED || d.state == DecisionState.AUTO_APPROVED) {
            sessionEvents.proposalMembers(json, view);
        }
    }
}
