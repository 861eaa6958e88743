package conductor.journal.sink;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.codec.RewardRecordDecoder;
import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.Category;
import conductor.engine.core.Code;
import conductor.engine.core.ContentMethod;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionKind;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Mode;
import conductor.engine.core.Rule;
import conductor.engine.core.Severity;
import conductor.engine.learn.Context;
import conductor.journal.json.ContentJson;
import conductor.journal.json.ExplanationJson;
import conductor.journal.json.Ids;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.Rarity;
import conductor.journal.json.RecordView;
import conductor.journal.json.SessionDirectory;
import conductor.journal.json.SummaryJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the tables must hold after the given records, worked out from the specification; only the JSON of explanation and content is what
 * the publisher's own renderers say, which have tests of their own. Columns by name, times in milliseconds.
 */
final class ExpectedRows {
    final List<Map<String, Object>> metrics = new ArrayList<>();
    final List<Map<String, Object>> anomalies = new ArrayList<>();
    final Map<String, Map<String, Object>> interventions = new LinkedHashMap<>();
    final List<Map<String, Object>> performance = new ArrayList<>();

    /** The newest of each event. */
    final Map<Object, Map<String, Object>> summaries = new LinkedHashMap<>();

    /** Members of the outcomes as JSON, by decision. */
    private final Map<String, Map<String, String>> outcomes = new HashMap<>();

    private final Map<Long, String> sessions = new HashMap<>();
    private final Map<Long, String> events = new HashMap<>();
    private final SessionDirectory directory = new SessionDirectory();
    private final RecordView view = new RecordView(directory);
    private final ExplanationJson explanations;
    private final String engine;

    ExpectedRows(List<Decision> records, int engineId) {
        engine = String.format("%08x", engineId);
        explanations = new ExplanationJson(new Ids(engineId));
        records.forEach(this::record);
    }

    private void record(Decision d) {
        directory.apply(d);
        view.wrap(d);
        switch (d.type) {
            case DecisionType.SESSION_OPENED -> sessions.put(d.subjectKey, text(d));
            case DecisionType.EVENT_RESOLVED -> events.put(d.scopeKey, text(d));
            case DecisionType.SCORE -> metrics.add(metric(d));
            case DecisionType.ANOMALY -> anomalies.add(anomaly(d));
            case DecisionType.DECISION, DecisionType.ESCALATION -> intervention(d);
            case DecisionType.REWARD -> reward(d);
            case DecisionType.SUMMARY -> summary(d);
            default -> {
                // No row.
            }
        }
    }

    private Map<String, Object> metric(Decision d) {
        Map<String, Object> row = common(d);
        row.put("time", d.engineTimeMs);
        row.put("engagement_score", decimal(d.scorePpm));
        row.put("chat_msgs_per_min", (double) d.chatCount);
        row.put("poll_participation", decimal(d.participationPpm));
        row.put("reactions_per_min", (double) d.reactionCount);
        row.put("user_leave_rate", decimal(d.leaveRatePpm));
        row.put("active_users", d.activeUsers);
        row.put("total_users", d.totalUsers);
        row.put("leavers", d.leavers);
        row.put("category", Category.name(d.category));
        row.put("extra", null);
        return row;
    }

    private Map<String, Object> anomaly(Decision d) {
        Map<String, Object> row = common(d);
        row.put("time", d.engineTimeMs);
        row.put("anomaly_id", "a-" + engine + "-" + d.seq);
        row.put("anomaly_type", AnomalyClass.name(d.anomalyClass));
        row.put("rule", Rule.name(d.rule));
        row.put("severity", Severity.name(d.severity));
        row.put("anomaly_score", decimal(d.anomalyScorePpm));
        row.put("current_engagement", decimal(d.scorePpm));
        row.put("expected_engagement", decimal(d.expectedPpm));
        row.put("deviation", decimal((long) d.scorePpm - d.expectedPpm));
        row.put(
                "signals",
                "{\"leavers\": %d, \"total_users\": %d, \"active_users\": %d, \"user_leave_rate\": %s, "
                                .formatted(d.leavers, d.totalUsers, d.activeUsers, shown(d.leaveRatePpm))
                        + "\"chat_msgs_per_min\": %d.0, \"reactions_per_min\": %d.0, \"poll_participation\": %s}"
                                .formatted(d.chatCount, d.reactionCount, shown(d.participationPpm)));
        row.put("detector", Rule.detector(d.rule));
        return row;
    }

    private void intervention(Decision d) {
        boolean escalation = d.type == DecisionType.ESCALATION;
        String id = escalation ? "i-" + engine + "-" + d.seq : "d-" + engine + "-" + d.decisionSeq;
        Map<String, Object> row = interventions.computeIfAbsent(id, key -> first(d));
        row.putAll(common(d));
        row.put("decision_id", id);
        row.put("anomaly_id", d.anomalySeq == 0 ? null : "a-" + engine + "-" + d.anomalySeq);
        row.put(
                "kind",
                escalation ? "ESCALATION" : DecisionKind.name(view.explanation().kind()));
        row.put("type", Arm.name(d.arm));
        row.put("confidence", d.arm == 0 ? null : decimal(view.explanation().confidencePpm()));
        row.put("state", escalation ? "PUBLISHED" : DecisionState.name(d.state));
        row.put("code", escalation || d.code == 0 ? null : Code.name(d.code));
        figures(row, d);
        row.put("mode", Mode.name(view.explanation().mode()));
        row.put("reasoning", reasoning(d));
        row.put("explanation", rendered(json -> explanations.write(json, view)));
        if (view.explanation().expiresAtMs() != 0) {
            row.put("expires_at", view.explanation().expiresAtMs());
        }
        if (escalation || d.state == DecisionState.PUBLISHED) {
            row.put("intervention_id", "i-" + engine + "-" + d.seq);
            row.put("published_at", d.engineTimeMs);
        }
        if (view.detail().actor() != null) {
            row.put("actor", new String(view.detail().actor(), StandardCharsets.UTF_8));
        }
        if (!escalation && d.state <= DecisionState.APPROVED) {
            row.put("auto_approved", d.state == DecisionState.AUTO_APPROVED);
        } else if (escalation) {
            row.put("auto_approved", true);
        }
        if (escalation || d.state <= DecisionState.AUTO_APPROVED || d.state == DecisionState.PUBLISHED) {
            boolean template = view.detail().content() == null;
            row.put(
                    "content",
                    template
                            ? rendered(json -> ContentJson.preview(json, "content", view))
                            : new String(view.detail().content(), StandardCharsets.UTF_8));
            row.put(
                    "content_method",
                    template
                            ? "template"
                            : ContentMethod.name(view.detail().numbers().method()));
        }
        if (!escalation) {
            outcome(id, row, d);
        }
    }

    /** People are counted at the publication, costs where they are told; an escalation tells neither. */
    private void figures(Map<String, Object> row, Decision d) {
        boolean said = view.detail().present();
        if (d.type == DecisionType.DECISION && d.state == DecisionState.PUBLISHED) {
            row.put("attendees_reached", said ? view.detail().numbers().usersReached() : d.totalUsers);
        }
        boolean tells = List.of(
                        DecisionState.PUBLISHED, DecisionState.SKIPPED, DecisionState.EXPIRED, DecisionState.REJECTED)
                .contains(d.state);
        if (d.type == DecisionType.DECISION && tells && said) {
            row.put("cost_micros", view.detail().numbers().costMicros());
        }
    }

    private void outcome(String id, Map<String, Object> row, Decision d) {
        Map<String, String> outcome = outcomes.computeIfAbsent(id, key -> new TreeMap<>());
        if (d.state == DecisionState.EXECUTED || d.state == DecisionState.FAILED) {
            boolean executed = d.state == DecisionState.EXECUTED;
            boolean assumed = d.code == Code.ASSUMED;
            row.put("executed", executed);
            row.put("success", executed);
            if (executed) {
                row.put("executed_at", assumed ? row.get("published_at") : (Object) d.engineTimeMs);
            }
            outcome.put("executed", "" + executed);
            outcome.put("success", "" + executed);
            outcome.put("error", executed ? "null" : "\"" + error(d) + "\"");
            outcome.put("assumed", "" + assumed);
            if (view.detail().result() != null) {
                outcome.put("result", new String(view.detail().result(), StandardCharsets.UTF_8));
            }
        } else if (d.state == DecisionState.MEASURED) {
            row.put("measured_at", d.engineTimeMs);
        } else if (d.state == DecisionState.UNMEASURED && d.code == Code.OVERLAP) {
            outcome.put("overlap", "true");
        }
        row.put("outcome", object(outcome));
    }

    private String error(Decision d) {
        byte[] told = view.detail().error();
        return told == null ? Code.name(d.code) : new String(told, StandardCharsets.UTF_8);
    }

    private static String object(Map<String, String> members) {
        return members.isEmpty()
                ? null
                : members.entrySet().stream()
                        .map(member -> "\"" + member.getKey() + "\": " + member.getValue())
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    private void reward(Decision d) {
        RewardRecordDecoder reward = new RewardRecordDecoder();
        reward.wrapAndApplyHeader(d.payload, 0, new MessageHeaderDecoder());
        String id = "d-" + engine + "-" + d.decisionSeq;
        Map<String, Object> row = interventions.get(id);
        row.putAll(common(d));
        Map<String, String> outcome = outcomes.get(id);
        outcome.put("reward", shown(reward.rewardPpm()));
        outcome.put("pre_engagement", shown(reward.prePpm()));
        outcome.put("post_engagement", shown(reward.postPpm()));
        outcome.put("engagement_delta", shown(reward.deltaPpm()));
        outcome.put("overlap", "" + (reward.overlap() == 1));
        row.put("outcome", object(outcome));
        performance.add(performance(d, reward));
    }

    private void summary(Decision d) {
        Map<String, Object> row = common(d);
        row.remove("session_id");
        row.put("time", d.engineTimeMs);
        JsonWriter json = new JsonWriter().beginObject();
        new SummaryJson().write(json, d);
        row.put("summary", new String(json.endObject().toBytes(), StandardCharsets.UTF_8));
        summaries.put(row.get("event_id"), row);
    }

    private Map<String, Object> performance(Decision d, RewardRecordDecoder reward) {
        Map<String, Object> row = common(d);
        row.put("time", d.engineTimeMs);
        row.put("decision_id", "d-" + engine + "-" + d.decisionSeq);
        row.put("agent_id", "engagement-conductor");
        row.put("intervention_type", Arm.name(d.arm));
        row.put("success", reward.helped() == 1);
        row.put("engagement_delta", decimal(reward.deltaPpm()));
        row.put("reward", decimal(reward.rewardPpm()));
        row.put("confidence", decimal(reward.confidencePpm()));
        row.put("grp", reward.grp() == 1 ? "TREATED" : "CONTROL");
        row.put("learned", reward.learned() == 1);
        row.put("context", reward.context() >= Context.COUNT ? null : Context.key(reward.context()));
        row.put("alpha", reward.alpha() == 0 ? null : reward.alpha());
        row.put("beta", reward.beta() == 0 ? null : reward.beta());
        row.put("counted", reward.counted() == 1);
        row.put("users_before", reward.usersBefore());
        row.put("users_after", reward.usersAfter());
        row.put("extra", null);
        return row;
    }

    private Map<String, Object> first(Decision d) {
        Map<String, Object> row = new HashMap<>();
        row.put("proposed_at", d.engineTimeMs);
        for (String column : List.of(
                "intervention_id",
                "content",
                "content_method",
                "auto_approved",
                "actor",
                "expires_at",
                "published_at",
                "executed_at",
                "measured_at",
                "executed",
                "success",
                "outcome",
                "attendees_reached",
                "cost_micros")) {
            row.put(column, null);
        }
        return row;
    }

    private Map<String, Object> common(Decision d) {
        Map<String, Object> row = new HashMap<>();
        row.put("session_id", sessions.get(d.subjectKey));
        row.put("event_id", d.scopeKey == 0 ? "unknown" : events.get(d.scopeKey));
        row.put("engine", engine);
        row.put("seq", d.seq);
        return row;
    }

    private static String reasoning(Decision d) {
        long deviation = (long) d.scorePpm - d.expectedPpm;
        long percent = Math.round(Math.abs(deviation) * 100.0 / d.expectedPpm);
        int rarityPpm = new ExplanationRecordDecoder()
                .wrapAndApplyHeader(d.payload, 0, new MessageHeaderDecoder())
                .rarityPpm();
        return "Engagement %s is %s the expected %s (%s, %s)."
                .formatted(
                        hundredths(d.scorePpm),
                        percent == 0 ? "at" : percent + " % " + (deviation < 0 ? "below" : "above"),
                        hundredths(d.expectedPpm),
                        AnomalyClass.name(d.anomalyClass),
                        Rarity.words(rarityPpm));
    }

    private static String hundredths(int ppm) {
        return BigDecimal.valueOf(ppm, 6)
                .setScale(2, java.math.RoundingMode.HALF_UP)
                .toPlainString();
    }

    private static double decimal(long ppm) {
        return BigDecimal.valueOf(ppm, 6).doubleValue();
    }

    /** As jsonb shows a number that was written with the fewest places, but at least one. */
    private static String shown(long ppm) {
        BigDecimal value = BigDecimal.valueOf(ppm, 6).stripTrailingZeros();
        return value.scale() < 1 ? value.setScale(1).toPlainString() : value.toPlainString();
    }

    private static String rendered(java.util.function.Consumer<JsonWriter> member) {
        JsonWriter json = new JsonWriter();
        json.beginObject();
        member.accept(json);
        String object = new String(json.endObject().toBytes(), StandardCharsets.UTF_8);
        return object.substring(object.indexOf(':') + 1, object.length() - 1);
    }

    private static String text(Decision d) {
        return d.payload.getStringWithoutLengthUtf8(0, d.payloadLength);
    }
}
