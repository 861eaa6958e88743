package conductor.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets under a clock that stands still until it is moved. */
class RateLimitsTest {
    private static final int MOST = 100_000;
    private static final Rate THREE = new Rate(3, 0.5);

    private long nowNs;
    private RateLimits limits = new RateLimits(() -> nowNs);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE - 1_000_000_000_000L})
    void aBucketIsFullAtTheBeginningWhateverTheClockSays(long startNs) {
        beginAt(startNs);
        assertThat(lefts(4)).containsExactly(2, 1, 0, -1);
    }

    private void beginAt(long startNs) {
        nowNs = startNs;
        limits = new RateLimits(() -> nowNs);
    }

    /** What is left after each of some tries, -1 for one that was refused. */
    private List<Integer> lefts(int tries) {
        List<Integer> lefts = new ArrayList<>();
        for (int i = 0; i < tries; i++) {
            RateLimits.Verdict verdict = limits.take("a", THREE, 1);
            lefts.add(verdict.allowed() ? verdict.left() : -1);
        }
        return lefts;
    }

    @Test
    void itFillsAtItsRateAndNotAboveItsBrim() {
        lefts(3);
        pass(1_999_999_999);
        assertThat(lefts(1)).containsExactly(-1);
        pass(1);
        assertThat(lefts(2)).containsExactly(0, -1);
        pass(TimeUnit.SECONDS.toNanos(4));
        assertThat(lefts(3)).containsExactly(1, 0, -1);
        pass(TimeUnit.DAYS.toNanos(1));
        assertThat(lefts(4)).containsExactly(2, 1, 0, -1);
    }

    @Test
    void whatIsRefusedTakesNothing() {
        lefts(3);
        pass(TimeUnit.SECONDS.toNanos(1));
        assertThat(lefts(1_000)).containsOnly(-1);
        pass(TimeUnit.SECONDS.toNanos(1));
        assertThat(lefts(1)).containsExactly(0);
    }

    @Test
    void theWaitIsToldInSecondsRoundedUpAndNeverZero() {
        assertThat(limits.take("a", THREE, 1).waitS()).isEqualTo(1);
        lefts(2);
        assertThat(limits.take("a", THREE, 1).waitS()).isEqualTo(2);
        pass(1);
        assertThat(limits.take("a", THREE, 1).waitS()).isEqualTo(2);
        pass(999_999_999);
        assertThat(limits.take("a", THREE, 1).waitS()).isEqualTo(1);
        pass(999_999_999);
        assertThat(limits.take("a", THREE, 1).waitS()).isEqualTo(1);
        assertThat(limits.take("a", THREE, 3).waitS()).isEqualTo(5);
        assertThat(limits.take("a", THREE, 1).waitNs()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(value = RateClass.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void everyRateOfTheGatewayCountsDownOneByOneAndLetsGoWhenItSaid(RateClass one) {
        Rate rate = new Rate(one.burst(), one.perSecond());
        for (int left = rate.burst() - 1; left >= 0; left--) {
            assertThat(limits.take("a", rate, 1)).isEqualTo(new RateLimits.Verdict(true, left, 0));
        }
        for (int i = 0; i < 100; i++) {
            RateLimits.Verdict refused = limits.take("a", rate, 1);
            assertThat(refused.allowed()).isFalse();
            pass(refused.waitNs() - 1);
            assertThat(limits.take("a", rate, 1).allowed()).isFalse();
            pass(1);
            assertThat(limits.take("a", rate, 1).allowed()).isTrue();
        }
    }

    @Test
    void overALongTimeNoMorePassesThanTheBurstAndTheRateTogether() {
        Random random = new Random(7);
        Rate rate = new Rate(10, 3);
        long passed = 0;
        for (int i = 0; i < 20_000; i++) {
            int amount = 1 + random.nextInt(4);
            passed += limits.take("a", rate, amount).allowed() ? amount : 0;
            pass(random.nextInt(500_000_000));
        }
        double seconds = nowNs / 1e9;
        assertThat(passed).isLessThanOrEqualTo((long) (10 + 3 * seconds) + 1).isGreaterThan((long) (2.5 * seconds));
    }

    @Test
    void manyAtOnceAreTakenTogetherOrNotAtAll() {
        Rate rate = new Rate(100, 10);
        assertThat(limits.take("a", rate, 60)).isEqualTo(new RateLimits.Verdict(true, 40, 0));
        assertThat(limits.take("a", rate, 41).allowed()).isFalse();
        assertThat(limits.take("a", rate, 40)).isEqualTo(new RateLimits.Verdict(true, 0, 0));
    }

    @Test
    void moreThanABucketHoldsIsTakenFromAFullOneAndPaidForLater() {
        assertThat(limits.take("a", THREE, 9)).isEqualTo(new RateLimits.Verdict(true, 0, 0));
        assertThat(limits.take("a", THREE, 1).waitS()).isEqualTo(14);
        assertThat(limits.take("a", THREE, 1_000_000).waitS()).isEqualTo(18);
        pass(TimeUnit.SECONDS.toNanos(17));
        assertThat(limits.take("a", THREE, 9).allowed()).isFalse();
        pass(TimeUnit.SECONDS.toNanos(1));
        assertThat(limits.take("a", THREE, 9).allowed()).isTrue();
    }

    @Test
    void everyNameHasABucketOfItsOwn() {
        lefts(3);
        assertThat(limits.take("b", THREE, 3).allowed()).isTrue();
        assertThat(limits.take("a", THREE, 1).allowed()).isFalse();
    }

    @Test
    void fullBucketsAreForgottenAndOthersKept() {
        for (int i = 0; i < 1_000; i++) {
            limits.take("short " + i, THREE, 1);
        }
        limits.take("long", new Rate(100, 1), 100);
        assertThat(limits.size()).isEqualTo(1_001);
        pass(TimeUnit.SECONDS.toNanos(40));
        limits.take("another", THREE, 1);
        assertThat(limits.size()).isEqualTo(2);
        assertThat(limits.take("long", new Rate(100, 1), 41).allowed()).isFalse();
        assertThat(limits.take("long", new Rate(100, 1), 40).allowed()).isTrue();
    }

    @Test
    void thereAreNeverMoreThanANumberAndWhoDoesNotFitSharesOneBucket() {
        lefts(2);
        for (int i = 1; i < MOST; i++) {
            limits.take("name " + i, THREE, 3);
        }
        assertThat(limits.size()).isEqualTo(MOST);
        assertThat(limits.take("late 1", THREE, 1).left()).isEqualTo(2);
        assertThat(limits.take("late 2", THREE, 1).left()).isEqualTo(1);
        assertThat(limits.take("late 3", THREE, 1).left()).isZero();
        assertThat(limits.take("late 4", THREE, 1).allowed()).isFalse();
        assertThat(lefts(2)).containsExactly(0, -1);
        assertThat(limits.size()).isEqualTo(MOST + 1);
        pass(TimeUnit.SECONDS.toNanos(7));
        assertThat(limits.take("late 4", THREE, 1).left()).isEqualTo(2);
        assertThat(limits.size()).isEqualTo(1);
    }

    @Test
    void manyThreadsTakeNoMoreThanThereIs() throws InterruptedException {
        Rate rate = new Rate(1_000, 1);
        List<Boolean> allowed = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(new Thread(() -> {
                for (int j = 0; j < 500; j++) {
                    allowed.add(limits.take("a", rate, 1).allowed());
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(allowed).hasSize(2_000);
        assertThat(Collections.frequency(allowed, true)).isEqualTo(1_000);
    }

    private void pass(long ns) {
        nowNs += ns;
    }
}
