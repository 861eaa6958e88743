package conductor.journal.sink;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Decision;
import conductor.engine.core.Rule;
import conductor.engine.core.Severity;
import conductor.journal.json.FiguresJson;
import conductor.journal.json.Ids;

/** ANOMALY records as rows of {@code anomalies}. */
final class AnomalyRows {
    private final Ids ids;

    AnomalyRows(Ids ids) {
        this.ids = ids;
    }

    void write(CopyBuffer rows, RowSource source) {
        Decision d = source.decision();
        rows.row()
                .time(d.engineTimeMs)
                .text(source.text("id", json -> ids.write(json, "id", Ids.ANOMALY, d.seq)))
                .text(source.session())
                .text(source.event())
                .text(AnomalyClass.name(d.anomalyClass))
                .text(Rule.name(d.rule))
                .text(Severity.name(d.severity))
                .number(RowSource.ratio(d.anomalyScorePpm))
                .number(RowSource.ratio(d.scorePpm))
                .number(RowSource.ratio(d.expectedPpm))
                .number(RowSource.ratio(source.view().deviationPpm()))
                .json(source.member("signals", json -> FiguresJson.signals(json, d)))
                .text(Rule.detector(d.rule))
                .text(source.engine())
                .bigint(d.seq);
    }
}
