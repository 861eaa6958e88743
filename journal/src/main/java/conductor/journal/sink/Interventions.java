package conductor.journal.sink;

import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Mode;
import conductor.journal.json.ContentJson;
import conductor.journal.json.ExplanationJson;
import conductor.journal.json.Ids;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.RecordView;
import conductor.journal.json.Wording;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * DECISION and ESCALATION records as rows of {@code interventions}: one row a decision, its transitions of one batch gathered, since
 * a statement may touch a row once only.
 */
final class Interventions {
    private final Ids ids;
    private final ExplanationJson explanations;
    private final Proposals proposals = new Proposals();
    private final Map<Long, InterventionRow> rows = new LinkedHashMap<>();
    private final JsonWriter outcome = new JsonWriter();
    private int bytes;

    Interventions(Ids ids) {
        this.ids = ids;
        this.explanations = new ExplanationJson(ids);
    }

    /** Remembers when a decision was proposed and published; to be called with every record, in order, before {@link #gather}. */
    void note(Decision d) {
        if (d.type == DecisionType.DECISION) {
            proposals.note(d);
        }
    }

    /** Forgets everything; for reading the records from their start again. */
    void forget() {
        proposals.clear();
        clear();
    }

    /** Forgets the rows gathered. */
    void clear() {
        rows.clear();
        bytes = 0;
    }

    /** Rows gathered. */
    int size() {
        return rows.size();
    }

    /** About how many bytes the rows gathered take. */
    int bytes() {
        return bytes;
    }

    /** Writes the rows gathered. */
    void write(CopyBuffer buffer, byte[] engine) {
        rows.values().forEach(row -> row.write(buffer, engine));
    }

    /** Takes in a record. */
    void gather(RowSource source) {
        Decision d = source.decision();
        boolean escalation = d.type == DecisionType.ESCALATION;
        InterventionRow row = rows.computeIfAbsent(escalation ? d.seq : d.decisionSeq, seq -> new InterventionRow());
        row.proposedMs = escalation ? d.engineTimeMs : proposals.proposedMs(d);
        row.decisionId = id(source, escalation ? Ids.INTERVENTION : Ids.DECISION, escalation ? d.seq : d.decisionSeq);
        row.kind = escalation ? "ESCALATION" : d.state == DecisionState.CONTROL ? "CONTROL" : "DECISION";
        row.state = DecisionState.name(escalation ? DecisionState.PUBLISHED : d.state);
        row.seq = d.seq;
        describe(row, source);
        follow(row, d, escalation ? DecisionState.PUBLISHED : d.state);
    }

    private void describe(InterventionRow row, RowSource source) {
        Decision d = source.decision();
        RecordView view = source.view();
        row.session = source.session();
        row.event = source.event();
        row.anomalyId = id(source, Ids.ANOMALY, view.anomalyNumber());
        if (view.interventionNumber() != 0) {
            row.interventionId = id(source, Ids.INTERVENTION, view.interventionNumber());
        }
        row.type = Arm.name(d.arm);
        row.confidencePpm = d.arm == 0 ? -1 : view.explanation().confidencePpm();
        row.mode = Mode.name(view.explanation().mode());
        row.reasoning = source.text("reasoning", json -> Wording.reasoning(json, "reasoning", view));
        if (view.explained()) {
            row.explanation = source.member("explanation", json -> explanations.write(json, view));
            bytes += row.explanation.length;
        }
        if (hasContent(d)) {
            row.content = source.member("content", json -> ContentJson.preview(json, "content", view));
        }
        if (view.explanation().expiresAtMs() != 0) {
            row.expiresMs = view.explanation().expiresAtMs();
        }
    }

    private static boolean hasContent(Decision d) {
        return d.type == DecisionType.ESCALATION
                || d.state == DecisionState.PROPOSED
                || d.state == DecisionState.AUTO_APPROVED
                || d.state == DecisionState.PUBLISHED;
    }

    /** What a state adds to the row. An assumed execution is dated at the publication. */
    private void follow(InterventionRow row, Decision d, int state) {
        switch (state) {
            case DecisionState.PROPOSED -> row.automatic = false;
            case DecisionState.AUTO_APPROVED -> row.automatic = true;
            case DecisionState.PUBLISHED -> {
                row.publishedMs = d.engineTimeMs;
                if (d.type == DecisionType.ESCALATION) {
                    row.automatic = true;
                }
            }
            case DecisionState.EXECUTED -> {
                boolean assumed = d.code == Code.ASSUMED;
                row.executedMs = assumed ? proposals.publishedMs(d.decisionSeq) : d.engineTimeMs;
                row.executed = true;
                row.outcome = outcome(true, null, assumed);
            }
            case DecisionState.FAILED -> {
                row.executed = false;
                row.outcome = outcome(false, Code.name(d.code), false);
            }
            default -> {
                // Says no more than its name.
            }
        }
    }

    private byte[] outcome(boolean success, String error, boolean assumed) {
        return outcome.clear()
                .beginObject()
                .bool("executed", success)
                .bool("success", success)
                .text("error", error)
                .bool("assumed", assumed)
                .endObject()
                .toBytes();
    }

    private byte[] id(RowSource source, char kind, long seq) {
        return source.text("id", json -> ids.write(json, "id", kind, seq));
    }
}
