package conductor.bench.simulate;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.journal.RecordFeed;
import conductor.journal.RecordPosition;

/** The records as a publisher with a bug reads them: RESTORED does not say until when. */
record PlantedFeed(RecordFeed feed) implements RecordFeed {
    @Override
    public boolean next(Decision d) {
        boolean there = feed.next(d);
        if (there && d.type == DecisionType.RESTORED) {
            d.causeTimeMs = 0;
        }
        return there;
    }

    @Override
    public RecordPosition goOnBehind(RecordPosition dealtWith) {
        return feed.goOnBehind(dealtWith);
    }

    @Override
    public boolean recalls() {
        return feed.recalls();
    }
}
