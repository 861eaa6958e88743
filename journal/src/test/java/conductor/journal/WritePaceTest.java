package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WritePaceTest {
    private static final long MB = 1 << 20;

    @Test
    void bytesTakeAtLeastTheirTime() {
        long beganNs = System.nanoTime();
        WritePace pace = new WritePace(20 * MB, () -> false);

        pace.written(MB);
        pace.written(2 * MB);

        assertThat(System.nanoTime() - beganNs).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    }

    @Test
    void aHurryEndsAWait() {
        AtomicInteger asked = new AtomicInteger();
        WritePace pace = new WritePace(1, () -> asked.incrementAndGet() > 3);

        pace.written(365L * 86_400); // a year's worth
        assertThat(asked).hasValue(4);
    }

    @Test
    void withoutALimitNothingWaits() {
        WritePace.NONE.written(Long.MAX_VALUE);
        new WritePace(0, () -> false).written(Long.MAX_VALUE);

        assertThat(WritePace.NONE.spreads()).isFalse();
    }

    @Test
    void whatIsWrittenInAHurryIsNotSpread() {
        assertThat(new WritePace(MB, () -> false).spreads()).isTrue();
        assertThat(new WritePace(MB, () -> true).spreads()).isFalse();
    }
}
