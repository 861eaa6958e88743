package conductor.engine.audience;

import conductor.engine.core.AnomalyClass;
import conductor.engine.core.Arm;
import conductor.engine.core.ArmMask;
import conductor.engine.core.Code;
import conductor.engine.core.Gate;
import conductor.engine.core.Mode;
import conductor.engine.core.Severity;
import conductor.engine.core.Steps;
import conductor.engine.state.Hashing;

/**
 * The gates of audience.md 6.2 in their order. They look and consume nothing; what they saw goes into the explanation.
 */
final class Gates {
    static final long SESSION_GAP_MS = 30_000;
    static final long SESSION_BURST_MS = 300_000;
    static final int SESSION_BURST = 5;

    /** Keeps a session's own limit apart from that of an event that happens to have the same id. */
    private static final long UNKNOWN_EVENT = 1;

    private static final int MILD_SCORE = 400_000;
    private static final long[] ARM_COOL_DOWN_MS = {0, 120_000, 60_000, 300_000, 180_000};

    private final EventSettings settings;
    private final AgentTable agents;
    private final EventLimits limits;
    private final Selection selection;
    private final Brake brake;
    private boolean automatic;
    private boolean held;
    /** Since when the platform's feed is doubted, 0 = it is trusted. */
    long doubtedMs;

    Gates(EventSettings settings, Brake brake, AgentTable agents, EventLimits limits, Selection selection) {
        this.brake = brake;
        this.selection = selection;
        this.settings = settings;
        this.agents = agents;
        this.limits = limits;
    }

    /**
     * Sends an anomaly through gates 1 to 7, with the settings that were selected for its event.
     *
     * @return {@link Code#NONE} when there will be a decision (then {@link #automatic} says who takes it), else why not.
     */
    int judge(Steps steps, int i, Explanation why) {
        int slot = steps.slot[i];
        long nowMs = steps.nowMs[i];
        long limitKey = limitKey(steps.scopeKey[i], steps.subjectKey[i]);
        automatic = false;
        held = hold(why, brake.pauses(steps.scopeKey[i]));
        why.settingsVersion = settings.version();
        why.policy = selection.policy();
        int mode = mode(slot);
        why.mode = mode;
        look(slot, limitKey, nowMs, why);
        selection.describe(why.context(steps.anomalyClass[i]), why);
        int free = freeArms(slot, steps.anomalyClass[i], steps.scopeKey[i], nowMs, why);
        if (!why.gate(Gate.ENABLED, settings.agentEnabled())) {
            return Code.DISABLED;
        }
        if (!why.gate(Gate.PENDING, agents.pending(slot) == 0)) {
            return Code.PENDING;
        }
        int limit = limit(limitKey, why);
        if (!why.gate(Gate.LIMITS, limit == Code.NONE)) {
            why.limitFreeAtMs = freeAtMs(slot, limitKey, limit);
            return limit;
        }
        boolean mild = steps.severity[i] == Severity.WARNING && steps.scorePpm[i] > MILD_SCORE;
        if (!why.gate(Gate.MILD, !mild)) {
            return Code.MILD;
        }
        if (!why.gate(Gate.ARMS, selection.choose(steps, i, free, agents.anomalies(slot), why))) {
            return Code.NO_ARM;
        }
        if (!why.gate(Gate.CONFIDENCE, why.confidencePpm >= settings.minConfidencePpm())) {
            return Code.LOW_CONFIDENCE;
        }
        boolean confident = mode == Mode.SEMI_AUTO && why.confidencePpm >= settings.autoApprovePpm();
        boolean allowed = why.gate(Gate.MODE, mode == Mode.AUTO || confident);
        automatic = allowed && (settings.contentAllowed() || why.gate(Gate.CONTENT, false)) && !held;
        return Code.NONE;
    }

    /** The mode that counts for a session, with the settings that were selected for its event. */
    int mode(int slot) {
        int own = agents.ownMode(slot);
        return own == 0 ? settings.mode() : own - 1;
    }

    /**
     * What is checked once more before a decision is published (audience.md 6.2), with the settings that were selected for its event.
     *
     * @param whateverIsEnabled a person asked for it, for whom the first gate is open.
     * @return {@link Code#NONE} when it may be.
     */
    int recheck(
            int slot,
            int arm,
            int anomalyClass,
            long eventKey,
            long sessionKey,
            long nowMs,
            boolean whateverIsEnabled) {
        if (!whateverIsEnabled && !settings.agentEnabled()) {
            return Code.DISABLED;
        }
        int limit = limitNow(slot, limitKey(eventKey, sessionKey), nowMs);
        return limit == Code.NONE && mask(slot, arm, anomalyClass, eventKey, nowMs) != ArmMask.FREE
                ? Code.NO_ARM
                : limit;
    }

    /**
     * When the limit that a session fails at is free again, with the settings that were selected for its event; 0 = never, or it is none.
     *
     * @param code of the limit.
     */
    long freeAtMs(int slot, long limitKey, int code) {
        return switch (code) {
            case Code.LIMIT_EVENT -> limits.freeAtMs(limitKey, settings.maxInterventionsPerHour());
            case Code.LIMIT_SESSION_GAP -> agents.publishedMs(slot, 1) + SESSION_GAP_MS;
            case Code.LIMIT_SESSION_BURST -> agents.publishedMs(slot, SESSION_BURST) + SESSION_BURST_MS;
            default -> 0;
        };
    }

    /** {@link Code} of the limit that a session fails at now, with the settings that were selected for its event. */
    int limitNow(int slot, long limitKey, long nowMs) {
        return limit(
                limitKey,
                limits.published(limitKey, nowMs),
                agents.published(slot, nowMs, SESSION_GAP_MS),
                agents.published(slot, nowMs, SESSION_BURST_MS));
    }

    /** Gates 2, 3 and 5 for what a person asks for; what they saw goes into the explanation. */
    int judgeTrigger(Steps steps, int i, int arm, Explanation why) {
        int slot = steps.slot[i];
        long limitKey = limitKey(steps.scopeKey[i], steps.subjectKey[i]);
        why.settingsVersion = settings.version();
        why.policy = selection.policy();
        why.mode = mode(slot);
        look(slot, limitKey, steps.nowMs[i], why);
        freeArms(slot, 0, steps.scopeKey[i], steps.nowMs[i], why);
        if (!why.gate(Gate.PENDING, agents.pending(slot) == 0)) {
            return Code.PENDING;
        }
        int limit = limit(limitKey, why);
        if (!why.gate(Gate.LIMITS, limit == Code.NONE)) {
            return limit;
        }
        boolean free = mask(slot, arm, 0, steps.scopeKey[i], steps.nowMs[i]) == ArmMask.FREE;
        return why.gate(Gate.ARMS, free) ? Code.NONE : Code.NO_ARM;
    }

    /** What stands above all gates: nothing goes out by itself, a person may still approve. */
    private boolean hold(Explanation why, boolean paused) {
        boolean free = !paused || why.gate(Gate.PAUSE, false);
        boolean trusted = doubtedMs == 0 || why.gate(Gate.SOURCE, false);
        boolean known = !settings.refused() || why.gate(Gate.SETTINGS, false);
        return !(free && trusted && known);
    }

    /** Why an automatic decision that waited must not be published now, with the settings that were selected: {@link Code#NONE} when it may. */
    int heldBy(long eventKey) {
        if (brake.pauses(eventKey)) {
            return Code.PAUSED;
        }
        if (settings.refused()) {
            return Code.EVENT_TABLE_FULL;
        }
        return doubtedMs == 0 ? Code.NONE : Code.SOURCE_SUSPECT;
    }

    /** After {@link #judge}: whether a pause, doubt of the feed or unknown settings forbid every automatic action. */
    boolean held() {
        return held;
    }

    /** After {@link #judge}: whether the decision needs no person. */
    boolean automatic() {
        return automatic;
    }

    /** Whose hourly limit a publication counts against: the event's, or the session's own while its event is unknown. */
    static long limitKey(long eventKey, long sessionKey) {
        return eventKey == 0 ? Hashing.pair(sessionKey, UNKNOWN_EVENT) : eventKey;
    }

    private void look(int slot, long limitKey, long nowMs, Explanation why) {
        why.minConfidencePpm = settings.minConfidencePpm();
        why.eventCount = limits.published(limitKey, nowMs);
        why.eventMax = settings.maxInterventionsPerHour();
        why.session30s = agents.published(slot, nowMs, SESSION_GAP_MS);
        why.session300s = agents.published(slot, nowMs, SESSION_BURST_MS);
    }

    private int limit(long limitKey, Explanation why) {
        return limit(limitKey, why.eventCount, why.session30s, why.session300s);
    }

    private int limit(long limitKey, int ofEvent, int session30s, int session300s) {
        if (ofEvent >= settings.maxInterventionsPerHour()) {
            return Code.LIMIT_EVENT;
        }
        if (session30s > 0) {
            return Code.LIMIT_SESSION_GAP;
        }
        if (session300s >= SESSION_BURST) {
            return Code.LIMIT_SESSION_BURST;
        }
        return limits.hasRoomFor(limitKey) ? Code.NONE : Code.EVENT_TABLE_FULL;
    }

    /** The arms that can be chosen, as bits; why the others cannot goes into the explanation. */
    int freeArms(int slot, int anomalyClass, long eventKey, long nowMs, Explanation why) {
        int free = 0;
        for (int arm = Arm.POLL; arm <= Arm.GAMIFICATION; arm++) {
            int mask = mask(slot, arm, anomalyClass, eventKey, nowMs);
            why.mask(arm, mask);
            if (mask == ArmMask.FREE) {
                free |= 1 << (arm - 1);
            }
        }
        return free;
    }

    /** {@link ArmMask} of an arm, with the settings that were selected for its event. */
    int mask(int slot, int arm, int anomalyClass, long eventKey, long nowMs) {
        if ((settings.allowedArms() & 1 << (arm - 1)) == 0) {
            return ArmMask.NOT_ALLOWED;
        }
        if (arm == Arm.NOTIFICATION && eventKey == 0) {
            return ArmMask.EVENT_UNKNOWN;
        }
        boolean exempt = arm == Arm.NOTIFICATION && anomalyClass == AnomalyClass.MASS_EXIT;
        return coolUntilMs(slot, arm, nowMs) != 0 && !exempt ? ArmMask.COOLDOWN : ArmMask.FREE;
    }

    /** Until when an arm cools down in a session, 0 = it does not. */
    long coolUntilMs(int slot, int arm, long nowMs) {
        long publishedMs = agents.armPublishedMs(slot, arm);
        return publishedMs != 0 && nowMs - publishedMs < ARM_COOL_DOWN_MS[arm]
                ? publishedMs + ARM_COOL_DOWN_MS[arm]
                : 0;
    }
}
