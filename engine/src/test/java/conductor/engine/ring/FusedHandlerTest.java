package conductor.engine.ring;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.RingBuffer;
import conductor.engine.core.Code;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.support.Recorded;
import conductor.engine.support.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a signal on the engine thread, without the thread. Times are milliseconds from the start of the stage. */
class FusedHandlerTest {
    private static final long T = Stage.START_MS;

    private final Ports ports = new Ports();
    private final EngineView view = new EngineView();
    private final FailStop failStop = new FailStop();
    private Engine engine;
    private FusedHandler handler;
    private long ringSequence;

    @Test
    void inputsAreCommittedBeforeTheDecisionsTheyCaused() {
        open(ClockMode.STREAM, 128, 1_000);
        handle(chat(0, 0), false);
        handle(chat(1, 1), true);
        assertThat(ports.timeline)
                .containsExactly("append 0", "say 1", "append 1", "commit signals 2", "commit decisions 1");
    }

    @Test
    void aBatchThatIsFullIsCommittedBeforeItsEnd() {
        open(ClockMode.STREAM, 3, 1_000);
        for (int i = 0; i < 7; i++) {
            handle(chat(0, i), i == 6);
        }
        assertThat(ports.timeline.stream().filter(line -> line.startsWith("commit signals")))
                .containsExactly("commit signals 3", "commit signals 3", "commit signals 1");
    }

    @Test
    void anEmptyBatchIsNotCommitted() {
        open(ClockMode.STREAM, 128, 1_000);
        handle(time(100), true);
        assertThat(ports.timeline).isEmpty();
    }

    @Test
    void whatOthersSeeIsWhatIsCommitted() {
        open(ClockMode.STREAM, 128, 1_000);
        handle(chat(0, 0), false);
        assertThat(view.figures().sequence()).isEqualTo(-1);
        handle(chat(1, 1), true);
        EngineView.Figures figures = view.figures();
        assertThat(figures.sequence()).isEqualTo(1);
        assertThat(figures.stateHash()).isEqualTo(engine.stateHash());
        assertThat(figures.signals()).isEqualTo(2);
        assertThat(figures.engineTimeMs()).isEqualTo(T + 1);
        assertThat(figures.cursorTimeMs()[SourceId.CHAT]).isEqualTo(T + 1);
        assertThat(figures.cursorSeq()[SourceId.CHAT]).isEqualTo(1);
        assertThat(figures.cursorKnown()[SourceId.CHAT]).isTrue();
        assertThat(figures.cursorKnown()[SourceId.PRESENCE]).isFalse();
        assertThat(view.nextDueMs()).isEqualTo(engine.nextDueMs());
    }

    @ParameterizedTest
    @EnumSource(ClockMode.class)
    void whatIsDueHappensBeforeTheInputThatBringsTheTime(ClockMode clock) {
        open(clock, 128, 1_000);
        handle(chat(0, 0), true);
        handle(chat(12_000, 1), true);
        assertThat(types()).containsExactly(SignalType.CHAT, SignalType.TICK, SignalType.TICK, SignalType.CHAT);
        assertThat(ports.committedSignals).extracting(s -> s.sequence).containsExactly(0L, 1L, 2L, 3L);
        assertThat(ports.committedSignals.get(1).engineTimeMs).isEqualTo(T + 12_000);
        List<Recorded> scores = scores();
        assertThat(scores).extracting(r -> r.d.engineTimeMs).containsExactly(T + 5_000, T + 10_000);
        assertThat(scores).extracting(r -> r.d.chatCount).containsExactly(1, 1);
        assertThat(scores).extracting(r -> r.d.causeSequence).containsExactly(1L, 2L);
    }

    @Test
    void ticksOfAFewEvaluationsEachComeUntilNothingIsDue() {
        open(Stage.with(Stage.period(5_000), "engine.evaluations-per-tick", 2), ClockMode.STREAM, 128, 1_000);
        for (int session = 0; session < 5; session++) {
            Signal chat = chat(0, session);
            chat.subjectKey += session;
            handle(chat, true);
        }
        handle(chat(5_000, 5), true);
        assertThat(types().subList(5, 9))
                .containsExactly(SignalType.TICK, SignalType.TICK, SignalType.TICK, SignalType.CHAT);
        assertThat(scores()).hasSize(5);
    }

    @Test
    void aNodeThatDiedBetweenTheTicksOfOneTimeComesToItsEndWithoutAFurtherSignal() {
        open(ClockMode.STREAM, 128, 1_000);
        Signal chat = chat(0, 0);
        chat.engineTimeMs = T;
        chat.sequence = 0;
        engine.onSignal(chat);
        Signal tick = signal(SignalType.TICK, 0);
        tick.engineTimeMs = T + 12_000;
        tick.sequence = 1;
        engine.prepareTick(tick);
        engine.onSignal(tick);
        assertThat(engine.nextDueMs()).isEqualTo(T + 10_000);
        handler = handler(engine, ClockMode.STREAM, 128, 1_000);
        handler.onStart();
        assertThat(types()).containsExactly(SignalType.TICK);
        assertThat(ports.committedSignals.get(0).engineTimeMs).isEqualTo(T + 12_000);
        assertThat(engine.nextDueMs()).isGreaterThan(T + 12_000);
    }

    @Test
    void noTickGoesFurtherThanADecisionMayWantToLookAtASession() {
        open(ClockMode.STREAM, 128, 1_000);
        handle(chat(0, 0), true);
        Signal other = chat(999, 1);
        other.subjectKey++;
        handle(other, true);
        handle(chat(10_999, 2), true);
        assertThat(types().subList(2, 5)).containsExactly(SignalType.TICK, SignalType.TICK, SignalType.CHAT);
        assertThat(ports.committedSignals.subList(2, 4))
                .extracting(s -> s.value1)
                .containsExactly(T + 5_999, T + 10_999);
        assertThat(scores()).hasSize(4);
    }

    @Test
    void anEntryThatHasBeenAppliedIsDroppedAndCounted() {
        open(ClockMode.STREAM, 128, 1_000);
        handle(chat(10, 5), true);
        handle(chat(10, 5), true);
        handle(chat(10, 4), true);
        handle(chat(9, 7), true);
        handle(entry(SignalType.REACTION, SourceId.REACTION, 10, 5), true);
        handle(chat(10, 6), true);
        assertThat(types()).containsExactly(SignalType.CHAT, SignalType.REACTION, SignalType.CHAT);
        assertThat(view.figures().duplicates()).isEqualTo(3);
        assertThat(view.figures().signals()).isEqualTo(3);
    }

    @Test
    void signalsOfTheNodeItselfAreNeverDuplicates() {
        open(ClockMode.STREAM, 128, 1_000);
        for (int i = 0; i < 2; i++) {
            Signal evidence = signal(SignalType.EVENT_EVIDENCE, 0);
            evidence.subjectKey = 11;
            evidence.scopeKey = 12;
            evidence.value1 = 2;
            handle(evidence, true);
        }
        assertThat(types()).containsExactly(SignalType.EVENT_EVIDENCE, SignalType.EVENT_EVIDENCE);
    }

    @Test
    void aPositionIsAppliedEvenWhenItGoesBack() {
        open(ClockMode.STREAM, 128, 1_000);
        handle(chat(10_000, 5), true);
        Signal position = entry(SignalType.SOURCE_POSITION, SourceId.CHAT, 2_000, 0);
        position.value1 = 1;
        handle(position, true);
        assertThat(types()).containsExactly(SignalType.CHAT, SignalType.SOURCE_POSITION);
        assertThat(engine.cursorTimeMs(SourceId.CHAT)).isEqualTo(T + 2_000);
        assertThat(engine.engineTimeMs()).isEqualTo(T + 10_000);
        handle(chat(3_000, 0), true);
        assertThat(engine.signals()).isEqualTo(2);
    }

    @Test
    void anOlderEntryIsAppliedAtEngineTimeAndFlaggedLate() {
        open(ClockMode.STREAM, 128, 1_000);
        handle(chat(8_000, 0), true);
        handle(entry(SignalType.JOIN, SourceId.PRESENCE, 3_000, 0), true);
        handle(entry(SignalType.JOIN, SourceId.PRESENCE, 8_000, 0), true);
        List<Signal> joins = ports.committedSignals.stream()
                .filter(s -> s.type == SignalType.JOIN)
                .toList();
        assertThat(joins).extracting(s -> s.engineTimeMs).containsExactly(T + 8_000, T + 8_000);
        assertThat(joins).extracting(s -> s.sourceTimeMs).containsExactly(T + 3_000, T + 8_000);
        assertThat(joins).extracting(s -> s.flags).containsExactly(SignalFlags.LATE, 0);
    }

    @Test
    void lateInputsMarkTheirRecords() {
        open(ClockMode.STREAM, 128, 1_000);
        handle(time(8_000), true);
        handle(chat(3_000, 0), true);
        Recorded opened = ports.committedDecisions.get(0);
        assertThat(opened.d.type).isEqualTo(DecisionType.SESSION_OPENED);
        assertThat(opened.d.flags).isEqualTo(SignalFlags.LATE);
        assertThat(opened.d.engineTimeMs).isEqualTo(T + 8_000);
    }

    @Test
    void anOutcomeDoesNotMoveThePlaybackClock() {
        open(ClockMode.STREAM, 128, 1_000);
        handle(chat(0, 0), true);
        handle(entry(SignalType.OUTCOME, SourceId.OUTCOME, 9_000_000, 0), true);
        assertThat(types()).containsExactly(SignalType.CHAT, SignalType.OUTCOME);
        assertThat(engine.engineTimeMs()).isEqualTo(T);
        handle(chat(6_000, 1), true);
        assertThat(engine.engineTimeMs()).isEqualTo(T + 6_000);
        assertThat(ports.committedSignals.get(1).flags).isZero();
    }

    @Test
    void anOutcomeMovesTheLiveClock() {
        open(ClockMode.REDIS, 128, 1_000);
        handle(chat(0, 0), true);
        handle(entry(SignalType.OUTCOME, SourceId.OUTCOME, 6_000, 0), true);
        assertThat(types()).containsExactly(SignalType.CHAT, SignalType.TICK, SignalType.OUTCOME);
        assertThat(engine.engineTimeMs()).isEqualTo(T + 6_000);
    }

    @ParameterizedTest
    @EnumSource(ClockMode.class)
    void anEntryThatWasRefusedForItsTimeMovesItsCursorAndNotTheClock(ClockMode clock) {
        open(clock, 128, 1_000);
        handle(chat(0, 0), true);
        Signal refused = entry(SignalType.DEAD_LETTER, SourceId.CHAT, 3_600_000, 0);
        refused.value1 = Code.FUTURE_ID;
        handle(refused, true);
        assertThat(engine.engineTimeMs()).isEqualTo(T);
        assertThat(engine.cursorTimeMs(SourceId.CHAT)).isEqualTo(T + 3_600_000);
        assertThat(engine.deadLetters()).isEqualTo(1);
    }

    @Test
    void aMarkOfPlaybackTimeLeavesARecordOnlyWhenSomethingIsDue() {
        open(ClockMode.STREAM, 128, 1_000);
        handle(chat(0, 0), true);
        for (int ms = 1_000; ms < 5_000; ms += 1_000) {
            handle(time(ms), true);
        }
        assertThat(types()).containsExactly(SignalType.CHAT);
        handle(time(5_000), true);
        assertThat(types()).containsExactly(SignalType.CHAT, SignalType.TICK);
        assertThat(scores()).hasSize(1);
    }

    @Test
    void theTimeOfAMarkIsKnownToWhatFollows() {
        open(ClockMode.STREAM, 128, 1_000);
        handle(time(4_000), true);
        handle(entry(SignalType.OUTCOME, SourceId.OUTCOME, 1, 0), true);
        assertThat(engine.engineTimeMs()).isEqualTo(T + 4_000);
    }

    @Test
    void theLiveClockLeavesAHeartbeatOnceASecond() {
        open(ClockMode.REDIS, 128, 1_000);
        handle(chat(0, 0), true);
        for (int ms = 100; ms <= 3_500; ms += 100) {
            handle(signal(SignalType.TICK, ms), true);
        }
        assertThat(types()).containsExactly(SignalType.CHAT, SignalType.TICK, SignalType.TICK, SignalType.TICK);
        assertThat(ports.committedSignals.subList(1, 4))
                .extracting(s -> s.engineTimeMs)
                .containsExactly(T + 1_000, T + 2_000, T + 3_000);
    }

    @Test
    void timeNeverFalls() {
        open(ClockMode.REDIS, 128, 1_000);
        long[] times = {0, 500, 200, 7_000, 6_999, 100, 7_001};
        for (int i = 0; i < times.length; i++) {
            handle(i % 2 == 0 ? chat(times[i], i) : signal(SignalType.TICK, times[i]), true);
        }
        assertThat(ports.committedSignals).extracting(s -> s.engineTimeMs).isSorted();
        assertThat(engine.engineTimeMs()).isEqualTo(T + 7_001);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void everyNRecordsACheckpointHoldsTheHashOfTheStateBeforeIt(int every) {
        open(ClockMode.STREAM, 16, every);
        for (int i = 0; i < 100; i++) {
            handle(chat(i * 700L, i), i % 9 == 0);
        }
        handle(chat(100_000, 100), true);
        Engine replayed = new Engine(Stage.period(5_000), d -> {});
        int between = 0;
        for (Signal signal : ports.committedSignals) {
            if (signal.type == SignalType.CHECKPOINT) {
                assertThat(signal.value1).isEqualTo(replayed.stateHash());
                assertThat(between).isEqualTo(every);
                between = 0;
            } else {
                between++;
            }
            replayed.onSignal(signal);
        }
        assertThat(between).isLessThanOrEqualTo(every);
        assertThat(replayed.stateHash()).isEqualTo(engine.stateHash());
    }

    @Test
    void aRecoveredEngineGoesOnWithTheNextSequenceAndItsOwnTime() {
        open(ClockMode.STREAM, 128, 1_000);
        handle(chat(9_000, 0), true);
        handler = handler(engine, ClockMode.STREAM, 128, 1_000);
        handle(chat(3_000, 1), true);
        handle(entry(SignalType.REACTION, SourceId.REACTION, 4_000, 0), true);
        assertThat(ports.committedSignals).extracting(s -> s.sequence).containsExactly(0L, 1L);
        assertThat(ports.committedSignals.get(1).engineTimeMs).isEqualTo(T + 9_000);
        assertThat(view.figures().duplicates()).isEqualTo(1);
    }

    private void open(ClockMode clock, int batchMax, int checkpointEvery) {
        open(Stage.period(5_000), clock, batchMax, checkpointEvery);
    }

    private void open(EngineConfig config, ClockMode clock, int batchMax, int checkpointEvery) {
        engine = new Engine(config, ports.decisions);
        view.publish(new CommitFigures().ofAll(engine, 0));
        handler = handler(engine, clock, batchMax, checkpointEvery);
    }

    private FusedHandler handler(Engine host, ClockMode clock, int batchMax, int checkpointEvery) {
        Sequencer sequencer = new Sequencer(host, clock, checkpointEvery);
        return new FusedHandler(
                RingBuffer.createSingleProducer(Signal::new, 2),
                sequencer,
                ports.journal,
                host,
                ports.decisions,
                view,
                failStop,
                new LatencyRecorders(ClockMode.STREAM, batchMax),
                batchMax);
    }

    private void handle(Signal signal, boolean endOfBatch) {
        handler.onEvent(signal, ringSequence++, endOfBatch);
    }

    private List<Integer> types() {
        return ports.committedSignals.stream().map(s -> s.type).toList();
    }

    private List<Recorded> scores() {
        return ports.committedDecisions.stream()
                .filter(r -> r.d.type == DecisionType.SCORE)
                .toList();
    }

    private static Signal chat(long ms, long seq) {
        return entry(SignalType.CHAT, SourceId.CHAT, ms, seq);
    }

    private static Signal time(long ms) {
        Signal signal = signal(SignalType.TICK, ms);
        signal.source = SourceId.TIME;
        return signal;
    }

    private static Signal entry(int type, int source, long ms, long seq) {
        Signal signal = signal(type, ms);
        signal.source = source;
        signal.sourceSeq = seq;
        signal.subjectKey = 11;
        signal.actorKey = 12;
        return signal;
    }

    private static Signal signal(int type, long ms) {
        Signal signal = new Signal().clear();
        signal.type = type;
        signal.sourceTimeMs = T + ms;
        return signal;
    }
}
