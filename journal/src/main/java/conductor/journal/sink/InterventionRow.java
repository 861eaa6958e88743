package conductor.journal.sink;

/** What is known of one intervention within a batch: the newest state, and what earlier ones said that later ones leave out. */
final class InterventionRow {
    long proposedMs;
    byte[] decisionId;
    byte[] interventionId;
    byte[] anomalyId;
    byte[] session;
    byte[] event;
    String kind;
    String type;
    /** In millionths, -1 = none. */
    int confidencePpm;

    String state;
    String mode;
    byte[] reasoning;
    byte[] explanation;
    byte[] content;
    Boolean automatic;
    long expiresMs;
    long publishedMs;
    long executedMs;
    Boolean executed;
    byte[] outcome;
    long seq;

    void write(CopyBuffer rows, byte[] engine) {
        rows.row()
                .time(proposedMs)
                .text(decisionId)
                .text(interventionId)
                .text(anomalyId)
                .text(session)
                .text(event)
                .text(kind)
                .text(type);
        if (confidencePpm < 0) {
            rows.nothing();
        } else {
            rows.number(RowSource.ratio(confidencePpm));
        }
        rows.text(state)
                .text(mode)
                .text(reasoning)
                .json(explanation)
                .json(content)
                .text(content == null ? null : "template")
                .bool(automatic)
                .time(expiresMs)
                .time(publishedMs)
                .time(executedMs)
                .bool(executed)
                .bool(executed)
                .json(outcome)
                .text(engine)
                .bigint(seq);
    }
}
