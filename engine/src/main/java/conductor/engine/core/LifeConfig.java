package conductor.engine.core;

/**
 * How decisions live (audience.md 6.2, 6.5, 6.6, 7.2).
 *
 * @param decisionsMax decisions that may be open at once: proposed, published, or waiting to be measured.
 * @param vetoMs how long an automatic decision can be refused before it is published, 0..60000.
 * @param holdoutPpm default share of automatic decisions that are withheld as a control, in millionths, 0..500000.
 */
public record LifeConfig(int decisionsMax, int vetoMs, int holdoutPpm) {
    /** The shipped ones: 65,536 decisions, no veto, 5 % withheld. */
    public static final LifeConfig SHIPPED = new LifeConfig(1 << 16, 0, 50_000);

    private static final int LEAST_WAIT_MS = 1_000;

    public LifeConfig {
        range("engine.decisions-max", decisionsMax, 1, 1 << 24);
        range("decisioning.veto-ms", vetoMs, 0, 60_000);
        range("decisioning.default.holdout-fraction (ppm)", holdoutPpm, 0, 500_000);
        if (vetoMs != 0 && vetoMs < LEAST_WAIT_MS) {
            throw new IllegalArgumentException(
                    "decisioning.veto-ms must be 0 or at least " + LEAST_WAIT_MS + ", was " + vetoMs);
        }
    }

    String toText() {
        return "\nengine.decisions-max=" + decisionsMax
                + "\ndecisioning.veto-ms=" + vetoMs
                + "\ndecisioning.default.holdout-ppm=" + holdoutPpm;
    }

    /** The same with one line of the text set, or null for a line that is not of this part. */
    LifeConfig with(String key, String value) {
        return switch (key) {
            case "engine.decisions-max" -> new LifeConfig(Integer.parseInt(value), vetoMs, holdoutPpm);
            case "decisioning.veto-ms" -> new LifeConfig(decisionsMax, Integer.parseInt(value), holdoutPpm);
            case "decisioning.default.holdout-ppm" -> new LifeConfig(decisionsMax, vetoMs, Integer.parseInt(value));
            default -> null;
        };
    }

    private static void range(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + ".." + max + ", was " + value);
        }
    }
}
