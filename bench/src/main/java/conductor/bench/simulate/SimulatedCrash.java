package conductor.bench.simulate;

/** The process dies here. An error, so that nothing in the product takes it for something to handle. */
final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    SimulatedCrash() {
        super("the process dies", null, false, false);
    }
}
