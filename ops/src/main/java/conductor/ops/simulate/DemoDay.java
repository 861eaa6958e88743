package conductor.ops.simulate;

/**
 * Which day a demo is in, and how far. Its days lie ahead of the calendar: entries that people bring get ids of Redis' own clock, which
 * a node that plays takes at once when they lie behind its time, and else when it has come there.
 *
 * @param dayMs when the day begins (00:00 UTC).
 * @param pastS the last second of the day that went by; before the rooms open, the second before.
 */
record DemoDay(long dayMs, int pastS) {
    private static final long SECOND_MS = 1_000;
    private static final long DAY_MS = 86_400 * SECOND_MS;

    /**
     * Where it goes on.
     *
     * @param newestMs newest time that the node has come to or Redis has entries of; 0 = none. The mark behind a second that is over is a
     *     millisecond behind it; a second that was broken off counts as over.
     * @param clockMs the time now.
     */
    static DemoDay behind(long newestMs, long clockMs, DayScript script) {
        if (newestMs == 0) {
            return new DemoDay(tomorrow(clockMs), script.fromS() - 1);
        }
        long dayMs = newestMs - newestMs % DAY_MS;
        int pastS = (int) ((newestMs - dayMs - 1 + SECOND_MS - 1) / SECOND_MS);
        DemoDay day = new DemoDay(dayMs, pastS);
        return pastS >= script.closedS() ? day.next(clockMs, script) : day;
    }

    /** The day after. */
    DemoDay next(long clockMs, DayScript script) {
        return new DemoDay(Math.max(dayMs + DAY_MS, tomorrow(clockMs)), script.fromS() - 1);
    }

    /** Whether an earlier run has begun it. */
    boolean hasBegun(DayScript script) {
        return pastS >= script.fromS();
    }

    /** The end of a second, in milliseconds since 1970. */
    long endMs(int s) {
        return dayMs + s * SECOND_MS;
    }

    private static long tomorrow(long clockMs) {
        return clockMs - clockMs % DAY_MS + DAY_MS;
    }
}
