package conductor.journal.sink;

import conductor.engine.core.Category;
import conductor.engine.core.Decision;

/** SCORE records as rows of {@code engagement_metrics}. */
final class MetricRows {
    private MetricRows() {}

    static void write(CopyBuffer rows, RowSource source) {
        Decision d = source.decision();
        rows.row()
                .time(d.engineTimeMs)
                .text(source.session())
                .text(source.event())
                .number(RowSource.ratio(d.scorePpm))
                .number(d.chatCount)
                .number(RowSource.ratio(d.participationPpm))
                .number(d.reactionCount)
                .number(RowSource.ratio(d.leaveRatePpm))
                .integer(d.activeUsers)
                .integer(d.totalUsers)
                .integer(d.leavers)
                .text(Category.name(d.category))
                .text(source.engine())
                .bigint(d.seq);
    }
}
