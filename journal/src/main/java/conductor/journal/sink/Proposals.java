package conductor.journal.sink;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionKind;
import conductor.engine.core.DecisionState;
import conductor.journal.Recaps;
import conductor.journal.json.RecordView;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * What later records of a decision do not say: when it was proposed and published, and what set it off. Kept for longer than a decision
 * can take.
 */
final class Proposals {
    private static final class Proposal {
        private final long decision;
        private final long timeMs;
        private String kind;
        private long publishedMs;

        Proposal(long decision, long timeMs) {
            this.decision = decision;
            this.timeMs = timeMs;
        }
    }

    private final Long2ObjectHashMap<Proposal> proposals = new Long2ObjectHashMap<>();
    private final Deque<Proposal> byAge = new ArrayDeque<>();

    /** Takes in a DECISION record. What is declined has no further records and need not be remembered. */
    void note(RecordView view) {
        Decision d = view.decision();
        while (!byAge.isEmpty() && byAge.peek().timeMs < d.engineTimeMs - Recaps.DECISION_LIFE_MS) {
            proposals.remove(byAge.remove().decision);
        }
        if (d.seq == d.decisionSeq && d.state != DecisionState.SKIPPED && d.state != DecisionState.SUPPRESSED) {
            Proposal proposal = new Proposal(d.decisionSeq, d.engineTimeMs);
            proposals.put(d.decisionSeq, proposal);
            byAge.add(proposal);
        }
        Proposal known = proposals.get(d.decisionSeq);
        if (known != null) {
            known.kind = kind(view);
            if (d.state == DecisionState.PUBLISHED) {
                known.publishedMs = d.engineTimeMs;
            }
        }
    }

    /** When the decision of a record was proposed: the first record of a decision has its number. */
    long proposedMs(Decision d) {
        if (d.seq == d.decisionSeq) {
            return d.engineTimeMs;
        }
        Proposal known = proposals.get(d.decisionSeq);
        return known == null ? 0 : known.timeMs;
    }

    /** When it was published, 0 when it was not. */
    long publishedMs(long decisionSeq) {
        Proposal known = proposals.get(decisionSeq);
        return known == null ? 0 : known.publishedMs;
    }

    /** What set a decision off, by its newest record that has an explanation; null where none is remembered. */
    String kind(long decisionSeq) {
        Proposal known = proposals.get(decisionSeq);
        return known == null ? null : known.kind;
    }

    /** What set the decision of a record off. */
    static String kind(RecordView view) {
        return DecisionKind.name(
                view.decision().state == DecisionState.CONTROL
                        ? DecisionKind.CONTROL
                        : view.explanation().kind());
    }

    void clear() {
        proposals.clear();
        byAge.clear();
    }
}
