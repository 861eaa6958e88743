package conductor.journal.sink;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.journal.Causes;
import conductor.journal.RecordPosition;
import conductor.journal.json.Ids;
import conductor.journal.json.SessionDirectory;
import conductor.journal.json.TemplateSets;

/**
 * The rows of the records from one position of the journal to another, ready to be sent; kept until the database has them for sure. Also
 * keeps the texts and times that records refer to, so every record of the journal passes through here, in order. One thread.
 */
final class SinkBatch {
    private final SinkConfig config;
    private final SessionDirectory directory = new SessionDirectory();
    private final RowSource source;
    private final AnomalyRows anomalyRows;
    private final Interventions interventions;
    private final CopyBuffer metrics = new CopyBuffer(SinkTable.ENGAGEMENT_METRICS.columnCount());
    private final CopyBuffer anomalies = new CopyBuffer(SinkTable.ANOMALIES.columnCount());
    private final PerformanceRows performanceRows;
    private final CopyBuffer performance = new CopyBuffer(SinkTable.AGENT_PERFORMANCE.columnCount());
    private final CopyBuffer stagedInterventions = new CopyBuffer(SinkTable.INTERVENTIONS.columnCount());
    private final CommandedSettings settings = new CommandedSettings();
    private final CopyBuffer stagedSettings = new CopyBuffer(SinkTable.EVENT_AGENT_SETTINGS.columnCount());
    private final SummaryRows summaries = new SummaryRows();
    private final CopyBuffer stagedSummaries = new CopyBuffer(SinkTable.EVENT_SUMMARIES.columnCount());
    private final PresenceRows presence;
    private SinkPosition from = SinkPosition.START;
    private long seq;
    private long scoreSeq;
    private long readSeq;
    private long readScoreSeq;
    private long engineTimeMs;
    private long beganNs;

    SinkBatch(SinkConfig config, TemplateSets templates, Causes causes) {
        this.config = config;
        Ids ids = new Ids(config.engineId());
        this.source = new RowSource(directory, config.engineId(), templates);
        this.anomalyRows = new AnomalyRows(ids);
        this.interventions = new Interventions(ids);
        this.performanceRows = new PerformanceRows(ids);
        this.presence = new PresenceRows(config.engineId(), causes);
    }

    /**
     * Forgets all that was read, for reading again.
     *
     * @param position records up to here give no rows.
     * @param begin behind which the records follow that are not recalled.
     */
    void restart(SinkPosition position, RecordPosition begin) {
        directory.clear();
        interventions.forget();
        readSeq = begin.seq();
        readScoreSeq = begin.scoreSeq();
        begin(position);
    }

    /** Forgets the rows and begins behind the given position. */
    void begin(SinkPosition position) {
        metrics.clear();
        anomalies.clear();
        interventions.clear();
        performance.clear();
        settings.clear();
        summaries.clear();
        presence.clear();
        from = position;
        seq = position.seq();
        scoreSeq = position.scoreSeq();
    }

    /** Takes in a record for what it says, from before the records that are added. */
    void recall(Decision d) {
        directory.apply(d);
        source.wrap(d);
        interventions.note(source.view());
    }

    /** Takes in the next record of the journal. */
    void add(Decision d) {
        recall(d);
        engineTimeMs = d.engineTimeMs;
        if (d.type == DecisionType.SCORE) {
            readScoreSeq = d.seq;
        } else {
            readSeq = d.seq;
        }
        if (d.type == DecisionType.RESTORED) {
            readScoreSeq = Math.max(readScoreSeq, d.anomalySeq);
        }
        if (!from.covers(d)) {
            take(d);
        }
    }

    private void take(Decision d) {
        if (isEmpty()) {
            beganNs = System.nanoTime();
        }
        if (d.type == DecisionType.SCORE) {
            scoreSeq = d.seq;
        } else {
            seq = d.seq;
        }
        if (d.type == DecisionType.RESTORED) {
            // Where nobody could ask the database, it may be further than the record says.
            scoreSeq = Math.max(scoreSeq, d.anomalySeq);
        }
        switch (d.type) {
            case DecisionType.SCORE -> MetricRows.write(metrics, source);
            case DecisionType.ANOMALY -> anomalyRows.write(anomalies, source);
            case DecisionType.DECISION, DecisionType.ESCALATION -> interventions.gather(source);
            case DecisionType.REWARD -> {
                interventions.gather(source);
                performanceRows.write(performance, source);
            }
            case DecisionType.SETTINGS -> settings.gather(d);
            case DecisionType.SUMMARY -> summaries.gather(source);
            default -> presence.gather(d);
        }
    }

    /** Whether it holds nothing, not even a record without a row. */
    boolean isEmpty() {
        return seq == from.seq() && scoreSeq == from.scoreSeq();
    }

    /** Whether a table has as many rows or bytes as a batch may have. */
    boolean isFull() {
        return full(metrics.rows(), metrics.size())
                || full(anomalies.rows(), anomalies.size())
                || full(interventions.size(), interventions.bytes())
                || full(performance.rows(), performance.size())
                || full(settings.size(), 0)
                || full(summaries.size(), 0)
                || full(presence.activity().rows(), presence.activity().size());
    }

    private boolean full(int rows, int bytes) {
        return rows >= config.batchRows() || rows > 0 && bytes >= config.batchBytes();
    }

    /** Whether its oldest record has waited as long as it may. */
    boolean isDue() {
        return !isEmpty() && System.nanoTime() - beganNs >= config.batchMs() * 1_000_000L;
    }

    /** Whether its position lies beyond the records read so far: the database knows more than the journal. */
    boolean isAhead() {
        return readSeq < from.seq() || readScoreSeq < from.scoreSeq();
    }

    SinkPosition from() {
        return from;
    }

    SinkPosition to() {
        return new SinkPosition(seq, scoreSeq);
    }

    /** Engine time of the last record read. */
    long engineTimeMs() {
        return engineTimeMs;
    }

    /** Rows of a table. */
    int rows(SinkTable table) {
        return switch (table) {
            case ENGAGEMENT_METRICS -> metrics.rows();
            case ANOMALIES -> anomalies.rows();
            case INTERVENTIONS -> interventions.size();
            case AGENT_PERFORMANCE -> performance.rows();
            case EVENT_AGENT_SETTINGS -> settings.size();
            case EVENT_SUMMARIES -> summaries.size();
            case AGENT_SESSIONS -> presence.sessions();
            case WORK_ITEMS -> presence.workItems();
            case AGENT_ACTIVITY -> presence.activity().rows();
        };
    }

    /** The rows of a table for COPY. */
    CopyBuffer copy(SinkTable table) {
        return switch (table) {
            case ENGAGEMENT_METRICS -> {
                metrics.sort(SinkTable.METRICS_SORTED_BY);
                yield metrics;
            }
            case ANOMALIES -> anomalies;
            case INTERVENTIONS -> {
                stagedInterventions.clear();
                interventions.write(stagedInterventions, source.engine());
                yield stagedInterventions;
            }
            case AGENT_PERFORMANCE -> performance;
            case EVENT_AGENT_SETTINGS -> {
                stagedSettings.clear();
                settings.write(stagedSettings, source.engine());
                yield stagedSettings;
            }
            case EVENT_SUMMARIES -> {
                stagedSummaries.clear();
                summaries.write(stagedSummaries, source.engine());
                yield stagedSummaries;
            }
            case AGENT_SESSIONS -> presence.copySessions();
            case WORK_ITEMS -> presence.copyWorkItems();
            case AGENT_ACTIVITY -> presence.activity();
        };
    }
}
