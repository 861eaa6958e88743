package conductor.gateway.publish;

import conductor.engine.core.Decision;
import conductor.engine.wire.DecisionCodec;
import conductor.journal.RecordFeed;
import conductor.journal.RecordPosition;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/** Committed records in memory; any number of readers, each with its own place. */
final class RecordedJournal {
    private final List<byte[]> records = new CopyOnWriteArrayList<>();
    private final DecisionCodec codec = new DecisionCodec();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[DecisionCodec.MAX_LENGTH]);

    void append(Decision d) {
        append(List.of(d));
    }

    /** Commits several records at once. */
    synchronized void append(List<Decision> batch) {
        records.addAll(batch.stream().map(this::encoded).toList());
    }

    Reader reader() {
        return new Reader();
    }

    private byte[] encoded(Decision d) {
        int length = codec.encode(d, buffer, 0);
        byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    final class Reader implements RecordFeed {
        private final DecisionCodec decoder = new DecisionCodec();
        private final UnsafeBuffer frame = new UnsafeBuffer();
        private volatile int at;

        @Override
        public boolean next(Decision d) {
            if (at >= records.size()) {
                return false;
            }
            frame.wrap(records.get(at));
            at = at + 1;
            return decoder.decode(frame, 0, d);
        }

        int position() {
            return at;
        }

        @Override
        public RecordPosition goOnBehind(RecordPosition dealtWith) {
            at = 0;
            return RecordPosition.START;
        }
    }
}
