package conductor.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.SingleWriterRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencySeriesTest {
    @TempDir
    Path dir;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(3);
    private final LatencySeries series = new LatencySeries(
            "conductor_test_duration_seconds", "A test", LatencySeries.bounds(2, 6), recorder::getIntervalHistogram);

    @Test
    void boundsGoInStepsOfOneTwoAndFive() {
        assertThat(LatencySeries.bounds(2, 4)).containsExactly(100, 200, 500, 1_000, 2_000, 5_000, 10_000);
    }

    @Test
    void bucketsAddUpOverIntervalsAndHoldWhatIsBeyondTheLastOne() {
        recorder.recordValue(100);
        recorder.recordValue(150);
        series.take();
        recorder.recordValue(150);
        recorder.recordValue(5_000_000);
        series.take();
        series.take();

        HistogramDataPointSnapshot point = series.collect().getDataPoints().get(0);
        assertThat(point.getClassicBuckets().getUpperBound(0)).isEqualTo(1e-7);
        assertThat(point.getClassicBuckets().getCount(0)).isEqualTo(1);
        assertThat(point.getClassicBuckets().getCount(1)).isEqualTo(2);
        assertThat(point.getClassicBuckets().getUpperBound(13)).isInfinite();
        assertThat(point.getClassicBuckets().getCount(13)).isEqualTo(1);
        assertThat(point.getCount()).isEqualTo(4);
        assertThat(point.getSum()).isCloseTo(5_000_400e-9, within(5e-6));
    }

    @Test
    void theQuantileSinceItWasAskedLastIsOfManyIntervalsAndOfNoneTwice() {
        recorder.recordValueWithCount(2_000, 50);
        series.take();
        recorder.recordValueWithCount(70_000, 50);
        series.take();
        assertThat(series.p99Us()).isCloseTo(70, within(1.0));

        assertThat(series.p99Us()).as("nothing since").isNaN();
        recorder.recordValue(3_000);
        series.take();
        assertThat(series.p99Us()).isCloseTo(3, within(0.1));
    }

    @Test
    void percentilesAreThoseOfTheLastTenIntervals() {
        recorder.recordValue(50_000_000);
        series.take();
        recorder.recordValueWithCount(2_000, 99);
        for (int i = 0; i < 9; i++) {
            series.take();
        }
        Map<String, Object> withTheFirst = series.recent();
        series.take();
        Map<String, Object> without = series.recent();

        assertThat(withTheFirst).containsEntry("count", 100L);
        assertThat((double) withTheFirst.get("p50_us")).isCloseTo(2, within(0.01));
        assertThat((double) withTheFirst.get("max_us")).isCloseTo(50_000, within(50.0));
        assertThat(without).containsEntry("count", 99L);
        assertThat((double) without.get("max_us")).isCloseTo(2, within(0.01));
    }

    @Test
    void aLogThatCannotBeWrittenSaysSo() throws IOException {
        Histogram interval = new Histogram(3);
        interval.recordValue(1_500);
        LatencyLog log = new LatencyLog(dir);
        log.close();

        assertThatThrownBy(() -> log.add("conductor_test_duration_seconds", interval))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("disk full");
    }

    @Test
    void theLogIsReadableByHdrHistogramAndBeginsANewFileWhenItIsFull() throws IOException {
        Histogram interval = new Histogram(3);
        interval.recordValue(1_500);
        try (LatencyLog log = new LatencyLog(dir, 400)) {
            for (int i = 0; i < 20; i++) {
                log.add("conductor_test_duration_seconds", interval);
            }
            log.add("empty", new Histogram(3));
        }

        assertThat(dir.resolve("latency.1.hlog")).exists();
        assertThat(Files.size(dir.resolve(LatencyLog.NAME))).isLessThan(1_000);
        try (HistogramLogReader reader =
                new HistogramLogReader(dir.resolve(LatencyLog.NAME).toFile())) {
            Histogram read = (Histogram) reader.nextIntervalHistogram();
            assertThat(read.getTag()).isEqualTo("conductor_test_duration_seconds");
            assertThat(read.getTotalCount()).isEqualTo(1);
            assertThat(read.getMaxValue()).isGreaterThanOrEqualTo(1_500);
        }
    }
}
