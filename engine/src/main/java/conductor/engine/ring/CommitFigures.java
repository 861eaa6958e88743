package conductor.engine.ring;

import conductor.engine.audience.AudienceCounters;
import conductor.engine.core.Engine;
import conductor.engine.core.SourceId;

/**
 * The engine's figures at one commit, gathered stage by stage: where each stage has a thread of its own, each adds what it owns
 * when it comes to the last record of the batch.
 */
final class CommitFigures {
    long sequence;
    long engineTimeMs;
    long signals;
    long inferred;
    long deadLetters;
    long duplicates;
    long withoutEffect;
    long refused;
    long repeatedEntries;
    long missingSignals;
    long saturatedCounts;
    int sessionRows;
    final long[] cursorTimeMs = new long[SourceId.COUNT];
    final long[] cursorSeq = new long[SourceId.COUNT];
    final boolean[] cursorKnown = new boolean[SourceId.COUNT];

    long decisions;
    long scores;
    long refusedNames;
    long lateOutcomes;
    long pausedUntilMs;
    long doubtedMs;

    /** Earliest timer and state hash of the stages that have added theirs. */
    long nextDueMs;

    long stateHash;

    /** All three stages, for one thread. */
    CommitFigures ofAll(Engine engine, long duplicateEntries) {
        ofScoring(engine, duplicateEntries);
        ofDetection(engine);
        ofDecisioning(engine);
        return this;
    }

    /** Begins with what the first stage owns. */
    void ofScoring(Engine engine, long duplicateEntries) {
        sequence = engine.sequence();
        engineTimeMs = engine.engineTimeMs();
        signals = engine.signals();
        inferred = engine.inferred();
        deadLetters = engine.deadLetters();
        duplicates = duplicateEntries;
        withoutEffect = engine.withoutEffect();
        refused = engine.audienceCounter(AudienceCounters.REFUSED) + engine.refusedByProducer();
        repeatedEntries = engine.repeatedEntries();
        missingSignals = engine.missingSignals();
        saturatedCounts = engine.audienceCounter(AudienceCounters.COUNTS_SATURATED);
        sessionRows = engine.sessionRows();
        for (int source = 0; source < SourceId.COUNT; source++) {
            cursorTimeMs[source] = engine.cursorTimeMs(source);
            cursorSeq[source] = engine.cursorSeq(source);
            cursorKnown[source] = engine.cursorKnown(source);
        }
        nextDueMs = engine.scoringDueMs();
        stateHash = engine.scoringHash();
    }

    /** Adds what the second stage owns. */
    void ofDetection(Engine engine) {
        stateHash += engine.detectionHash();
    }

    /** Adds what the third stage owns. */
    void ofDecisioning(Engine engine) {
        refused += engine.refusedByDecisioning();
        decisions = engine.decisions();
        scores = engine.scores();
        refusedNames = engine.refusedNames();
        lateOutcomes = engine.lateOutcomes();
        pausedUntilMs = engine.pausedUntilMs();
        doubtedMs = engine.doubtedMs();
        nextDueMs = Math.min(nextDueMs, engine.decisioningDueMs());
        stateHash += engine.decisioningHash();
    }
}
