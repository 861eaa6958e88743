package conductor.engine.core;

/**
 * What a step of the audience plane has for people to do (presence.md 9): decisions that wait for approval or no longer do, and mass exits. Written by the audience
 * plane and taken by the presence plane when the step is over, so that what one decision leads to comes behind all of it.
 */
public final class PeopleWork {
    /** A decision waits: number = its own, deadline. */
    public static final int APPROVAL = 1;
    /** It was approved, rejected, or ended otherwise. */
    public static final int APPROVAL_OVER = 2;
    /** Nobody answered in time. */
    public static final int APPROVAL_EXPIRED = 3;
    /** People leave: number = that of the anomaly. */
    public static final int ESCALATION = 4;

    /** A step begins one decision at most and ends another; a session that closes ends one. */
    private static final int CAPACITY = 8;

    private final int[] kind = new int[CAPACITY];
    private final long[] number = new long[CAPACITY];
    private final long[] scopeKey = new long[CAPACITY];
    private final long[] deadlineMs = new long[CAPACITY];
    private final boolean wanted;
    private int size;

    /** @param wanted whether there is a presence plane to do it. */
    public PeopleWork(boolean wanted) {
        this.wanted = wanted;
    }

    /** Notes something; an event that is not known has nobody. */
    public void add(int what, long seq, long eventKey, long untilMs) {
        if (!wanted || eventKey == 0 && what == APPROVAL) {
            return;
        }
        kind[size] = what;
        number[size] = seq;
        scopeKey[size] = eventKey;
        deadlineMs[size] = untilMs;
        size++;
    }

    /** Whether there is a presence plane to do it. */
    public boolean isWanted() {
        return wanted;
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    public int kind(int i) {
        return kind[i];
    }

    public long number(int i) {
        return number[i];
    }

    /** Key of the event, which is the operators' scope of it. */
    public long scopeKey(int i) {
        return scopeKey[i];
    }

    public long deadlineMs(int i) {
        return deadlineMs[i];
    }

    /** All of it is done. */
    public void clear() {
        size = 0;
    }
}
