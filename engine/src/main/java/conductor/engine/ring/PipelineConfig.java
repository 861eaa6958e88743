package conductor.engine.ring;

/**
 * How the engine is hosted; nothing here changes a decision.
 *
 * @param ringSize slots of the ring, a power of two.
 * @param waitProfile how the engine's threads wait.
 * @param clock what moves time.
 * @param batchMax records after which a batch is committed, 1..1024.
 * @param checkpointEvery records between two checkpoints in the journal.
 * @param layout how the stages are spread over threads.
 */
public record PipelineConfig(
        int ringSize, WaitProfile waitProfile, ClockMode clock, int batchMax, int checkpointEvery, Layout layout) {
    public PipelineConfig {
        if (Integer.bitCount(ringSize) != 1 || ringSize < 2) {
            throw new IllegalArgumentException("engine.ring-size must be a power of two from 2, was " + ringSize);
        }
        if (batchMax < 1 || batchMax > 1024) {
            throw new IllegalArgumentException("batchMax must be 1..1024, was " + batchMax);
        }
        if (checkpointEvery < 1) {
            throw new IllegalArgumentException("checkpointEvery must be at least 1, was " + checkpointEvery);
        }
    }

    /** The same in the fused layout. */
    public PipelineConfig(int ringSize, WaitProfile waitProfile, ClockMode clock, int batchMax, int checkpointEvery) {
        this(ringSize, waitProfile, clock, batchMax, checkpointEvery, Layout.FUSED);
    }

    /** The shipped values. */
    public static PipelineConfig defaults(ClockMode clock) {
        return new PipelineConfig(4096, WaitProfile.BACKOFF, clock, 128, 100_000);
    }

    /** The same in another layout. */
    public PipelineConfig in(Layout other) {
        return new PipelineConfig(ringSize, waitProfile, clock, batchMax, checkpointEvery, other);
    }
}
