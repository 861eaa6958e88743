package conductor.engine.core;

import conductor.engine.audience.AudienceDecisioning;
import conductor.engine.audience.AudienceDetection;
import conductor.engine.audience.AudienceScoring;
import conductor.engine.audience.AudienceState;
import conductor.engine.audience.ScoringAhead;
import conductor.engine.audience.SessionExaminer;
import conductor.engine.audience.SessionPicture;
import conductor.engine.learn.ArmStatistics;
import conductor.engine.presence.PresencePlane;
import conductor.engine.state.Hashing;

/**
 * The pure state machine: signals in, decisions out. It has no clock, no random number, no thread and no I/O; everything it
 * knows came in through {@link #onSignal}, so the same signals give the same decisions bit for bit, wherever it is hosted.
 *
 * <p>Each signal runs through three stages, which hand on a slip of {@link Steps}:
 *
 * <pre>
 *   signal ─► Scoring ─► Detection ─► Decisioning ─► DecisionSink
 *             state,     baselines,   gates, limits,
 *             scores     anomalies    decisions
 * </pre>
 *
 * <p>The host must give it signals in journal order with rising sequence and never falling time, and before any signal of time t
 * a TICK for as long as {@link #nextDueMs} ≤ t, each as {@link #prepareTick} says. For one thread; allocates nothing once its tables have reached their size.
 */
public final class Engine {
    /** Most signals that are looked at ahead. */
    public static final int AHEAD_MAX = ScoringAhead.MAX;

    private static final int HEADER_SECTION = 1;
    private static final int NAMES_SECTION = 2;
    private static final int STATE_VERSION = 2;

    private final InputLedger inputs;
    private final Steps steps = new Steps();
    private final AudienceScoring audienceScoring;
    private final AudienceDetection audienceDetection;
    private final AudienceDecisioning audienceDecisioning;
    /** Null where there is none. */
    private final PresencePlane presence;

    private final SessionExaminer examiner;
    private final Names names;
    private final DecisionEmitter out;
    private final Scoring scoring;
    private final Detection detection;
    private final Decisioning decisioning;

    private long sequence = -1;
    private long engineTimeMs;

    /** An empty engine. */
    public Engine(EngineConfig config, DecisionSink sink) {
        this.out = new DecisionEmitter(sink);
        this.inputs = new InputLedger(config.producersMax());
        this.names = new Names(config.namesMax());
        this.audienceScoring = new AudienceScoring(config);
        this.audienceDetection = new AudienceDetection(config);
        PeopleWork people = new PeopleWork(config.presence().isPresent());
        this.audienceDecisioning = new AudienceDecisioning(config, names, out, people);
        this.examiner = new SessionExaminer(config, audienceScoring, audienceDetection, audienceDecisioning);
        this.scoring = new Scoring(audienceScoring);
        this.detection = new Detection(audienceDetection);
        this.presence = people.isWanted() ? new PresencePlane(config, out, names, people, audienceDecisioning) : null;
        this.audienceDecisioning.with(presence);
        this.decisioning = new Decisioning(audienceDecisioning, presence, names, out);
    }

    /**
     * Applies one signal. Bad input is refused with a record, never with an exception; an exception is a defect and the engine
     * must not be used after it.
     *
     * @throws IllegalStateException if the host breaks the order of sequence or time.
     */
    public void onSignal(Signal signal) {
        score(signal, steps);
        detect(steps);
        decide(signal, steps);
    }

    /**
     * First stage of {@link #onSignal}. A host may run each stage on a thread of its own, so that they work on different signals
     * at the same time: they share nothing but what is handed on here. Every signal must go through all three, in order.
     *
     * @param slip receives what the signal sets off; to be handed on with the signal.
     */
    public void score(Signal signal, Steps slip) {
        if (signal.sequence <= sequence || signal.engineTimeMs < engineTimeMs) {
            throw new IllegalStateException("signal out of order: sequence " + signal.sequence + " after " + sequence
                    + ", time " + signal.engineTimeMs + " after " + engineTimeMs);
        }
        sequence = signal.sequence;
        engineTimeMs = signal.engineTimeMs;
        int code = inputs.apply(signal);
        slip.begin(signal.engineTimeMs);
        if (code != Code.NONE) {
            slip.refuse(signal.subjectKey, signal.scopeKey, signal.engineTimeMs, code);
        } else if (InputRules.valid(signal)) {
            scoring.onSignal(signal, slip);
        } else {
            slip.refuse();
        }
    }

    /** Second stage: adds what it finds to the slip. */
    public void detect(Steps slip) {
        detection.onSignal(slip);
    }

    /** Third stage: emits the records. */
    public void decide(Signal signal, Steps slip) {
        if (slip.refused()) {
            decisioning.refuse(signal);
        } else {
            decisioning.onSignal(signal, slip);
        }
    }

    /**
     * Brings near what signals that are to come will need; changes nothing. A host that has a batch before it calls this first
     * and then applies the signals one by one: the waits for memory overlap instead of adding up.
     *
     * @param batch signals as the edge filled them; only the first {@code count} count, at most {@link #AHEAD_MAX}.
     */
    public void lookAhead(Signal[] batch, int count) {
        audienceScoring.lookAhead(batch, count);
    }

    /** Due time of the earliest timer in milliseconds, {@code Long.MAX_VALUE} when there is none. */
    public long nextDueMs() {
        return Math.min(scoringDueMs(), decisioningDueMs());
    }

    /**
     * Says what a tick is to do, before it is journalled and applied: up to when timers fire, and which session is looked at then, so that
     * a decision gets the score of exactly its time. No further than where a look may be due that nobody knows of yet, and the looks
     * that follow want ticks of their own.
     *
     * @param tick of the time that has come, {@code engineTimeMs}; gets {@code value1} = up to when timers fire, and where there is a look
     *     {@code subjectKey} = the session and {@code value2} = since when it was planned.
     */
    public void prepareTick(Signal tick) {
        tick.value1 = audienceDecisioning.prepareTick(tick, horizonMs(tick.engineTimeMs, nextDueMs()));
    }

    /** The same where the third stage's timers are known to be due later than {@code engineTimeMs}. */
    public void prepareTickOfScoring(Signal tick) {
        tick.value1 = horizonMs(tick.engineTimeMs, scoringDueMs());
    }

    private static long horizonMs(long nowMs, long firstDueMs) {
        return firstDueMs >= nowMs ? nowMs : Math.min(nowMs, firstDueMs + AudienceDecisioning.LOOK_LEAD_MS - 1);
    }

    /** Due time of the first stage's earliest timer. */
    public long scoringDueMs() {
        return audienceScoring.nextDueMs();
    }

    /** The same of the third stage's timers alone. */
    public long decisioningDueMs() {
        return presence == null
                ? audienceDecisioning.nextDueMs()
                : Math.min(audienceDecisioning.nextDueMs(), presence.nextDueMs());
    }

    /**
     * No timer that the third stage may set when it comes to this signal, or to any after it, falls due before this time: what a
     * host knows of that stage's timers while signals are still on their way there. To be asked right after {@link #score}.
     */
    public long soonestTimerMs(Signal signal, Steps slip) {
        long stepMs = slip.size() == 0 ? Long.MAX_VALUE : slip.nowMs[0];
        // What is due and waits for a tick that has yet to come is older than the signal: a checkpoint may stand before
        // it.
        long fromMs = Math.min(Math.min(signal.engineTimeMs, stepMs), scoringDueMs());
        if (presence != null && signal.type == SignalType.TICK) {
            // A timer of the presence plane is due no earlier than a lead before the end of the tick, and what it sets
            // a lead after that.
            fromMs = Math.min(fromMs, signal.value1 + 1 - AudienceDecisioning.LOOK_LEAD_MS);
        }
        return audienceDecisioning.soonestTimerMs(signal, fromMs);
    }

    /** Whether {@link #soonestTimerMs} says little: the timers of this signal have no least time, later ones' have. */
    public boolean mayFallDueAtOnce(Signal signal) {
        return audienceDecisioning.mayFallDueAtOnce(signal);
    }

    /**
     * Whether an entry of a source has been applied already: it is at or below the source's cursor, and if it is the one that was applied
     * in part, this signal of it. The host asks before it journals the entry.
     */
    public boolean isApplied(Signal signal) {
        return inputs.applied(signal);
    }

    /**
     * Whether a signal of a numbered entry was applied already from another entry: a gateway has written it twice. The host asks before
     * it journals the signal.
     */
    public boolean isRepeated(Signal signal) {
        return inputs.repeated(signal);
    }

    /** Whether the entry at the cursor of a source was applied in part: reading must begin with it, not behind it. */
    public boolean cursorOpen(int source) {
        return inputs.isOpen(source);
    }

    /** Entries of gateways that brought nothing but what had been applied. */
    public long repeatedEntries() {
        return inputs.producers().repeated();
    }

    /** Signals that gateways numbered and never wrote. */
    public long missingSignals() {
        return inputs.producers().missing();
    }

    /** Signals of gateways refused for an old epoch, or for want of room for their producer. */
    public long refusedByProducer() {
        return inputs.producers().refused();
    }

    /**
     * 64-bit hash of everything that decides: the sum of one contribution a word of state, kept with every write, so asking
     * costs the same at any size. Position (sequence, time) and names are not part of it, see {@link Names}.
     */
    public long stateHash() {
        return scoringHash() + detectionHash() + decisioningHash();
    }

    /** What the first stage contributes to {@link #stateHash}. */
    public long scoringHash() {
        return inputs.hash() + audienceScoring.hash();
    }

    /** What the second stage contributes. */
    public long detectionHash() {
        return audienceDetection.hash();
    }

    /** What the third stage contributes. */
    public long decisioningHash() {
        return audienceDecisioning.hash() + (presence == null ? 0 : presence.hash()) + outputsHash();
    }

    /** {@link #stateHash} computed anew from every row, for checking the incremental one. */
    public long recomputeStateHash() {
        return inputs.recomputeHash()
                + audienceScoring.recomputeHash()
                + audienceDetection.recomputeHash()
                + audienceDecisioning.recomputeHash()
                + (presence == null ? 0 : presence.recomputeHash())
                + outputsHash();
    }

    private long outputsHash() {
        return Hashing.contribution(HEADER_SECTION, 64, out.decisions())
                + Hashing.contribution(HEADER_SECTION, 65, out.scores());
    }

    /** Sequence of the last applied signal, -1 before the first. */
    public long sequence() {
        return sequence;
    }

    /** Engine time in milliseconds: that of the last applied signal. */
    public long engineTimeMs() {
        return engineTimeMs;
    }

    /** Entries applied from streams; inferred presence and time marks are not counted. */
    public long signals() {
        return inputs.signals();
    }

    /** Presence entries applied that a feeder inferred. */
    public long inferred() {
        return inputs.inferred();
    }

    /** Entries that could not be used. */
    public long deadLetters() {
        return inputs.deadLetters();
    }

    /** Records emitted, scores not counted: the number of the last one. */
    public long decisions() {
        return out.decisions();
    }

    /** Scores emitted: the number of the last one. */
    public long scores() {
        return out.scores();
    }

    /** Milliseconds part of the last applied entry id of a source. */
    public long cursorTimeMs(int source) {
        return inputs.cursorTimeMs(source);
    }

    /** Sequence part of the last applied entry id of a source. */
    public long cursorSeq(int source) {
        return inputs.cursorSeq(source);
    }

    /** Whether a position or an entry of this source was ever applied. */
    public boolean cursorKnown(int source) {
        return inputs.known(source);
    }

    /** Entries that were readable and without effect. */
    public long withoutEffect() {
        return inputs.withoutEffect();
    }

    /** What was learned about the arms so far; to be read by the engine's thread. */
    public ArmStatistics armStatistics() {
        return audienceDecisioning.armStatistics();
    }

    /** Outcomes that belonged to no published decision: late, repeated or unknown. */
    public long lateOutcomes() {
        return audienceDecisioning.lateOutcomes();
    }

    /** Inputs that decisioning refused; those that scoring refused are counted apart, {@link #audienceCounter}. */
    public long refusedByDecisioning() {
        return audienceDecisioning.refused();
    }

    /** Decisions that are open: proposed, published, or waiting to be measured. */
    public int openDecisions() {
        return audienceDecisioning.openDecisions();
    }

    /** Texts of decisions that found no room: contents, and what the platform said of failures. */
    public long refusedTexts() {
        return audienceDecisioning.refusedTexts();
    }

    /** Sessions that no summary counts, because there was no room for a tally of their event. */
    public long sessionsWithoutTally() {
        return audienceDecisioning.sessionsWithoutTally();
    }

    /** Since when the platform's feed is doubted in ms, 0 = it is trusted. */
    public long doubtedMs() {
        return audienceDecisioning.doubtedMs();
    }

    /** Until when automatic action is paused for all events: 0 = it is not, {@code Long.MAX_VALUE} = until it is resumed. */
    public long pausedUntilMs() {
        return audienceDecisioning.pausedUntilMs();
    }

    /** The presence plane, null where there is none. */
    public PresencePlane presence() {
        return presence;
    }

    /** Definitions of names that were refused, for a full table or a collision. */
    public long refusedNames() {
        return names.refusals() + names.collisions();
    }

    /** A counter of the audience plane ({@link conductor.engine.audience.AudienceCounters}). */
    public long audienceCounter(int counter) {
        return audienceScoring.counter(counter);
    }

    /** Sessions that are open or kept for their connected users. */
    public int sessionRows() {
        return audienceScoring.sessionRows();
    }

    /**
     * What is known of a session after the last signal and would count for its next decision; null when it is not open. Changes
     * nothing that decides; to be asked by the engine's thread.
     */
    public SessionPicture examine(long sessionKey) {
        return examiner.examine(sessionKey, engineTimeMs);
    }

    /** Writes all state: sections in a fixed order, each with its version. */
    public void writeState(StateWriter target) {
        target.beginSection(HEADER_SECTION, STATE_VERSION);
        target.putLong(sequence);
        target.putLong(engineTimeMs);
        target.putLong(out.decisions());
        target.putLong(out.scores());
        inputs.write(target);
        target.endSection();
        target.beginSection(NAMES_SECTION, STATE_VERSION);
        names.write(target);
        target.endSection();
        new AudienceState(audienceScoring, audienceDetection, audienceDecisioning).write(target);
        if (presence != null) {
            presence.write(target);
        }
    }

    /**
     * An engine that goes on exactly where the one that wrote the state stood.
     *
     * @throws IllegalStateException if the sections are not those of this version or the tables of {@code config} are too small.
     */
    public static Engine readState(EngineConfig config, StateReader source, DecisionSink sink) {
        Engine engine = new Engine(config, sink);
        engine.read(source);
        return engine;
    }

    private void read(StateReader source) {
        source.beginSection(HEADER_SECTION, STATE_VERSION);
        sequence = source.getLong();
        engineTimeMs = source.getLong();
        long decisions = source.getLong();
        out.restore(decisions, source.getLong());
        inputs.read(source);
        source.endSection();
        source.beginSection(NAMES_SECTION, STATE_VERSION);
        names.read(source);
        source.endSection();
        new AudienceState(audienceScoring, audienceDetection, audienceDecisioning).read(source);
        if (presence != null) {
            presence.read(source);
        }
    }
}
