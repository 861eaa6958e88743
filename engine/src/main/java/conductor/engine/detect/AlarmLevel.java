package conductor.engine.detect;

/** The severity at which an alarm begins, from the false alarms that are wanted. */
public final class AlarmLevel {
    private static final double HOUR_LOOKS = 3600 / TimeScales.LOOK_SECONDS;
    /**
     * Independent chances of a false alarm in a look, for all statistics together. Three overlapping averages and the leavers would be
     * more than one; that a fall must also be material makes them fewer. Measured once, for all sessions and rates.
     */
    private static final double CHANCES = 0.14;

    /** An alarm ends where it is ten times more usual than what begins one. */
    private static final int HYSTERESIS_PPM = 1_000_000;
    /** It is held for so long after its begin. */
    private static final long HOLD_MS = 30_000;

    private static final double MILLION = 1e6;

    private AlarmLevel() {}

    /**
     * Begins, holds and ends an alarm.
     *
     * @param before class of the alarm until now, 0 = there was none.
     * @param lastsMs for how long there has been one, in milliseconds.
     * @param found class of what was found, 0 = nothing.
     * @param severityPpm its severity in millionths.
     * @param levelPpm the severity at which an alarm begins ({@link #of}), in millionths.
     * @return class of the alarm from now on, 0 = there is none.
     */
    public static int next(int before, long lastsMs, int found, int severityPpm, int levelPpm) {
        if (found != 0 && (before == 0 ? severityPpm >= levelPpm : !over(severityPpm, levelPpm))) {
            return found;
        }
        return before != 0 && lastsMs < HOLD_MS ? before : 0;
    }

    /** Whether something is too usual for an alarm to go on; both in millionths. */
    public static boolean over(int severityPpm, int levelPpm) {
        return severityPpm < levelPpm - HYSTERESIS_PPM;
    }

    /** Hours of a session in which something as rare as that is to be expected once, were nothing the matter. */
    public static double hoursBetween(double severity) {
        return StrictMath.pow(10, severity) / HOUR_LOOKS / CHANCES;
    }

    /** {@link #of} in millionths. */
    public static int ppm(double falseAlarmsPerSessionHour) {
        return (int) Math.round(of(falseAlarmsPerSessionHour) * MILLION);
    }

    /** -log10(wanted / 720 / chances). */
    public static double of(double falseAlarmsPerSessionHour) {
        return -StrictMath.log10(falseAlarmsPerSessionHour / HOUR_LOOKS / CHANCES);
    }
}
