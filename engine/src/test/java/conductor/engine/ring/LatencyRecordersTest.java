package conductor.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyRecordersTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final long PAUSE_NS = 20_000_000;

    private final LatencyRecorders latencies = new LatencyRecorders(ClockMode.REDIS, 8);

    @Test
    void aBatchCountsOnceARecordWithItsShareOfTheTime() {
        latencies.batchStarts();
        pause();
        latencies.committed(4);
        Histogram durations = latencies.engineDurations(null);
        assertThat(durations.getTotalCount()).isEqualTo(4);
        assertThat(durations.getMinValue()).isGreaterThanOrEqualTo(PAUSE_NS / 5);
        assertThat(durations.getMean() * 4).isGreaterThanOrEqualTo(PAUSE_NS * 0.98);
    }

    @Test
    void waitingForTheNextBatchIsNoWork() {
        latencies.batchStarts();
        latencies.committed(1);
        latencies.engineDurations(null);
        long startNs = System.nanoTime();
        pause();
        latencies.batchStarts();
        latencies.committed(1);
        long wholeNs = System.nanoTime() - startNs;
        assertThat(latencies.engineDurations(null).getMaxValue())
                .isLessThanOrEqualTo((wholeNs - PAUSE_NS) * 101 / 100 + 1);
    }

    @Test
    void everyEntryCountsFromItsOwnArrival() {
        long nowMs = System.currentTimeMillis();
        entry(SourceId.CHAT, nowMs - 50_000);
        entry(SourceId.PRESENCE, nowMs - 50_000);
        entry(SourceId.CHAT, nowMs - 5_000);
        latencies.committed(3);
        Histogram waits = latencies.endToEnd(null);
        assertThat(waits.getTotalCount()).isEqualTo(3);
        assertThat(waits.getMinNonZeroValue()).isBetween((long) (4.9 * SECOND_NS), 49 * SECOND_NS);
        assertThat(waits.getCountBetweenValues(50 * SECOND_NS, LatencyRecorders.LONGEST_NS))
                .isEqualTo(2);
    }

    @Test
    void onlyEntriesHaveAnArrival() {
        long nowMs = System.currentTimeMillis();
        entry(SourceId.INTERNAL, 0);
        entry(SourceId.TIME, nowMs);
        applied(latencies, SourceId.CHAT, SignalType.SOURCE_POSITION, nowMs);
        latencies.committed(3);
        assertThat(latencies.endToEnd(null).getTotalCount()).isZero();
        assertThat(latencies.engineDurations(null).getTotalCount()).isEqualTo(3);
    }

    @Test
    void aPlaybackHasNoArrivals() {
        LatencyRecorders playback = new LatencyRecorders(ClockMode.STREAM, 8);
        applied(playback, SourceId.CHAT, SignalType.CHAT, System.currentTimeMillis());
        playback.committed(1);
        assertThat(playback.endToEnd(null).getTotalCount()).isZero();
    }

    @Test
    void anIdOfTheFutureOrOfLongAgoIsKeptInBounds() {
        entry(SourceId.CHAT, Long.MAX_VALUE);
        entry(SourceId.CHAT, 0);
        latencies.committed(2);
        Histogram waits = latencies.endToEnd(null);
        assertThat(waits.getCountAtValue(0)).isEqualTo(1);
        assertThat(waits.getCountAtValue(LatencyRecorders.LONGEST_NS)).isEqualTo(1);
    }

    @Test
    void aBatchOfEntriesOfAllDifferentTimesFits() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 8; i++) {
                entry(SourceId.CHAT, 1_000 + i);
            }
            latencies.committed(8);
        }
        assertThat(latencies.endToEnd(null).getTotalCount()).isEqualTo(24);
    }

    @Test
    void whatWasTakenIsNotGivenAgain() {
        latencies.committed(5);
        Histogram first = latencies.engineDurations(null);
        latencies.committed(2);
        Histogram second = latencies.engineDurations(first);
        assertThat(second.getTotalCount()).isEqualTo(2);
        assertThat(latencies.engineDurations(second).getTotalCount()).isZero();
    }

    private void entry(int source, long arrivedMs) {
        applied(latencies, source, SignalType.CHAT, arrivedMs);
    }

    private static void applied(LatencyRecorders latencies, int source, int type, long arrivedMs) {
        Signal signal = new Signal().clear();
        signal.source = source;
        signal.type = type;
        signal.sourceTimeMs = arrivedMs;
        latencies.applied(signal);
    }

    private static void pause() {
        long endNs = System.nanoTime() + PAUSE_NS;
        while (System.nanoTime() < endNs) {
            LockSupport.parkNanos(endNs - System.nanoTime());
        }
    }
}
