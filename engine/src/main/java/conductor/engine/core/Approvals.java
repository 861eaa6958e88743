package conductor.engine.core;

/** Whoever takes a person's word on a decision that waits for it. */
public interface Approvals {
    /**
     * Follows an APPROVE or REJECT with the payload of a command; returns the result's code. The host has to look at {@link PeopleWork} afterwards.
     */
    int verdict(Signal signal);
}
