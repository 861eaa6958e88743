package conductor.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;

/** What a figure has to be read beside: how many cores there were, which Java, and how busy the machine was before. */
final class Machine {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private Machine() {}

    /**
     * Adds {@code cores}, {@code java} and {@code load_average}.
     *
     * @param load as {@link #load} gave it before anything was measured.
     */
    static void describe(Map<String, Object> into, double load) {
        into.put("cores", CORES);
        into.put("java", System.getProperty("java.version"));
        into.put("load_average", Math.round(load * 100) / 100.0);
    }

    /** The same as a line for people. */
    static String line(double load) {
        return String.format(
                Locale.ROOT,
                "%d cores, Java %s, load average %.2f before",
                CORES,
                System.getProperty("java.version"),
                load);
    }

    /** Load average of the last minute, negative where it is not known. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    static int cores() {
        return CORES;
    }
}
