package conductor.ops.indicators;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Made-up days of two indicators, of one that is bad when it rises and one that is bad when it falls. */
class IndicatorsTest {
    private static final long PERIOD_MS = 10_000;
    private static final int MINUTE = 6;
    private static final int HOUR = 360;
    private static final int DAY = 8_640;
    private static final double SEVERITY = 4;

    private final Logger logger = (Logger) LoggerFactory.getLogger(Indicators.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Random random = new Random(4711);
    private long nowMs = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();
    private double lag;
    private double rate;

    private final Indicators indicators = new Indicators(
            List.of(
                    new Indicator("lag", "ms", Indicator.Bad.RISE, 100, () -> lag),
                    new Indicator("rate", "/s", Indicator.Bad.FALL, 1, () -> rate)),
            PERIOD_MS,
            SEVERITY,
            (InstantSource) () -> Instant.ofEpochMilli(nowMs));

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    private double usualLag() {
        return 12 + 3 * Math.abs(random.nextGaussian());
    }

    private double usualRate() {
        return 200 + 10 * random.nextGaussian();
    }

    private void look(int times, DoubleSupplier lags, DoubleSupplier rates) {
        for (int i = 0; i < times; i++) {
            nowMs += PERIOD_MS;
            lag = lags.getAsDouble();
            rate = rates.getAsDouble();
            indicators.run();
        }
    }

    private void asUsual(int times) {
        look(times, this::usualLag, this::usualRate);
    }

    private IndicatorState state(String name) {
        return indicators.states().stream()
                .filter(state -> state.indicator().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> told() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aJumpAfterADayOfUsualNoiseIsToldOnceHeldAndEndedAndTheNextOneIsToldAgain() {
        asUsual(DAY);
        assertThat(told()).isEmpty();

        look(10 * MINUTE, () -> 3_400, this::usualRate);
        assertThat(told())
                .singleElement()
                .asString()
                .startsWith("lag is out of the ordinary: 3,400 ms, usually 14; expected ");
        assertThat(log.list.get(0).getLevel()).isEqualTo(Level.WARN);
        assertThat(state("lag").alarm()).isNotNull();
        assertThat(state("rate").alarm()).isNull();

        asUsual(5 * MINUTE);
        assertThat(state("lag").alarm()).isNull();
        assertThat(told()).hasSize(2);
        assertThat(told().get(1)).startsWith("lag is as usual again after 1").endsWith(", at worst 3,400 ms");
        assertThat(log.list.get(1).getLevel()).isEqualTo(Level.INFO);

        asUsual(6 * HOUR);
        look(10 * MINUTE, this::usualLag, () -> 20);
        assertThat(told()).hasSize(3);
        assertThat(told().get(2)).startsWith("rate is out of the ordinary: 20 /s, usually 2");
        assertThat(state("lag").alarms()).isEqualTo(1);
        assertThat(state("rate").alarms()).isEqualTo(1);
    }

    @Test
    void aSecondJumpOfTheSameIndicatorIsToldAgain() {
        asUsual(DAY);
        look(10 * MINUTE, () -> 1_000, this::usualRate);
        asUsual(6 * HOUR);
        look(10 * MINUTE, () -> 1_000, this::usualRate);

        assertThat(state("lag").alarms()).isEqualTo(2);
    }

    @Test
    void aChangeForTheBetterIsNoAlarmHoweverUnusual() {
        asUsual(DAY);
        look(HOUR, () -> 0, () -> 2_000);

        assertThat(told()).isEmpty();
        assertThat(state("rate").value()).isEqualTo(2_000);
    }

    @Test
    void aDifferenceThatNobodyWouldMindIsNoAlarmHoweverUnusual() {
        look(DAY, () -> 0, () -> 200);
        look(HOUR, () -> 90, () -> 110);

        assertThat(told()).isEmpty();
    }

    @Test
    void whatWasAlwaysZeroAndIsNotAnyMoreIsToldSoonAfterTheFirstHour() {
        look(HOUR + MINUTE, () -> 0, this::usualRate);
        look(2 * MINUTE, () -> 400, this::usualRate);

        assertThat(told()).singleElement().asString().startsWith("lag is out of the ordinary: 400 ms, usually 0; ");
    }

    @Test
    void aPeakThatIsOverWithinFiveLooksIsNoAlarm() {
        asUsual(DAY);
        for (int i = 0; i < 10; i++) {
            look(5, () -> 5_000, this::usualRate);
            asUsual(HOUR);
        }

        assertThat(told()).isEmpty();
    }

    @Test
    void theFirstHourIsForLearning() {
        asUsual(30 * MINUTE);
        look(29 * MINUTE, () -> 3_400, () -> 0);

        assertThat(told()).isEmpty();
        assertThat(indicators.toMap().get("summary")).isEqualTo("2 of 2 still being learned");
    }

    @Test
    void aFigureThatIsNotThereIsNoValueAndNoZero() {
        asUsual(DAY);
        look(HOUR, this::usualLag, () -> Double.NaN);
        assertThat(told()).isEmpty();
        assertThat(state("rate").value()).isNaN();
        assertThat(samples("conductor_indicator_value")).isEqualTo(1);

        look(10 * MINUTE, () -> 3_400, this::usualRate);
        look(HOUR, () -> Double.NaN, this::usualRate);
        assertThat(told()).as("an alarm is not ended by it").hasSize(1);
        assertThat(state("lag").alarm()).isNotNull();
        asUsual(5 * MINUTE);
        assertThat(told()).hasSize(2);
    }

    @Test
    void whatHasLastedForADayIsUsualFromThenOn() {
        asUsual(DAY);
        look(DAY + HOUR, () -> 1_000 + usualLag(), this::usualRate);

        assertThat(told()).hasSize(2);
        assertThat(told().get(1)).startsWith("lag has been so for 24 h 0 min and is taken as usual from now on: 1,0");
        assertThat(state("lag").usual()).isGreaterThan(1_000);
    }

    @Test
    void statusAndMetricsSayWhatIsOutOfTheOrdinarySinceWhen() {
        asUsual(DAY);
        assertThat(indicators.toMap()).containsEntry("summary", "all as usual").containsEntry("period_s", 10.0);
        assertThat(figure("lag")).containsEntry("unit", "ms").containsEntry("alarm", null);

        look(10 * MINUTE, () -> 3_400, this::usualRate);

        assertThat(indicators.toMap()).containsEntry("summary", "1 of 2 out of the ordinary");
        assertThat(figure("lag")).containsEntry("alarms_since_start", 1L);
        Map<?, ?> alarm = (Map<?, ?>) figure("lag").get("alarm");
        assertThat(alarm.get("since").toString()).startsWith("2026-03-03T00:0");
        assertThat(alarm.get("text").toString())
                .matches(
                        "3,400 ms, usually 14; expected (less than )?once in [\\d,]+ hours; since 2026-03-03T00:0\\S+Z");
        assertThat(samples("conductor_indicator_value")).isEqualTo(2);
        assertThat(samples("conductor_indicator_severity")).isEqualTo(2);
        assertThat(samples("conductor_indicator_alarm")).isEqualTo(2);
        assertThat(samples("conductor_indicator_alarms")).isEqualTo(2);
    }

    @SuppressWarnings("unchecked") // made in this test's own process with these types
    private Map<String, Object> figure(String name) {
        return (Map<String, Object>) ((Map<String, Object>) indicators.toMap().get("figures")).get(name);
    }

    private int samples(String metric) {
        MetricSnapshots all = new IndicatorMetrics(indicators).collect();
        return all.stream()
                .filter(one -> one.getMetadata().getName().equals(metric))
                .mapToInt(one -> one.getDataPoints().size())
                .sum();
    }
}
