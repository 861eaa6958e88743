package conductor.journal;

import conductor.engine.codec.ExplanationRecordDecoder;
import conductor.engine.codec.MessageHeaderDecoder;
import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The decisions of the journal and those of a what-if, side by side. Two of them are the same decision when they are about the same
 * anomaly: that of the same session, time and class. Their numbers differ, since every decision before them may.
 *
 * <p>Pairs of equal decisions to which nothing more can happen are only counted.
 */
final class WhatIfDecisions {
    /** A number that no decision has. */
    static final long NOBODY = Long.MAX_VALUE;

    private static final int JOURNAL = 0;
    private static final int WHAT_IF = 1;

    /** Of which anomaly, or which wish of a person; the last is for several in one millisecond. */
    private record Key(long sessionKey, long timeMs, int anomalyClass, int recordType, int nth) {}

    private static final class Pair {
        private final Key key;
        private final long eventKey;
        private final DecisionCourse[] courses = new DecisionCourse[2];

        Pair(Key key, long eventKey) {
            this.key = key;
            this.eventKey = eventKey;
        }

        DecisionCourse was() {
            return courses[JOURNAL];
        }

        DecisionCourse wouldBe() {
            return courses[WHAT_IF];
        }

        boolean equal() {
            return was() != null
                    && wouldBe() != null
                    && was().sameHow(wouldBe())
                    && was().arm() == wouldBe().arm()
                    && was().sameEnd(wouldBe())
                    && was().confidencePpm() == wouldBe().confidencePpm();
        }

        WhatIfDifference difference() {
            return new WhatIfDifference(key.timeMs, key.sessionKey, eventKey, key.anomalyClass, was(), wouldBe());
        }
    }

    private final Map<Key, Pair> pairs = new HashMap<>();
    /** By the numbers of decisions and of interventions, which are of one numbering; one map a run. */
    private final List<Long2ObjectHashMap<Pair>> byNumber =
            List.of(new Long2ObjectHashMap<>(), new Long2ObjectHashMap<>());

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ExplanationRecordDecoder explanation = new ExplanationRecordDecoder();
    private long same;
    private long strayAnswers;

    /** Takes a decision of the journal. */
    void inJournal(Decision record) {
        note(record, JOURNAL);
    }

    /** Takes a decision of the what-if. */
    void inWhatIf(Decision record) {
        note(record, WHAT_IF);
    }

    private void note(Decision record, int run) {
        if (record.type != DecisionType.DECISION && record.type != DecisionType.ESCALATION) {
            return;
        }
        Long2ObjectHashMap<Pair> numbers = byNumber.get(run);
        Pair pair = numbers.get(DecisionCourse.number(record));
        if (pair == null) {
            pair = pairFor(record, run);
            pair.courses[run] = new DecisionCourse(record, header, explanation);
            numbers.put(DecisionCourse.number(record), pair);
        } else {
            pair.courses[run].add(record);
        }
        if (pair.courses[run].interventionNumber() == record.seq) {
            numbers.put(record.seq, pair);
        }
        dropWhenOver(pair);
    }

    private Pair pairFor(Decision first, int run) {
        for (int nth = 0; ; nth++) {
            Key key = new Key(first.subjectKey, first.engineTimeMs, first.anomalyClass, first.type, nth);
            Pair pair = pairs.computeIfAbsent(key, k -> new Pair(k, first.scopeKey));
            if (pair.courses[run] == null) {
                return pair;
            }
        }
    }

    private void dropWhenOver(Pair pair) {
        if (pair.equal() && pair.was().over()) {
            same++;
            pairs.remove(pair.key);
            for (int run = JOURNAL; run <= WHAT_IF; run++) {
                byNumber.get(run).remove(pair.courses[run].number());
                byNumber.get(run).remove(pair.courses[run].interventionNumber());
            }
        }
    }

    /**
     * Gives an answer from outside the number that its decision has in the what-if; one to a decision that the what-if does not have,
     * or not so, goes to {@link #NOBODY}.
     */
    void translate(Signal answer) {
        switch (answer.type) {
            case SignalType.OUTCOME, SignalType.EGRESS_RESULT -> answer.value1 = translated(answer.value1, true);
            case SignalType.APPROVE, SignalType.REJECT, SignalType.CONTENT ->
                answer.value1 = translated(answer.value1, false);
            default -> {
                // It speaks of no decision.
            }
        }
    }

    private long translated(long number, boolean ofIntervention) {
        Pair pair = byNumber.get(JOURNAL).get(number);
        if (pair == null) {
            // It was late, or wrong, then too: it must stay so and not meet a decision that happens to have the number
            // here.
            return byNumber.get(WHAT_IF).containsKey(number) ? NOBODY : number;
        }
        DecisionCourse wouldBe = pair.wouldBe();
        boolean known =
                wouldBe != null && wouldBe.arm() == pair.was().arm() && (!ofIntervention || wouldBe.published());
        if (!known) {
            strayAnswers++;
            return NOBODY;
        }
        return ofIntervention ? wouldBe.interventionNumber() : wouldBe.number();
    }

    /** What was found, once both runs have ended. */
    WhatIfResult result(ReplayResult journal, ReplayResult whatIf, int eventsWithSettings) {
        List<WhatIfDifference> differences = new ArrayList<>();
        long equal = same;
        for (Pair pair : pairs.values()) {
            if (pair.equal()) {
                equal++;
            } else {
                differences.add(pair.difference());
            }
        }
        differences.sort(Comparator.comparing(
                        (WhatIfDifference difference) -> difference.kind() == WhatIfDifference.Kind.CONFIDENCE)
                .thenComparingLong(WhatIfDifference::timeMs)
                .thenComparingLong(WhatIfDifference::sessionKey)
                .thenComparingInt(WhatIfDifference::anomalyClass));
        return new WhatIfResult(
                journal,
                whatIf,
                equal,
                differences,
                strayAnswers,
                differences.stream().filter(WhatIfDecisions::onlyHerePublished).count(),
                differences.stream().filter(WhatIfDecisions::onlyHereExpired).count(),
                eventsWithSettings);
    }

    private static boolean onlyHerePublished(WhatIfDifference d) {
        return d.wouldBe() != null
                && d.wouldBe().published()
                && (d.was() == null
                        || !d.was().published()
                        || d.was().arm() != d.wouldBe().arm());
    }

    private static boolean onlyHereExpired(WhatIfDifference d) {
        return d.wouldBe() != null
                && d.wouldBe().state() == DecisionState.EXPIRED
                && (d.was() == null || d.was().how() != DecisionCourse.How.WAITING);
    }
}
