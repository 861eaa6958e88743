package conductor.ops.simulate;

import java.util.OptionalInt;

/**
 * How a demo is played.
 *
 * @param seed of what people do.
 * @param speed seconds of the day a second, while nobody is asked.
 */
record DemoOptions(long seed, double speed) {
    private static final int ATTENDEES = 1_000;

    /** One of its days; who approves is whoever looks at it. */
    DayOptions day(long dayMs) {
        return new DayOptions(seed, speed, ATTENDEES, dayMs, OptionalInt.empty());
    }
}
