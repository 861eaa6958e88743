package conductor.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerQueueTest {
    private record Timer(long dueMs, long number, int slot) {}

    @Test
    void anEmptyQueueIsNeverDue() {
        TimerQueue queue = new TimerQueue();
        assertThat(queue.nextDueMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(queue.nextNumber()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void timersComeInTheOrderTheyWereArmedWhereverTheRingBeginsWhenItGrows() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            TimerQueue queue = new TimerQueue();
            Deque<Timer> model = new ArrayDeque<>();
            long due = 0;
            for (int i = 0; i < 3_000; i++) {
                boolean growing = (i / 300) % 2 == 0;
                if (model.isEmpty() || random.nextInt(10) < (growing ? 8 : 2)) {
                    due += random.nextInt(3);
                    Timer timer = new Timer(due, i, random.nextInt());
                    queue.add(timer.dueMs, timer.number, timer.slot);
                    model.addLast(timer);
                } else {
                    queue.removeFirst();
                    model.removeFirst();
                }
                expectFirst(queue, model.peekFirst());
            }
        }
    }

    private static void expectFirst(TimerQueue queue, Timer expected) {
        if (expected == null) {
            assertThat(queue.nextDueMs()).isEqualTo(Long.MAX_VALUE);
        } else {
            assertThat(new Timer(queue.nextDueMs(), queue.nextNumber(), queue.nextSlot()))
                    .isEqualTo(expected);
        }
    }
}
