package conductor.journal;

/**
 * Where a replay ended.
 *
 * @param sequence last sequence applied.
 * @param stateHash hash of the state after it.
 * @param signals entries of streams applied, without inferred presence and without time marks.
 * @param inferred inferred presence entries applied.
 * @param decisions decision records made, without scores.
 * @param scores scores made.
 * @param engineTimeMs engine time.
 * @param elapsedMs how long the replay took.
 */
public record ReplayResult(
        long sequence,
        long stateHash,
        long signals,
        long inferred,
        long decisions,
        long scores,
        long engineTimeMs,
        long elapsedMs) {

    /** The hash as it is shown: 16 hex digits. */
    public String stateHashHex() {
        return String.format("%016x", stateHash);
    }

    /** Journal records applied a second. */
    public double recordsPerSecond() {
        return (sequence + 1) * 1_000.0 / Math.max(1, elapsedMs);
    }
}
