package conductor.engine.support;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionSink;
import conductor.engine.wire.DecisionCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Everything an engine said, as bytes, for comparing whole runs. */
public final class Tape implements DecisionSink {
    private final DecisionCodec codec = new DecisionCodec();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[DecisionCodec.MAX_LENGTH]);
    private final List<byte[]> records = new ArrayList<>();
    private final boolean withPosition;

    private Tape(boolean withPosition) {
        this.withPosition = withPosition;
    }

    /** A tape of the full records. */
    public static Tape exact() {
        return new Tape(true);
    }

    /** A tape without the journal position of the cause, which differs when time is cut another way. */
    public static Tape withoutPosition() {
        return new Tape(false);
    }

    @Override
    public void onDecision(Decision decision) {
        long position = decision.causeSequence;
        decision.causeSequence = withPosition ? position : 0;
        int length = codec.encode(decision, buffer, 0);
        decision.causeSequence = position;
        records.add(Arrays.copyOf(buffer.byteArray(), length));
    }

    /** Records so far. */
    public int size() {
        return records.size();
    }

    /** Says where another tape differs from this one, or null when it does not. */
    public String difference(Tape other) {
        for (int i = 0; i < Math.min(size(), other.size()); i++) {
            if (!Arrays.equals(records.get(i), other.records.get(i))) {
                return "record " + i + " is " + text(i) + " here and " + other.text(i) + " there";
            }
        }
        return size() == other.size() ? null : size() + " records here and " + other.size() + " there";
    }

    private String text(int i) {
        Decision decision = new Decision();
        codec.decode(new UnsafeBuffer(records.get(i)), 0, decision);
        return new Recorded(decision) + " subject=" + decision.subjectKey + " cause=" + decision.causeSequence;
    }
}
