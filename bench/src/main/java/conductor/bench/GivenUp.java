package conductor.bench;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.gateway.publish.RedisPublisher;
import java.util.ArrayList;
import java.util.List;

/** Numbers that a journal passes over, because records that it has lost had left the node under them. */
public final class GivenUp {
    /** Numbers of a stream, both included. */
    private record Range(String stream, long from, long to) {
        boolean has(String name, long number) {
            return stream.equals(name) && number >= from && number <= to;
        }
    }

    private final List<Range> ranges = new ArrayList<>();

    /**
     * Looks at the next record.
     *
     * @param lastScore number of the last score before it.
     */
    public void take(Decision d, long lastScore) {
        if (d.type == DecisionType.RESTORED) {
            ranges.add(new Range(RedisPublisher.DECISIONS, d.decisionSeq + 1, d.seq - 1));
            ranges.add(new Range(RedisPublisher.SCORES, lastScore + 1, d.anomalySeq));
        }
    }

    /** Whether a journal has lost an end. */
    public boolean any() {
        return !ranges.isEmpty();
    }

    /** Whether the journal does not say what stands under this number of a stream. */
    public boolean has(String stream, long number) {
        return ranges.stream().anyMatch(range -> range.has(stream, number));
    }
}
