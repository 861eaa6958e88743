package conductor.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.gateway.OnEveryRedis;
import conductor.gateway.RedisUnderTest;
import conductor.gateway.redis.SourceStats.Count;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** The Redis clock is set by an hour while entries come: none waits for the clock, none is refused, and time goes on. */
@Tag("one-jdk")
@OnEveryRedis
class ClockStepTest {
    private static final long HOUR_MS = 3_600_000;

    /** Shows the server's time moved by {@link #shiftMs}. */
    private static final class SteppedClock extends RedisClock {
        private volatile long shiftMs;

        SteppedClock(long engineTimeMs) {
            super(engineTimeMs);
        }

        @Override
        void set(long answeredUs, long nowNs) {
            super.set(answeredUs + shiftMs * 1_000, nowNs);
        }
    }

    @Parameter
    RedisUnderTest kind;

    @TempDir
    Path folder;

    private RedisNode redis;
    private Writer writer;
    private SteppedClock clock = new SteppedClock(0);

    @BeforeEach
    void startRedis() throws Exception {
        redis = new RedisNode(kind, folder);
        writer = new Writer(redis);
    }

    @AfterEach
    void stopRedis() throws Exception {
        redis.close();
    }

    @Test
    void anHourBackEntriesWithIdsOfTheTimeBeforeGoAtOnceAndTimeGoesOn() throws Exception {
        try (SourceRig rig = rig(SourceCursors.none()).start()) {
            StreamId last = writer.add(SourceId.CHAT, Entries.CHAT);
            rig.awaitEntries(1);
            long told = newestTick(rig);

            clock.shiftMs = -HOUR_MS;
            Await.until("the step is seen", () -> rig.source.stats().count(Count.CLOCK_STEPS) == 1);
            entriesBehind(last);
            rig.awaitEntries(21);
            Await.until("time goes on", () -> newestTick(rig) > Math.max(told, last.ms()) + 3_000);

            assertThat(rig.source.stats().deadLetters()).isZero();
            assertThat(rig.source.stats().count(Count.CLOCK_AHEAD_MS)).isBetween(HOUR_MS - 60_000, HOUR_MS);
            assertTicksRiseByLessThan(rig, 60_000);
        }
    }

    @Test
    void anHourForwardIsToldOnceAndAnHourBackBehindItHoldsNothing() throws Exception {
        try (SourceRig rig = rig(SourceCursors.none()).start()) {
            StreamId first = writer.add(SourceId.CHAT, Entries.CHAT);
            rig.awaitEntries(1);

            clock.shiftMs = HOUR_MS;
            Await.until("the step is told", () -> newestTick(rig) > first.ms() + HOUR_MS - 1_000);
            assertThat(rig.source.stats().count(Count.CLOCK_FORWARD_MS)).isBetween(HOUR_MS - 60_000, HOUR_MS + 60_000);
            StreamId last = new StreamId(first.ms() + HOUR_MS, 0);
            entriesBehind(last);
            rig.awaitEntries(21);

            clock.shiftMs = 0;
            Await.until("the step is seen", () -> rig.source.stats().count(Count.CLOCK_STEPS) == 2);
            entriesBehind(new StreamId(last.ms(), 100));
            rig.awaitEntries(41);
            long told = newestTick(rig);
            Await.until("time goes on", () -> newestTick(rig) > told + 2_000);
            assertThat(rig.source.stats().deadLetters()).isZero();
        }
    }

    @Test
    void aNodeThatStartsWhileTheClockIsBackGoesOnToo() throws Exception {
        StreamId last = writer.add(SourceId.CHAT, Entries.CHAT);
        SourceCursors stood = SourceCursors.none().with(SourceId.CHAT, last.ms(), last.seq());
        clock = new SteppedClock(last.ms());
        clock.shiftMs = -HOUR_MS;
        try (SourceRig rig = rig(stood).start()) {
            entriesBehind(last);
            rig.awaitEntries(20);
            Await.until("time goes on", () -> newestTick(rig) > last.ms() + 2_000);
            assertThat(rig.source.stats().deadLetters()).isZero();
        }
    }

    /** As Redis numbers entries whose millisecond is not above the last id's. */
    private void entriesBehind(StreamId last) {
        for (int i = 1; i <= 20; i++) {
            writer.addAt(SourceId.CHAT, last.ms(), last.seq() + i, Entries.CHAT);
        }
    }

    private static long newestTick(SourceRig rig) {
        List<Long> ticks = ticks(rig);
        return ticks.isEmpty() ? 0 : ticks.get(ticks.size() - 1);
    }

    private static List<Long> ticks(SourceRig rig) {
        return rig.received().stream()
                .filter(s -> s.type() == SignalType.TICK && s.source() == SourceId.INTERNAL)
                .map(Received::ms)
                .toList();
    }

    private static void assertTicksRiseByLessThan(SourceRig rig, long ms) {
        List<Long> ticks = ticks(rig);
        for (int i = 1; i < ticks.size(); i++) {
            assertThat(ticks.get(i) - ticks.get(i - 1)).isBetween(1L, ms);
        }
    }

    private SourceRig rig(SourceCursors start) {
        return new SourceRig(
                SourceRig.config(redis.uri(), ClockMode.REDIS, "0", 500, 1_024), start, new SeenStreams(), clock);
    }
}
