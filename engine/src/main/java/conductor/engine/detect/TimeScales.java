package conductor.engine.detect;

/**
 * What depends on the length of a tick. Averages are exponential, {@code s += weight (x - s)} with {@code weight = tick / seconds};
 * one that is shorter than a tick is the tick itself. A severity speaks of {@link #LOOK_SECONDS} whatever the tick.
 */
final class TimeScales {
    /** Averages over which a fall is looked for: the shortest one that holds a few counts, one minute, and one that a decline fills. */
    static final int COUNT = 3;

    static final int SHORT = 0;
    static final int MIDDLE = 1;
    static final int LONG = 2;
    /** The time in which a severity counts false alarms. */
    static final double LOOK_SECONDS = 5;

    private static final double[] SECONDS = {20, 50, 120};
    static final double MINUTE = 60;
    private static final double BASELINE_SECONDS = 1000;
    private static final double SHARE_SECONDS = 1200;
    private static final double HAZARD_SECONDS = 3600;
    private static final double NOISE_AFTER_SECONDS = 300;

    final double[] weight = new double[COUNT];
    /** Ticks of equal weight that vary as much as the average: (2 - weight) / weight. */
    final double[] ticks = new double[COUNT];
    /** ln of the looks that an average is long: neighbouring looks are no new evidence. */
    final double[] lnLooks = new double[COUNT];

    final double tickSeconds;
    /** Looks in a tick. */
    final double looks;
    /** Part of the people whose activity is news in a tick: activity means "within the last minute". */
    final double turnover;

    final double baselineWeight;
    /** Ticks that the share of active people remembers. */
    final double shareTicks;

    final double hazardWeight;
    final int minuteTicks;
    /** Ticks before the noise is learned. */
    final int noiseAfterTicks;
    /** Slots of the last minute's leavers, and ticks in one. */
    final int slots;

    final int slotTicks;
    /** For each tick of a minute: its slot, and whether it is the slot's first. */
    final int[] slot;

    final boolean[] firstOfSlot;
    /** For each scale the tick of a minute at which the pool learns its noise. */
    final int[] learnTick = new int[COUNT];

    TimeScales(double tickSeconds) {
        this.tickSeconds = tickSeconds;
        for (int scale = 0; scale < COUNT; scale++) {
            weight[scale] = Math.min(1, tickSeconds / SECONDS[scale]);
            ticks[scale] = (2 - weight[scale]) / weight[scale];
            lnLooks[scale] = StrictMath.log(seconds(scale) / LOOK_SECONDS);
        }
        looks = tickSeconds / LOOK_SECONDS;
        turnover = Math.min(1, tickSeconds / MINUTE);
        baselineWeight = tickSeconds / BASELINE_SECONDS;
        shareTicks = SHARE_SECONDS / tickSeconds;
        hazardWeight = tickSeconds / HAZARD_SECONDS;
        noiseAfterTicks = ticksOf(NOISE_AFTER_SECONDS);
        slotTicks = ticksOf(LOOK_SECONDS);
        slots = Math.max(1, Math.min(SessionRow.SLOTS, ticksOf(MINUTE) / slotTicks));
        minuteTicks = slots * slotTicks;
        slot = new int[minuteTicks];
        firstOfSlot = new boolean[minuteTicks];
        for (int tick = 0; tick < minuteTicks; tick++) {
            slot[tick] = tick / slotTicks;
            firstOfSlot[tick] = tick % slotTicks == 0;
        }
        for (int scale = 0; scale < COUNT; scale++) {
            learnTick[scale] = scale * minuteTicks / COUNT;
        }
    }

    /** Whole ticks in a time, at least one. */
    int ticksOf(double seconds) {
        return Math.max(1, (int) (seconds / tickSeconds + 0.5));
    }

    /** Length of an average; one that is shorter than a tick is the tick itself. */
    double seconds(int scale) {
        return Math.max(tickSeconds, SECONDS[scale]);
    }
}
