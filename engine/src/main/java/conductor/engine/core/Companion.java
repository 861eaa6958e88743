package conductor.engine.core;

/** A plane whose steps stand between those of the audience plane, in the order of time. */
public interface Companion {
    /** Fires its timers that are due before a time; those of the same time come behind the audience's. */
    void before(long timeMs);

    /**
     * Does what a step of the audience plane left in {@link PeopleWork}.
     *
     * @param timer {@link TimerKind} that caused the step, 0 = a signal did.
     */
    void after(long nowMs, int timer);

    /** Follows a SET_SWITCH; returns the result's code. */
    int setSwitch(Signal signal);
}
