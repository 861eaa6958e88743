package conductor.ops.indicators;

import conductor.ops.health.Part;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what a node knows of itself with the engine's detector of series: once a period every {@link Indicator} is looked at, and what
 * is out of the ordinary is told: in the log when it begins and when it ends, in {@code status} and the metrics while it lasts.
 *
 * <p>One thread looks, any may ask. Nothing of it is part of the engine's state: durations differ from run to run, and a replay must not.
 */
public final class Indicators implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Indicators.class);

    private final List<IndicatorWatch> watches;
    private final double periodS;
    private final InstantSource clock;
    private volatile List<IndicatorState> states;

    /**
     * @param periodMs time between two looks in milliseconds.
     * @param severity that a value must have to begin an alarm.
     */
    public Indicators(List<Indicator> indicators, long periodMs, double severity) {
        this(indicators, periodMs, severity, InstantSource.system());
    }

    Indicators(List<Indicator> indicators, long periodMs, double severity, InstantSource clock) {
        this.periodS = periodMs / 1e3;
        this.clock = clock;
        this.watches = indicators.stream()
                .map(indicator -> new IndicatorWatch(indicator, severity))
                .toList();
        note();
    }

    @Override
    public void run() {
        long nowMs = clock.millis();
        for (IndicatorWatch watch : watches) {
            IndicatorWatch.Change change = watch.look(nowMs);
            if (change != IndicatorWatch.Change.NONE) {
                log(change, watch.state(), watch.alarm(), nowMs);
            }
        }
        note();
    }

    private void note() {
        states = watches.stream().map(IndicatorWatch::state).toList();
    }

    private void log(IndicatorWatch.Change change, IndicatorState state, Alarm alarm, long nowMs) {
        String name = state.indicator().name();
        String now = state.indicator().text(state.value());
        String lasted = Part.duration(nowMs - alarm.sinceMs());
        switch (change) {
            case BEGUN -> LOG.warn("{} is out of the ordinary: {}", name, state.text(periodS));
            case ENDED ->
                LOG.info(
                        "{} is as usual again after {}: {}, at worst {}",
                        name,
                        lasted,
                        now,
                        state.indicator().text(alarm.worst()));
            case ACCEPTED -> LOG.info("{} has been so for {} and is taken as usual from now on: {}", name, lasted, now);
            case NONE -> throw new IllegalArgumentException("nothing to tell");
        }
    }

    /** How every indicator is at the last look. */
    List<IndicatorState> states() {
        return states;
    }

    /** Members of {@code indicators} in {@code status}. */
    public Map<String, Object> toMap() {
        List<IndicatorState> now = states;
        Map<String, Object> figures = new LinkedHashMap<>();
        now.forEach(state -> figures.put(state.indicator().name(), state.toMap(periodS)));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("summary", summary(now));
        map.put("period_s", periodS);
        map.put("figures", figures);
        return map;
    }

    /** A figure that is not there (nothing of its kind happens) does not count as learning, or that would never be over. */
    private static String summary(List<IndicatorState> states) {
        long alarmed = states.stream().filter(state -> state.alarm() != null).count();
        List<IndicatorState> there =
                states.stream().filter(state -> !Double.isNaN(state.value())).toList();
        long learning = there.stream().filter(IndicatorState::learning).count();
        String learned = learning + " of " + states.size() + " still being learned";
        if (alarmed == 0 && learning == there.size()) {
            return learned;
        }
        String found = alarmed == 0 ? "all as usual" : alarmed + " of " + states.size() + " out of the ordinary";
        return learning == 0 ? found : found + ", " + learned;
    }
}
