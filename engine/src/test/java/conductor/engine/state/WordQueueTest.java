package conductor.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordQueueTest {
    private static final int MANY = 30_000;

    @Test
    void itIsAQueueOverAnyOperations() {
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            WordQueue queue = new WordQueue();
            List<Long> model = new ArrayList<>();
            int head = 0;
            for (int i = 0; i < 4 * MANY; i++) {
                // It grows to several pages, becomes empty, and grows again.
                boolean growing = i / MANY % 2 == 0;
                if (head == model.size() || random.nextInt(5) < (growing ? 4 : 1)) {
                    queue.add(i);
                    model.add((long) i);
                } else {
                    queue.removeFirst();
                    head++;
                }
                assertThat(queue.size()).isEqualTo(model.size() - head);
                if (head < model.size()) {
                    int place = random.nextInt(model.size() - head);
                    queue.set(place, -i);
                    model.set(head + place, (long) -i);
                    assertThat(queue.get(0)).isEqualTo(model.get(head));
                    assertThat(queue.get(place)).isEqualTo(-i);
                }
            }
            for (; head < model.size(); head++) {
                assertThat(queue.get(0)).isEqualTo(model.get(head));
                queue.removeFirst();
            }
        }
    }
}
