package conductor.bench.simulate;

import conductor.engine.core.Decision;
import conductor.engine.wire.DecisionCodec;
import conductor.journal.RecordFeed;
import conductor.journal.RecordPosition;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Records in memory, as a reader of a whole journal sees them. */
final class RecordList implements RecordFeed {
    private final List<byte[]> records;
    private final DecisionCodec codec = new DecisionCodec();
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private int next;

    /** @param records encoded, from the first one on. */
    RecordList(List<byte[]> records) {
        this.records = records;
    }

    @Override
    public boolean next(Decision d) {
        if (next >= records.size()) {
            return false;
        }
        view.wrap(records.get(next));
        next++;
        return codec.decode(view, 0, d);
    }

    @Override
    public RecordPosition goOnBehind(RecordPosition dealtWith) {
        next = 0;
        return RecordPosition.START;
    }
}
