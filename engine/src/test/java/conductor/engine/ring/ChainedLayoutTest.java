package conductor.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionState;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.support.Script;
import conductor.engine.support.SilentRooms;
import conductor.engine.support.Stage;
import conductor.engine.wire.SignalCodec;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both layouts make the same of the same signals, to the byte: same signal journal, ticks and checkpoints included, same decisions,
 * same state; in whatever order the threads happen to run.
 */
class ChainedLayoutTest {
    @ParameterizedTest
    @CsvSource({
        "1, 2, 1, BACKOFF, 3",
        "2, 2, 128, BACKOFF, 50",
        "3, 4, 2, PARK, 1",
        "4, 64, 7, BACKOFF, 10",
        "5, 64, 128, PARK, 1000",
        "6, 1024, 128, BACKOFF, 97",
        "7, 1024, 1024, BACKOFF, 5000",
        "8, 8, 3, BACKOFF, 1000000",
        "9, 1024, 64, PARK, 1000000",
    })
    void randomDaysOfSmallRoomsComeOutTheSame(long seed, int ringSize, int batchMax, WaitProfile wait, int checkpoints)
            throws InterruptedException {
        EngineConfig config = interveningOften(seed % 2 == 0 ? Mode.AUTO : Mode.SEMI_AUTO);
        List<Signal> signals = inOrder(Script.random(seed, config, 1_500));
        same(config, new PipelineConfig(ringSize, wait, ClockMode.STREAM, batchMax, checkpoints), signals);
    }

    @ParameterizedTest
    @CsvSource({"11, 4096, 128, 1000", "12, 32, 16, 100000", "13, 256, 1024, 333"})
    void thousandsOfSessionsComeOutTheSame(long seed, int ringSize, int batchMax, int checkpoints)
            throws InterruptedException {
        EngineConfig config = interveningOften(Mode.AUTO);
        PipelineConfig hosting =
                new PipelineConfig(ringSize, WaitProfile.BACKOFF, ClockMode.STREAM, batchMax, checkpoints);
        Played played = same(config, hosting, Crowd.random(seed, 2_500, 24));
        assertThat(played.engine.sessionRows()).isGreaterThan(2_000);
        assertThat(states(played, DecisionState.PUBLISHED)).isPositive();
        assertThat(states(played, DecisionState.EXECUTED)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 256})
    void ticksThatHoldFewEvaluationsOrManyAreCutTheSame(int evaluationsPerTick) throws InterruptedException {
        EngineConfig config =
                Stage.with(interveningOften(Mode.AUTO), "engine.evaluations-per-tick", evaluationsPerTick);
        PipelineConfig hosting = new PipelineConfig(128, WaitProfile.BACKOFF, ClockMode.STREAM, 128, 500);
        same(config, hosting, Crowd.random(21, 300, 40));
    }

    @Test
    void aDayInWhichEverythingHappensComesOutTheSame() throws InterruptedException {
        EngineConfig config = interveningOften(Mode.AUTO);
        PipelineConfig hosting = new PipelineConfig(512, WaitProfile.BACKOFF, ClockMode.STREAM, 128, 5_000);
        Played played = same(config, hosting, conferenceDays(config, 2));
        for (int type = DecisionType.SCORE; type <= DecisionType.COMMAND_RESULT; type++) {
            assertThat(types(played, type)).as(DecisionType.name(type)).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({"51, 1024, 128, 1000", "52, 16, 4, 37"})
    void doubtOfTheFeedComesOutTheSame(long seed, int ringSize, int batchMax, int checkpoints)
            throws InterruptedException {
        PipelineConfig hosting =
                new PipelineConfig(ringSize, WaitProfile.BACKOFF, ClockMode.STREAM, batchMax, checkpoints);
        Played played = same(interveningOften(Mode.AUTO), hosting, SilentRooms.random(seed, 4));
        assertThat(played.decisions.stream()
                        .filter(r -> r.d.type == DecisionType.SOURCE_SUSPECT)
                        .map(r -> r.d.state))
                .hasSizeGreaterThan(3)
                .contains(0, 1);
    }

    @Test
    void aLiveClockComesOutTheSame() throws InterruptedException {
        EngineConfig config = interveningOften(Mode.SEMI_AUTO);
        PipelineConfig hosting = new PipelineConfig(64, WaitProfile.BACKOFF, ClockMode.REDIS, 32, 100);
        same(config, hosting, Crowd.random(31, 200, 30));
    }

    /** Without evaluations near by, the timers of decisions alone call for ticks, and the first stage has to know. */
    @Test
    void timersOfDecisionsAloneBringTheirTicks() throws InterruptedException {
        EngineConfig config = Stage.with(interveningOften(Mode.SEMI_AUTO), "engine.evaluation-period-ms", 60_000);
        PipelineConfig hosting = new PipelineConfig(64, WaitProfile.BACKOFF, ClockMode.STREAM, 16, 100_000);
        Played played = same(config, hosting, Crowd.random(41, 40, 400));
        assertThat(ticksWithoutScores(played)).isGreaterThan(20);
    }

    private static Played same(EngineConfig config, PipelineConfig hosting, List<Signal> signals)
            throws InterruptedException {
        Played fused = Played.play(config, hosting.in(Layout.FUSED), signals);
        Played chained = Played.play(config, hosting.in(Layout.CHAINED), signals);
        assertThat(chained.journal).hasSameSizeAs(fused.journal);
        for (int i = 0; i < fused.journal.size(); i++) {
            assertThat(chained.journal.get(i)).as("record " + i).isEqualTo(fused.journal.get(i));
        }
        assertThat(chained.decisions).isEqualTo(fused.decisions);
        assertThat(chained.decisions).hasSizeGreaterThan(50);
        assertThat(chained.tooEarly).isEmpty();
        assertThat(chained.engine.stateHash()).isEqualTo(fused.engine.stateHash());
        assertThat(chained.engine.recomputeStateHash()).isEqualTo(fused.engine.stateHash());
        assertThat(chained.state()).isEqualTo(fused.state());
        assertThat(chained.pipeline.view().figures())
                .usingRecursiveComparison()
                .isEqualTo(fused.pipeline.view().figures());
        assertThat(chained.pipeline.view().nextDueMs())
                .isEqualTo(fused.pipeline.view().nextDueMs());
        assertThat(chained.pipeline.latencies().engineDurations(null).getTotalCount())
                .isEqualTo(chained.journal.size());
        assertThat(chained.pipeline.latencies().endToEnd(null).getTotalCount())
                .isEqualTo(fused.pipeline.latencies().endToEnd(null).getTotalCount());
        return chained;
    }

    private static EngineConfig interveningOften(int mode) {
        EngineConfig config = Stage.with(Stage.period(5_000), "decisioning.default.mode", Mode.name(mode));
        config = Stage.with(config, "decisioning.default.approval-timeout-ms", 10_000);
        return Stage.with(config, "decisioning.default.max-interventions-per-hour", 100);
    }

    /** The script's own engine took late entries at engine time; here the sequencer would take them for repeated ones. */
    private static List<Signal> inOrder(List<Signal> script) {
        for (Signal signal : script) {
            signal.sourceTimeMs = signal.engineTimeMs;
        }
        return script;
    }

    private static List<Signal> conferenceDays(EngineConfig config, int days) {
        List<Signal> signals = new ArrayList<>();
        long[] published = new long[4_097];
        Engine listener = new Engine(config, d -> notePublished(d, published));
        Sequencer sequencer = new Sequencer(listener, ClockMode.STREAM, Integer.MAX_VALUE);
        ConferenceDay day = new ConferenceDay(
                signal -> {
                    Signal copy = new Signal();
                    copy.copyFrom(signal);
                    signals.add(copy);
                    if (sequencer.admit(signal)) {
                        while (listener.nextDueMs() <= sequencer.nowMs()) {
                            Signal tick = sequencer.tick();
                            listener.prepareTick(tick);
                            listener.onSignal(tick);
                        }
                        if (sequencer.stamp(signal)) {
                            listener.onSignal(signal);
                        }
                    }
                },
                published);
        for (int i = 0; i < days; i++) {
            day.play();
        }
        return signals;
    }

    private static void notePublished(Decision d, long[] published) {
        if (d.type == DecisionType.DECISION && d.state == DecisionState.PUBLISHED) {
            published[1 + (int) (published[0]++ % (published.length - 1))] = d.seq;
        }
    }

    private static long types(Played played, int type) {
        return played.decisions.stream().filter(r -> r.d.type == type).count();
    }

    private static long states(Played played, int state) {
        return played.decisions.stream()
                .filter(r -> r.d.type == DecisionType.DECISION && r.d.state == state)
                .count();
    }

    private static long ticksWithoutScores(Played played) {
        SignalCodec codec = new SignalCodec();
        Signal signal = new Signal();
        List<Long> scored = played.decisions.stream()
                .filter(r -> r.d.type == DecisionType.SCORE)
                .map(r -> r.d.causeSequence)
                .distinct()
                .toList();
        return played.journal.stream()
                .filter(bytes -> {
                    codec.decode(new UnsafeBuffer(bytes), 0, signal);
                    return signal.type == SignalType.TICK && !scored.contains(signal.sequence);
                })
                .count();
    }
}
