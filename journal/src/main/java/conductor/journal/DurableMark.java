package conductor.journal;

import conductor.engine.ring.EngineView;

/**
 * How far the journal is as durable as the node promises. What leaves the node (records, positions told to Redis, rows) stays behind
 * it: after a crash nobody outside knows more than the journal does.
 */
public final class DurableMark {
    private static final long EVERYTHING = Long.MAX_VALUE;

    private volatile long records;
    private volatile EngineView.Figures figures;

    private DurableMark(long records) {
        this.records = records;
    }

    /** For level {@code process}: what is committed survives the process, so it counts at once. */
    public static DurableMark everything() {
        return new DurableMark(EVERYTHING);
    }

    /** For level {@code host}: nothing counts until it was synced. */
    public static DurableMark nothingYet() {
        return new DurableMark(0);
    }

    /** Decision records that count, scores and all others together, from the first one on. */
    public long records() {
        return records;
    }

    /** The engine's figures that count; {@code live} where everything counts at once, null where nothing does yet. */
    public EngineView.Figures figures(EngineView live) {
        return records == EVERYTHING ? live.figures() : figures;
    }

    /** For what was found in the journal and made durable before anybody reads it. */
    void recovered(long durableRecords) {
        if (records != EVERYTHING) {
            records = durableRecords;
        }
    }

    void advance(EngineView.Figures durable) {
        figures = durable;
        records = durable.decisions() + durable.scores();
    }
}
