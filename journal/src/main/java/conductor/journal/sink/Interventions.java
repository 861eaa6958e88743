package conductor.journal.sink;

import conductor.engine.core.Arm;
import conductor.engine.core.Code;
import conductor.engine.core.ContentMethod;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionKind;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Mode;
import conductor.journal.json.ContentJson;
import conductor.journal.json.ExplanationJson;
import conductor.journal.json.Ids;
import conductor.journal.json.JsonWriter;
import conductor.journal.json.RecordDetail;
import conductor.journal.json.RecordView;
import conductor.journal.json.Wording;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * DECISION, ESCALATION and REWARD records as rows of {@code interventions}: one row a decision, its records of one batch gathered, since
 * a statement may touch a row once only.
 */
final class Interventions {
    private static final String ESCALATION = "ESCALATION";

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

    /** Remembers what later records of a decision leave out; to be called with every record, in order, before {@link #gather}. */
    void note(RecordView view) {
        if (view.decision().type == DecisionType.DECISION) {
            proposals.note(view);
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
        rows.values().forEach(row -> row.write(buffer, engine, outcome));
    }

    /** Takes in a record. */
    void gather(RowSource source) {
        switch (source.decision().type) {
            case DecisionType.ESCALATION -> escalation(source);
            case DecisionType.REWARD -> reward(source);
            default -> state(source);
        }
    }

    private void escalation(RowSource source) {
        Decision d = source.decision();
        InterventionRow row = row(source, d.seq);
        row.proposedMs = d.engineTimeMs;
        row.decisionId = id(source, Ids.INTERVENTION, d.seq);
        row.kind = ESCALATION;
        row.state = DecisionState.name(DecisionState.PUBLISHED);
        row.automatic = true;
        row.publishedMs = d.engineTimeMs;
        describe(row, source);
        content(row, source);
    }

    private void state(RowSource source) {
        Decision d = source.decision();
        InterventionRow row = decision(source);
        row.kind = Proposals.kind(source.view());
        row.state = DecisionState.name(d.state);
        row.code = d.code == Code.NONE ? null : Code.name(d.code);
        describe(row, source);
        follow(row, source);
    }

    /** Only after a MEASURED, so the state is known, and its code: there is none but that of an overlap. */
    private void reward(RowSource source) {
        Decision d = source.decision();
        InterventionRow row = decision(source);
        row.kind = proposals.kind(d.decisionSeq);
        row.state = DecisionState.name(DecisionState.MEASURED);
        row.code = source.reward().overlap() == 0 ? null : Code.name(Code.OVERLAP);
        row.reward(source.reward());
    }

    private InterventionRow decision(RowSource source) {
        Decision d = source.decision();
        InterventionRow row = row(source, d.decisionSeq);
        row.proposedMs = proposals.proposedMs(d);
        row.decisionId = id(source, Ids.DECISION, d.decisionSeq);
        return row;
    }

    private InterventionRow row(RowSource source, long number) {
        InterventionRow row = rows.computeIfAbsent(number, seq -> new InterventionRow());
        row.seq = source.decision().seq;
        row.session = source.session();
        row.event = source.event();
        return row;
    }

    private void describe(InterventionRow row, RowSource source) {
        Decision d = source.decision();
        RecordView view = source.view();
        if (view.anomalyNumber() != 0) {
            row.anomalyId = id(source, Ids.ANOMALY, view.anomalyNumber());
        }
        if (view.interventionNumber() != 0) {
            row.interventionId = id(source, Ids.INTERVENTION, view.interventionNumber());
        }
        row.type = Arm.name(d.arm);
        row.confidencePpm =
                d.arm == 0 ? InterventionRow.NO_CONFIDENCE : view.explanation().confidencePpm();
        row.mode = Mode.name(view.explanation().mode());
        reasoning(row, source);
        if (view.explained()) {
            row.explanation = source.member("explanation", json -> explanations.write(json, view));
            bytes += row.explanation.length;
        }
        if (view.explanation().expiresAtMs() != 0) {
            row.expiresMs = view.explanation().expiresAtMs();
        }
        if (view.detail().actor() != null) {
            row.actor = Storable.text(view.detail().actor());
        }
    }

    /** Of what a person asked for: that person's reason, which the first record has and a later one does not replace. */
    private static void reasoning(InterventionRow row, RowSource source) {
        RecordView view = source.view();
        if (view.explanation().kind() != DecisionKind.MANUAL) {
            row.reasoning = source.text("reasoning", json -> Wording.reasoning(json, "reasoning", view));
        } else if (row.reasoning == null) {
            row.reasoning = Storable.text(view.detail().reason());
        }
    }

    /** What a state adds to the row. An assumed execution is dated at the publication. */
    private void follow(InterventionRow row, RowSource source) {
        Decision d = source.decision();
        switch (d.state) {
            case DecisionState.PROPOSED, DecisionState.AUTO_APPROVED -> {
                row.automatic = d.state == DecisionState.AUTO_APPROVED;
                content(row, source);
            }
            case DecisionState.APPROVED -> row.automatic = false;
            case DecisionState.PUBLISHED -> {
                row.publishedMs = d.engineTimeMs;
                boolean said = source.view().detail().present();
                row.reached = said ? source.view().detail().numbers().usersReached() : d.totalUsers;
                cost(row, source);
                content(row, source);
            }
            case DecisionState.SKIPPED, DecisionState.EXPIRED, DecisionState.REJECTED -> cost(row, source);
            case DecisionState.EXECUTED -> executed(row, source);
            case DecisionState.FAILED -> {
                byte[] error = source.view().detail().error();
                platformSaid(row, source, false);
                row.error = error == null ? Code.name(d.code) : RowSource.string(error);
            }
            case DecisionState.MEASURED -> row.measuredMs = d.engineTimeMs;
            case DecisionState.UNMEASURED -> {
                if (d.code == Code.OVERLAP) {
                    row.overlap = true;
                }
            }
            default -> {
                // Says no more than its name.
            }
        }
    }

    /** Said once: where the decision is published, or where it ends without that. */
    private static void cost(InterventionRow row, RowSource source) {
        if (source.view().detail().present()) {
            row.costMicros = source.view().detail().numbers().costMicros();
        }
    }

    private void executed(InterventionRow row, RowSource source) {
        Decision d = source.decision();
        platformSaid(row, source, true);
        row.assumed = d.code == Code.ASSUMED;
        long toldMs = source.view().detail().numbers().executedAtMs();
        row.executedMs = toldMs != 0 ? toldMs : row.assumed ? proposals.publishedMs(d.decisionSeq) : d.engineTimeMs;
    }

    private static void platformSaid(InterventionRow row, RowSource source, boolean executed) {
        row.executed = executed;
        row.assumed = false;
        row.error = null;
        row.result = source.view().detail().result();
    }

    /** What the record brings, else what the templates give. */
    private void content(InterventionRow row, RowSource source) {
        RecordDetail detail = source.view().detail();
        byte[] content = Storable.json(detail.content());
        row.content = content != null
                ? content
                : source.member("content", json -> ContentJson.preview(json, "content", source.view()));
        row.contentMethod = ContentMethod.name(
                content == null ? ContentMethod.TEMPLATE : detail.numbers().method());
        bytes += row.content.length;
    }

    private byte[] id(RowSource source, char kind, long seq) {
        return source.text("id", json -> ids.write(json, "id", kind, seq));
    }
}
