package conductor.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BetaSamplerTest {
    private static final int DRAWS = 20_000;

    private final BetaSampler sampler = new BetaSampler();

    /** Kolmogorov and Smirnov's distance to the distribution function, worked out by Simpson's rule, at the level 1e-4. */
    @ParameterizedTest
    @CsvSource({"1,1", "8.5,1.5", "6,4", "2,2", "43.5583,1.5", "1.5,60", "205,195", "3,1"})
    void drawsFollowTheDistribution(double alpha, double beta) {
        double[] drawn = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            drawn[i] = sampler.sample(CounterRandom.seed(7, 11, i, 1), alpha, beta);
        }
        Arrays.sort(drawn);
        double distance = 0;
        double density = 0;
        double from = 0;
        double total = integral(alpha, beta, 0, 1, 40_000);
        for (int i = 0; i < DRAWS; i++) {
            density += integral(alpha, beta, from, drawn[i], 8) / total;
            from = drawn[i];
            distance = Math.max(
                    distance, Math.max(Math.abs(density - i / (double) DRAWS), Math.abs(density - (i + 1.0) / DRAWS)));
        }
        assertThat(distance).isLessThan(2.23 / Math.sqrt(DRAWS));
    }

    @ParameterizedTest
    @CsvSource({"0.5,0.5", "0.2,3", "0.01,0.01", "1e6,1"})
    void momentsOfUnusualShapesAreRight(double alpha, double beta) {
        double sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            double x = sampler.sample(CounterRandom.seed(3, 5, i, 2), alpha, beta);
            assertThat(x).isBetween(0.0, 1.0);
            sum += x;
        }
        double mean = alpha / (alpha + beta);
        double variance = mean * (1 - mean) / (alpha + beta + 1);
        assertThat(sum / DRAWS).isCloseTo(mean, within(4.5 * Math.sqrt(variance / DRAWS)));
    }

    /** On every machine and virtual machine: these bits are in journals. */
    @Test
    void drawsAreTheSameBitsEverywhere() {
        long hash = 0;
        for (int i = 0; i < 10_000; i++) {
            double x = sampler.sample(CounterRandom.seed(42, 4711, i, 1 + i % 4), 0.3 + i % 90, 0.7 + i % 13);
            hash = hash * 31 + Double.doubleToRawLongBits(x);
        }
        assertThat(Long.toHexString(hash)).isEqualTo("c498407631c8a48f");
    }

    @Test
    void aDrawAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double sum = draw(20_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        threads.getCurrentThreadAllocatedBytes();
        long own = threads.getCurrentThreadAllocatedBytes() - before;
        long allocated = Long.MAX_VALUE;
        // The compiler may still be at work in the first tries.
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (allocated > own && System.nanoTime() - untilNs < 0) {
            before = threads.getCurrentThreadAllocatedBytes();
            sum += draw(20_000);
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isLessThanOrEqualTo(own);
        assertThat(sum).isPositive();
    }

    private double draw(int times) {
        double sum = 0;
        for (int i = 0; i < times; i++) {
            sum += sampler.sample(i, 0.5 + i % 20, 8.5);
        }
        return sum;
    }

    private static double integral(double alpha, double beta, double from, double to, int pieces) {
        double step = (to - from) / pieces;
        double sum = density(alpha, beta, from) + density(alpha, beta, to);
        for (int i = 1; i < pieces; i++) {
            sum += density(alpha, beta, from + i * step) * (i % 2 == 1 ? 4 : 2);
        }
        return sum * step / 3;
    }

    private static double density(double alpha, double beta, double x) {
        return Math.pow(x, alpha - 1) * Math.pow(1 - x, beta - 1) * 1e60;
    }
}
