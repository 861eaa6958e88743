package conductor.engine.core;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * One output of the engine: preallocated, filled, handed to the {@link DecisionSink} and used again.
 *
 * <p>{@link #seq} numbers the outputs from 1 without holes: records of type SCORE have a numbering of their own (they leave
 * on a stream of their own), all other types share one. See {@link DecisionType} for what the fields mean by type.
 */
public final class Decision {
    /** Largest payload in bytes, in whole words: what a signal may carry, or an explanation with all details. */
    public static final int PAYLOAD_CAPACITY = Signal.PAYLOAD_CAPACITY;

    public long seq;
    /** Journal sequence of the signal that caused it. */
    public long causeSequence;
    /** Engine time of the step in milliseconds: the due time for what a timer caused. */
    public long engineTimeMs;
    /** Event key, 0 = unknown. */
    public long scopeKey;
    /** Session key, 0 = none. */
    public long subjectKey;
    /** {@link SourceId} and entry id of the causing signal; source 0 when a timer caused it. */
    public int causeSource;

    public long causeTimeMs;
    public long causeSeq;
    /** {@link TimerKind}, 0 when a signal caused it. */
    public int causeTimer;
    /** Number of the decision this belongs to, 0 = none. */
    public long decisionSeq;
    /** Number of the anomaly this belongs to, 0 = none. */
    public long anomalySeq;

    /** {@link DecisionType}. */
    public int type;
    /** {@link Code}. */
    public int code;
    /** New state: {@link DecisionState} or {@link AgentStatus} by type. */
    public int state;
    /** State before, 0 = none. */
    public int previous;
    /** {@link AnomalyClass}. */
    public int anomalyClass;
    /** {@link Rule}. */
    public int rule;
    /** {@link Severity}. */
    public int severity;
    /** {@link Category}. */
    public int category;
    /** {@link Arm}. */
    public int arm;
    /** {@link SignalFlags} of the cause. */
    public int flags;

    /** Score in millionths. */
    public int scorePpm;
    /** Expected score (baseline mean) in millionths. */
    public int expectedPpm;
    /** Anomaly score A in millionths. */
    public int anomalyScorePpm;
    /** Chat messages in the last minute. */
    public int chatCount;
    /** Reactions in the last minute. */
    public int reactionCount;
    /** Users who acted in the last minute. */
    public int activeUsers;
    /** Connected users. */
    public int totalUsers;
    /** Users who left in the last minute and are not back. */
    public int leavers;
    /** Participation in the active poll in millionths. */
    public int participationPpm;
    /** Leavers per connected user in millionths; may exceed 1. */
    public long leaveRatePpm;

    public final UnsafeBuffer payload = new UnsafeBuffer(new byte[PAYLOAD_CAPACITY]);
    /** Length of the payload in bytes. */
    public int payloadLength;

    /** Sets every field to zero, keeping the payload buffer. */
    public Decision clear() {
        seq = 0;
        causeSequence = 0;
        engineTimeMs = 0;
        scopeKey = 0;
        subjectKey = 0;
        causeSource = 0;
        causeTimeMs = 0;
        causeSeq = 0;
        causeTimer = 0;
        decisionSeq = 0;
        anomalySeq = 0;
        type = 0;
        code = 0;
        state = 0;
        previous = 0;
        anomalyClass = 0;
        rule = 0;
        severity = 0;
        category = 0;
        arm = 0;
        flags = 0;
        scorePpm = 0;
        expectedPpm = 0;
        anomalyScorePpm = 0;
        chatCount = 0;
        reactionCount = 0;
        activeUsers = 0;
        totalUsers = 0;
        leavers = 0;
        participationPpm = 0;
        leaveRatePpm = 0;
        payloadLength = 0;
        return this;
    }
}
