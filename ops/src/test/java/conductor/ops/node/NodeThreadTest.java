package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodeThreadTest {
    @Test
    void anExceptionThatEndsTheThreadReachesTheWatcherWithTheThreadsName() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        Runnable work = () -> {
            throw new IllegalStateException("planned");
        };

        try (NodeThread thread = new NodeThread(
                "publisher",
                work,
                () -> {},
                60_000,
                (name, error) -> seen.complete(name + ": " + error.getMessage()))) {
            assertThat(seen.get(60, TimeUnit.SECONDS)).isEqualTo("publisher: planned");
        }
    }

    @Test
    void closingAsksTheThreadToStopAndWaitsForIt() throws Exception {
        CountDownLatch stop = new CountDownLatch(1);
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Runnable work = () -> {
            await(stop);
            ended.complete(true);
        };

        new NodeThread("ingest", work, stop::countDown, 60_000, (name, error) -> {}).close();

        assertThat(ended).isCompletedWithValue(true);
    }

    @Test
    void aThreadThatDoesNotStopIsReportedInsteadOfWaitedForWithoutEnd() {
        CountDownLatch never = new CountDownLatch(1);
        NodeThread thread = new NodeThread("ingest", () -> await(never), () -> {}, 50, (name, error) -> {});

        assertThatThrownBy(thread::close).hasMessageContaining("the thread ingest did not end within 50 ms");

        never.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
