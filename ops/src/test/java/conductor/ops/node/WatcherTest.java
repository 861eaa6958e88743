package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatcherTest {
    private final BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
    private final AtomicInteger turns = new AtomicInteger();

    @Test
    void anExceptionEndsOneTurnOnly() throws Exception {
        try (Watcher watcher = new Watcher("watcher", errors::add)) {
            watcher.every(1, () -> {
                turns.incrementAndGet();
                throw new IllegalStateException("planned");
            });
            Await.until("further turns", () -> turns.get() > 2);
        }
        assertThat(errors).isEmpty();
    }

    @Test
    void anErrorOfTheVirtualMachineIsHandedOn() throws Exception {
        InternalError planned = new InternalError("planned");
        try (Watcher watcher = new Watcher("watcher", errors::add)) {
            watcher.every(1, () -> {
                throw planned;
            });
            assertThat(errors.poll(60, TimeUnit.SECONDS)).isSameAs(planned);
        }
    }
}
