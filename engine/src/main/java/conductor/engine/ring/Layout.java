package conductor.engine.ring;

/** How the engine's three stages are spread over threads. Every layout gives the same journal and the same decisions. */
public enum Layout {
    /** All in one thread. The default: a hop costs more than most signals' work in a stage. */
    FUSED(1),
    /** One thread a stage: only where each has a core to itself. */
    CHAINED(3);

    /** Beside the stages: reading, publishing, and everything else. */
    private static final int OTHER_CORES = 3;

    private final int stages;

    Layout(int stages) {
        this.stages = stages;
    }

    /** Fewest cores with which the layout does not lose: with fewer, stages wait for each other's cores. */
    public int leastCores() {
        return this == FUSED ? 1 : stages + OTHER_CORES;
    }
}
