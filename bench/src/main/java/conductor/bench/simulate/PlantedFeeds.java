package conductor.bench.simulate;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.journal.RecordFeed;
import conductor.journal.RecordPosition;

/** The records as readers with a bug see them. */
final class PlantedFeeds {
    private PlantedFeeds() {}

    private abstract static class Passing implements RecordFeed {
        private final RecordFeed feed;

        Passing(RecordFeed feed) {
            this.feed = feed;
        }

        @Override
        public boolean next(Decision d) {
            return feed.next(d);
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

    /** RESTORED does not say until when. */
    static final class Unquiet extends Passing {
        Unquiet(RecordFeed feed) {
            super(feed);
        }

        @Override
        public boolean next(Decision d) {
            boolean there = super.next(d);
            if (there && d.type == DecisionType.RESTORED) {
                d.causeTimeMs = 0;
            }
            return there;
        }
    }

    /** Of a recap the first record is not there. */
    static final class Forgetful extends Passing {
        private boolean begins = true;

        Forgetful(RecordFeed feed) {
            super(feed);
        }

        @Override
        public RecordPosition goOnBehind(RecordPosition dealtWith) {
            begins = true;
            return super.goOnBehind(dealtWith);
        }

        @Override
        public boolean next(Decision d) {
            boolean there = super.next(d);
            boolean first = begins;
            begins = begins && !there;
            return there && first && recalls() ? super.next(d) : there;
        }
    }
}
