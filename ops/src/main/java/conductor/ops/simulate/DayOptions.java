package conductor.ops.simulate;

import java.util.OptionalInt;

/**
 * How a day is played.
 *
 * @param seed of what people do.
 * @param speed seconds of the day a second; 0 = as fast as it goes.
 * @param attendees of all rooms together.
 * @param dayMs 00:00 UTC of the day.
 * @param approvesAfterS after how many seconds the organiser approves a suggestion; empty = never.
 */
record DayOptions(long seed, double speed, int attendees, long dayMs, OptionalInt approvesAfterS) {}
