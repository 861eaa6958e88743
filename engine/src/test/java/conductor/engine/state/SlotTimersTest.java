package conductor.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SlotTimersTest {
    private static final int PLACES = 5_000;

    @Test
    void firesInOrderOfDueTimeAndThenOfCreationWhateverIsCancelledOrSetAnew() {
        Random random = new Random(7);
        SlotTimers timers = new SlotTimers();
        // Due time and number in one key: both fit.
        TreeMap<Long, Integer> naive = new TreeMap<>();
        long[] keyOf = new long[PLACES];
        long number = 0;
        for (int step = 0; step < 200_000; step++) {
            int place = random.nextInt(PLACES);
            int action = random.nextInt(10);
            if (action < 6) {
                long dueMs = 1 + random.nextInt(1_000);
                naive.remove(keyOf[place]);
                keyOf[place] = dueMs << 32 | ++number;
                naive.put(keyOf[place], place);
                timers.set(place, dueMs, number);
            } else if (action < 8) {
                naive.remove(keyOf[place]);
                keyOf[place] = 0;
                timers.cancel(place);
            } else if (!naive.isEmpty()) {
                int first = naive.firstEntry().getValue();
                assertThat(timers.nextPlace()).isEqualTo(first);
                naive.pollFirstEntry();
                keyOf[first] = 0;
                timers.cancel(first);
            }
            assertThat(timers.size()).isEqualTo(naive.size());
            assertThat(timers.nextDueMs()).isEqualTo(naive.isEmpty() ? Long.MAX_VALUE : naive.firstKey() >>> 32);
            assertThat(timers.nextNumber())
                    .isEqualTo(naive.isEmpty() ? Long.MAX_VALUE : naive.firstKey() & 0xffff_ffffL);
        }
    }

    @Test
    void withoutATimerNothingIsDue() {
        SlotTimers timers = new SlotTimers();
        timers.cancel(12_345);
        timers.set(9, 5, 1);
        timers.cancel(9);
        assertThat(timers.nextDueMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(timers.size()).isZero();
    }
}
