package conductor.engine.core;

/**
 * What one signal sets off, in order: the slip of paper that goes from stage to stage. Scoring writes the steps, detection
 * adds what it finds to the evaluations among them, decisioning turns them into decisions. Parallel arrays, one index a step.
 */
public final class Steps {
    /** A session opened. */
    public static final int OPENED = 1;
    /** The event of a session became known or better known: scopeKey = new, arg = old key, ranks set. */
    public static final int RESOLVED = 2;
    /** The active poll ended: what it added to past scores has to be taken out of them. */
    public static final int RELEASED = 3;
    /** A session was scored; the figures are in the arrays below. */
    public static final int EVALUATED = 4;
    /** A session closed after it was idle. */
    public static final int CLOSED = 5;
    /** A poll was dropped for a newer one: arg = poll key. */
    public static final int POLL_DROPPED = 6;
    /** The input was refused: code says why. */
    public static final int REFUSED = 7;
    /** A session was scored for a decision or a command alone; the figures are in the arrays below, nothing is to be detected. */
    public static final int LOOKED = 8;

    public static final int TRUST_UNCHANGED = 0;
    public static final int DOUBTED = 1;
    public static final int TRUSTED = 2;

    /** Most steps of one signal: a full tick, with room for what its timers add. */
    public static final int CAPACITY = 600;

    public final int[] kind = new int[CAPACITY];
    public final int[] slot = new int[CAPACITY];
    public final long[] subjectKey = new long[CAPACITY];
    public final long[] scopeKey = new long[CAPACITY];
    /** Time of the step: the due time for what a timer caused. */
    public final long[] nowMs = new long[CAPACITY];
    /** When the timer was armed, for the order among equal due times. */
    public final long[] armedMs = new long[CAPACITY];
    /** {@link TimerKind}, 0 when the signal itself caused the step. */
    public final int[] timer = new int[CAPACITY];

    public final int[] code = new int[CAPACITY];
    public final int[] rankBefore = new int[CAPACITY];
    public final int[] rank = new int[CAPACITY];
    public final long[] arg = new long[CAPACITY];

    public final int[] scorePpm = new int[CAPACITY];
    public final int[] category = new int[CAPACITY];
    public final int[] chatCount = new int[CAPACITY];
    public final int[] reactionCount = new int[CAPACITY];
    public final int[] activeUsers = new int[CAPACITY];
    public final int[] totalUsers = new int[CAPACITY];
    public final int[] leavers = new int[CAPACITY];
    /** What was counted since the evaluation before, in whole seconds: chat, reactions and leavers; of evaluations, where detection asks for it. */
    public final int[] newChat = new int[CAPACITY];

    public final int[] newReactions = new int[CAPACITY];
    public final int[] newLeavers = new int[CAPACITY];
    /** Whether a poll is open. */
    public final boolean[] pollOpen = new boolean[CAPACITY];
    /** When the session last had an input. */
    public final long[] lastInputMs = new long[CAPACITY];

    public final int[] participationPpm = new int[CAPACITY];
    public final long[] leaveRatePpm = new long[CAPACITY];
    /** Contributions to the score: chat, poll, active, reactions, leave. */
    public final int[] chatPpm = new int[CAPACITY];

    public final int[] pollPpm = new int[CAPACITY];
    public final int[] activePpm = new int[CAPACITY];
    public final int[] reactionsPpm = new int[CAPACITY];
    public final int[] leavePpm = new int[CAPACITY];

    /** {@link AnomalyClass}, 0 = nothing found. */
    public final int[] anomalyClass = new int[CAPACITY];

    public final int[] rule = new int[CAPACITY];
    public final int[] severity = new int[CAPACITY];
    public final int[] anomalyScorePpm = new int[CAPACITY];
    public final int[] expectedPpm = new int[CAPACITY];
    public final int[] floorPpm = new int[CAPACITY];
    public final long[] zPpm = new long[CAPACITY];
    /** Of detector v2: -log10 of how rare it is what was counted, in millionths, 0 = it is not rare. */
    public final int[] rarityPpm = new int[CAPACITY];
    /** 0 = raised; else the time at which the cool-down of the class ends. */
    public final long[] coolUntilMs = new long[CAPACITY];

    /** What this step says of the platform's feed: {@link #TRUST_UNCHANGED}, {@link #DOUBTED} or {@link #TRUSTED}; arg = lively | silent sessions. */
    public final int[] trust = new int[CAPACITY];

    private int size;
    private long horizonMs;
    private boolean refused;

    /** Forgets all steps; {@code nowMs} is the time of the signal. */
    void begin(long signalMs) {
        size = 0;
        horizonMs = signalMs;
        refused = false;
    }

    /** Says instead of any step that the signal breaks {@link InputRules}. */
    void refuse() {
        refused = true;
    }

    boolean refused() {
        return refused;
    }

    public int size() {
        return size;
    }

    /** Adds a step and returns its index; only the fields common to all kinds are set. */
    public int add(int stepKind, int sessionSlot, long subject, long scope, long now) {
        int i = size++;
        kind[i] = stepKind;
        slot[i] = sessionSlot;
        subjectKey[i] = subject;
        scopeKey[i] = scope;
        nowMs[i] = now;
        armedMs[i] = now;
        timer[i] = 0;
        code[i] = 0;
        arg[i] = 0;
        trust[i] = TRUST_UNCHANGED;
        return i;
    }

    /** Adds a refusal of the signal. */
    public void refuse(long subject, long scope, long now, int reason) {
        int i = add(REFUSED, -1, subject, scope, now);
        code[i] = reason;
    }

    /** Says that timers at or before this time have all fired; later ones wait for the next tick. */
    public void horizon(long timeMs) {
        horizonMs = timeMs;
    }

    /** Timers due at or before this time may fire (all of them when it is the time of the signal). */
    public long horizonMs() {
        return horizonMs;
    }
}
