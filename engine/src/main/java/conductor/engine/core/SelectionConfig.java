package conductor.engine.core;

/**
 * How an intervention is chosen (audience.md 6.3, 6.4).
 *
 * @param policy {@link Policy}.
 * @param seed of the draws.
 * @param evidenceDecayPpm what remains of the evidence of a context after each of its updates, in millionths, 1..1000000.
 * @param priorCountMilli pseudo-count of an arm's prior in thousandths, 1..1000000.
 * @param priorUnnamedPpm confidence in arms that the table does not name for a class, in millionths, 1..999999.
 */
public record SelectionConfig(int policy, long seed, int evidenceDecayPpm, int priorCountMilli, int priorUnnamedPpm) {
    /** The shipped ones: Thompson sampling, decay 0.995, pseudo-count 10, 0.60. */
    public static final SelectionConfig SHIPPED = new SelectionConfig(Policy.THOMPSON, 0, 995_000, 10_000, 600_000);

    public SelectionConfig {
        range("decisioning.policy", policy, Policy.RULES, Policy.THOMPSON);
        range("decisioning.evidence-decay (ppm)", evidenceDecayPpm, 1, 1_000_000);
        range("decisioning.prior-count (thousandths)", priorCountMilli, 1, 1_000_000);
        range("decisioning.prior-unnamed-confidence (ppm)", priorUnnamedPpm, 1, 999_999);
    }

    String toText() {
        return "\ndecisioning.policy=" + Policy.name(policy)
                + "\ndecisioning.seed=" + seed
                + "\ndecisioning.evidence-decay-ppm=" + evidenceDecayPpm
                + "\ndecisioning.prior-count-milli=" + priorCountMilli
                + "\ndecisioning.prior-unnamed-ppm=" + priorUnnamedPpm;
    }

    /** The same with one line of the text set, or null for a line that is not of this part. */
    SelectionConfig with(String key, String value) {
        return switch (key) {
            case "decisioning.policy" ->
                new SelectionConfig(Policy.parse(value), seed, evidenceDecayPpm, priorCountMilli, priorUnnamedPpm);
            case "decisioning.seed" ->
                new SelectionConfig(policy, Long.parseLong(value), evidenceDecayPpm, priorCountMilli, priorUnnamedPpm);
            case "decisioning.evidence-decay-ppm" ->
                new SelectionConfig(policy, seed, Integer.parseInt(value), priorCountMilli, priorUnnamedPpm);
            case "decisioning.prior-count-milli" ->
                new SelectionConfig(policy, seed, evidenceDecayPpm, Integer.parseInt(value), priorUnnamedPpm);
            case "decisioning.prior-unnamed-ppm" ->
                new SelectionConfig(policy, seed, evidenceDecayPpm, priorCountMilli, Integer.parseInt(value));
            default -> null;
        };
    }

    private static void range(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + ".." + max + ", was " + value);
        }
    }
}
