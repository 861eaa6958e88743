package conductor.bench.simulate;

/** A promise that was broken. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String invariant;

    /** @param invariant I1 to I10 of the failure model, or what else must hold. */
    Violation(String invariant, String what) {
        super(invariant + ": " + what);
        this.invariant = invariant;
    }

    Violation(String invariant, String what, Throwable cause) {
        super(invariant + ": " + what, cause);
        this.invariant = invariant;
    }

    String invariant() {
        return invariant;
    }
}
