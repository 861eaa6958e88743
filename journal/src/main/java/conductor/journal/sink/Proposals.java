package conductor.journal.sink;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.collections.Long2LongHashMap;

/**
 * When decisions were proposed and published, because their later records do not say it. Kept for longer than a decision can take: the
 * longest approval is half an hour, and a session without signals is closed.
 */
final class Proposals {
    private static final long KEEP_MS = 2 * 3_600_000L;
    private static final long NONE = 0;

    private record Proposal(long decision, long timeMs) {}

    private final Long2LongHashMap proposed = new Long2LongHashMap(NONE);
    private final Long2LongHashMap published = new Long2LongHashMap(NONE);
    private final Deque<Proposal> byAge = new ArrayDeque<>();

    /** Takes in a DECISION record. What is declined has no further records and need not be remembered. */
    void note(Decision d) {
        while (!byAge.isEmpty() && byAge.peek().timeMs() < d.engineTimeMs - KEEP_MS) {
            long old = byAge.remove().decision();
            proposed.remove(old);
            published.remove(old);
        }
        if (d.seq == d.decisionSeq && d.state != DecisionState.SKIPPED && d.state != DecisionState.SUPPRESSED) {
            proposed.put(d.decisionSeq, d.engineTimeMs);
            byAge.add(new Proposal(d.decisionSeq, d.engineTimeMs));
        }
        if (d.state == DecisionState.PUBLISHED) {
            published.put(d.decisionSeq, d.engineTimeMs);
        }
    }

    /** When the decision of a record was proposed: the first record of a decision has its number. */
    long proposedMs(Decision d) {
        return d.seq == d.decisionSeq ? d.engineTimeMs : proposed.get(d.decisionSeq);
    }

    /** When it was published, 0 when it was not. */
    long publishedMs(long decisionSeq) {
        return published.get(decisionSeq);
    }

    void clear() {
        proposed.clear();
        published.clear();
        byAge.clear();
    }
}
