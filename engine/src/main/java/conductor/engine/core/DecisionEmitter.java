package conductor.engine.core;

import conductor.engine.audience.EventTallies;

/**
 * Numbers the outputs and hands them to the sink: one preallocated {@link Decision} for all. Begin a record, fill it, emit it;
 * its number is known from the beginning, because ids are made of it.
 */
public final class DecisionEmitter {
    private final Decision decision = new Decision();
    private final DecisionSink sink;
    private EventTallies tallies;
    private Signal cause;
    private long decisions;
    private long scores;

    DecisionEmitter(DecisionSink sink) {
        this.sink = sink;
    }

    /** Lets the tallies of events see every record before the sink does. */
    public void countIn(EventTallies eventTallies) {
        tallies = eventTallies;
    }

    /** Sets the signal that causes all that is emitted until the next call. */
    void cause(Signal signal) {
        cause = signal;
    }

    /**
     * Begins a record.
     *
     * @param timer {@link TimerKind}, 0 when the signal itself is the cause.
     */
    public Decision begin(int type, long nowMs, long scopeKey, long subjectKey, int timer) {
        Decision d = decision.clear();
        d.type = type;
        d.seq = type == DecisionType.SCORE ? scores + 1 : decisions + 1;
        d.engineTimeMs = nowMs;
        d.scopeKey = scopeKey;
        d.subjectKey = subjectKey;
        d.causeSequence = cause.sequence;
        d.causeTimer = timer;
        if (timer == 0) {
            d.causeSource = cause.source;
            d.causeTimeMs = cause.sourceTimeMs;
            d.causeSeq = cause.sourceSeq;
            d.flags = cause.flags;
        }
        return d;
    }

    /** Emits the record that was begun. */
    public void emit() {
        if (decision.type == DecisionType.SCORE) {
            scores++;
        } else {
            decisions++;
        }
        if (tallies != null) {
            tallies.observe(decision);
        }
        sink.onDecision(decision);
    }

    /** Emits the record that was begun and says what a record before it has said: nothing is counted by it. */
    public void emitAgain() {
        decisions++;
        sink.onDecision(decision);
    }

    /** Journal sequence of the signal that causes what is emitted. */
    public long causeSequence() {
        return cause.sequence;
    }

    /** Records emitted, scores not counted. */
    public long decisions() {
        return decisions;
    }

    /** Scores emitted. */
    public long scores() {
        return scores;
    }

    /** Numbers up to these are not used any more. */
    void passOver(long lastDecision, long lastScore) {
        decisions = Math.max(decisions, lastDecision);
        scores = Math.max(scores, lastScore);
    }

    void restore(long restoredDecisions, long restoredScores) {
        decisions = restoredDecisions;
        scores = restoredScores;
    }
}
