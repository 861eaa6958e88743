package conductor.ops.node;

import conductor.engine.ring.LatencyRecorders;
import conductor.ops.metrics.LatencySeries;

/**
 * The names, helps and buckets of the durations that the engine records.
 *
 * @param eventDuration what a record cost the engine thread.
 * @param endToEnd from the arrival of an entry to the commit of what it caused.
 */
record EngineLatencies(LatencySeries eventDuration, LatencySeries endToEnd) {
    static EngineLatencies of(LatencyRecorders recorders) {
        return new EngineLatencies(eventDuration(recorders), endToEnd(recorders));
    }

    /** 100 ns to 100 ms. */
    private static LatencySeries eventDuration(LatencyRecorders recorders) {
        return new LatencySeries(
                "conductor_engine_event_duration_seconds",
                "What a record cost the engine thread, journal and commit included",
                LatencySeries.bounds(2, 8),
                recorders::engineDurations);
    }

    /** 1 ms, which is as fine as the ids of entries are, to 100 s. */
    private static LatencySeries endToEnd(LatencyRecorders recorders) {
        return new LatencySeries(
                "conductor_end_to_end_latency_seconds",
                "From the arrival of an entry in its stream to the commit of what it caused; empty in a playback",
                LatencySeries.bounds(6, 11),
                recorders::endToEnd);
    }
}
