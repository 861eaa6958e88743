package conductor.journal.sink;

import conductor.engine.core.Decision;
import conductor.journal.Causes;
import conductor.journal.RecordFeed;
import conductor.journal.RecordPosition;
import conductor.journal.json.TemplateSets;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the sink is in the journal, and where it goes on after it connected: with the batch in hand if it can be known what became of
 * it, else from as early as it takes to know what later records refer to. {@link DatabaseSink} is the thread around it. One thread.
 */
final class SinkCourse {
    private static final Logger LOG = LoggerFactory.getLogger(SinkCourse.class);
    private static final int READS_PER_ROUND = 4_096;

    private final RecordFeed feed;
    private final SinkStats stats;
    private final Decision decision = new Decision();
    private final SinkBatch batch;
    private boolean readOnce;

    SinkCourse(SinkConfig config, RecordFeed feed, Causes causes, TemplateSets templates, SinkStats stats) {
        this.feed = feed;
        this.stats = stats;
        this.batch = new SinkBatch(config, templates, causes);
    }

    /** The rows in hand. */
    SinkBatch batch() {
        return batch;
    }

    /** Goes on where the database is. */
    void resume(SinkPosition there) {
        if (readOnce && there.equals(batch.from())) {
            LOG.debug("Writing goes on with the rows in hand");
        } else if (readOnce && there.equals(batch.to())) {
            stats.written(batch);
            batch.begin(there);
        } else {
            RecordPosition begin = feed.goOnBehind(new RecordPosition(there.seq(), there.scoreSeq()));
            batch.restart(there, begin);
            warnOfGap(there, begin);
            readOnce = true;
        }
        stats.position(there);
    }

    private static void warnOfGap(SinkPosition there, RecordPosition begin) {
        if (there.seq() < begin.seq() || there.scoreSeq() < begin.scoreSeq()) {
            LOG.warn(
                    "The database holds the rows of this engine's records up to {} (score {}), and the journal begins behind {} (score {}):"
                            + " the rows in between are not written. Were they in another database?",
                    there.seq(),
                    there.scoreSeq(),
                    begin.seq(),
                    begin.scoreSeq());
        }
    }

    /** Reads until the batch is full, a round is over, or there is nothing to read; false in the last case. */
    boolean fill() {
        for (int i = 0; i < READS_PER_ROUND; i++) {
            if (batch.isFull()) {
                return true;
            }
            if (!feed.next(decision)) {
                return false;
            }
            if (feed.recalls()) {
                batch.recall(decision);
            } else {
                batch.add(decision);
            }
        }
        return true;
    }

    /** Writes the rows in hand and goes on behind them. */
    void write(SinkStore store, BooleanSupplier mayCommit) throws SQLException {
        store.write(batch, mayCommit);
        stats.written(batch);
        batch.begin(batch.to());
    }
}
