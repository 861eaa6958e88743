package conductor.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerHeapTest {
    private record Timer(long dueMs, long number, int kind, int slot) {
        static final Comparator<Timer> ORDER =
                Comparator.comparingLong(Timer::dueMs).thenComparingLong(Timer::number);
    }

    private final TimerHeap heap = new TimerHeap();

    @Test
    void anEmptyHeapIsNeverDue() {
        assertThat(heap.nextDueMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(heap.nextNumber()).isEqualTo(Long.MAX_VALUE);
        add(new Timer(5, 1, 1, 1));
        heap.removeFirst();
        assertThat(heap.size()).isZero();
        assertThat(heap.nextDueMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void timersComeInTheOrderOfDueTimeThenCreation() {
        for (int seed = 0; seed < 50; seed++) {
            agreesWithASortedModel(new Random(seed), 1 + (seed % 5) * 40, 4_000);
        }
    }

    @Test
    void theOrderDoesNotDependOnHowTheHeapWasFilled() {
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            timers.add(new Timer(i / 7, i, i % 5, i));
        }
        for (int seed = 0; seed < 5; seed++) {
            List<Timer> shuffled = new ArrayList<>(timers);
            Collections.shuffle(shuffled, new Random(seed));
            shuffled.forEach(this::add);
            for (Timer expected : timers) {
                expectFirst(expected, seed);
                heap.removeFirst();
            }
        }
    }

    @Test
    void aTimerThatIsTakenOutOfTheMiddleLeavesTheOthersInOrder() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<Timer> model = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                if (random.nextInt(3) > 0) {
                    model.add(new Timer(random.nextInt(50), i, 1, i));
                    add(model.get(model.size() - 1));
                } else {
                    int slot = random.nextInt(i + 1);
                    model.removeIf(timer -> timer.slot == slot);
                    heap.remove(slot);
                }
                assertThat(heap.size()).isEqualTo(model.size());
            }
            model.sort(Timer.ORDER);
            for (Timer expected : model) {
                expectFirst(expected, seed);
                heap.removeFirst();
            }
        }
    }

    /** Few distinct due times, so that most comparisons are decided by the creation number. */
    private void agreesWithASortedModel(Random random, int distinctDues, int steps) {
        PriorityQueue<Timer> model = new PriorityQueue<>(Timer.ORDER);
        for (int i = 0; i < steps; i++) {
            boolean growing = (i / 500) % 2 == 0;
            if (model.isEmpty() || random.nextInt(10) < (growing ? 7 : 3)) {
                Timer timer = new Timer(random.nextInt(distinctDues), i, random.nextInt(8), random.nextInt(1_000));
                add(timer);
                model.add(timer);
            } else {
                heap.removeFirst();
                model.remove();
            }
            assertThat(heap.size()).isEqualTo(model.size());
            if (!model.isEmpty()) {
                expectFirst(model.peek(), i);
            }
        }
        while (!model.isEmpty()) {
            expectFirst(model.remove(), steps);
            heap.removeFirst();
        }
        assertThat(heap.size()).isZero();
    }

    private void add(Timer timer) {
        heap.add(timer.dueMs, timer.number, timer.kind, timer.slot);
    }

    private void expectFirst(Timer expected, int step) {
        assertThat(new Timer(heap.nextDueMs(), heap.nextNumber(), heap.nextKind(), heap.nextSlot()))
                .as("step %d", step)
                .isEqualTo(expected);
    }
}
