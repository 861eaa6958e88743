package conductor.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.support.Host;
import conductor.engine.support.Recorded;
import conductor.engine.support.Script;
import conductor.engine.support.Stage;
import conductor.engine.support.Tape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A RESTORED signal in the middle of a journal: numbers go on behind those that were used, and all else is as if it were not there. */
class NumbersPassedOverTest {
    private static final int SEEDS = 40;
    private static final long DECISIONS = 1_000_000;
    private static final long SCORES = 2_000_000;

    private final List<Recorded> records = new ArrayList<>();

    @Test
    void aReplayAndAnEngineThatWasReadBackComeToTheSame() {
        for (int seed = 0; seed < SEEDS; seed++) {
            EngineConfig config = Stage.period(5_000);
            Tape live = Tape.exact();
            Host first = new Host(config, live);
            int restoredAt = play(seed, config, first, 60_000);

            for (int restoreAfter : new int[] {0, restoredAt, restoredAt + 1, first.journalLength() - 1}) {
                Tape replayed = Tape.exact();
                Host second = new Host(config, replayed);
                second.replayWithRestore(first, restoreAfter);
                assertThat(live.difference(replayed)).as("seed %d", seed).isNull();
                assertThat(second.engine().stateHash()).isEqualTo(first.engine().stateHash());
                assertThat(second.engine().recomputeStateHash())
                        .isEqualTo(first.engine().stateHash());
            }
        }
    }

    @Test
    void bothNumberingsHaveOneHoleEachAndOpenSessionsAreSaidAgainBehindIt() {
        for (int seed = 0; seed < SEEDS; seed++) {
            records.clear();
            play(seed, Stage.period(5_000), new Host(Stage.period(5_000), this::keep), 60_000);
            int at = 0;
            while (records.get(at).d.type != DecisionType.RESTORED) {
                at++;
            }
            Decision restored = records.get(at).d;
            assertThat(restored.seq).isEqualTo(DECISIONS + 1);
            assertThat(restored.anomalySeq).isEqualTo(SCORES);
            assertThat(restored.decisionSeq).isEqualTo(last(records.subList(0, at), false));
            assertThat(restored.causeTimeMs).isEqualTo(restored.engineTimeMs + 60_000);
            assertRising(records.subList(0, at), 0, 0);
            assertRising(records.subList(at, records.size()), DECISIONS, SCORES);
            List<Long> again = records.subList(at, records.size()).stream()
                    .map(record -> record.d)
                    .takeWhile(d -> d.causeSequence == restored.causeSequence)
                    .filter(d -> d.type == DecisionType.SESSION_OPENED)
                    .map(d -> d.subjectKey)
                    .toList();
            assertThat(again).containsExactlyInAnyOrderElementsOf(open(records.subList(0, at)));
        }
    }

    @Test
    void numbersThatAreBehindAnywayAreNotPassedOver() {
        Host host = new Host(Stage.period(5_000), this::keep);
        Script.random(1, Stage.period(5_000), 200).forEach(host::apply);
        long decisions = host.engine().decisions();
        long scores = host.engine().scores();
        host.apply(restored(host.engine().engineTimeMs(), 1, scores + 7, 0));
        assertThat(records.stream().filter(record -> record.d.type == DecisionType.RESTORED))
                .singleElement()
                .satisfies(record -> assertThat(record.d.seq).isEqualTo(decisions + 1));
        assertThat(host.engine().scores()).isEqualTo(scores + 7);
    }

    /** Returns where in the journal the signal stands. */
    private static int play(int seed, EngineConfig config, Host host, long quietMs) {
        List<Signal> script = Script.random(seed, config, 300);
        int half = script.size() / 3 + new Random(seed).nextInt(script.size() / 3);
        script.subList(0, half).forEach(host::apply);
        long nowMs = host.engine().engineTimeMs();
        host.tickTo(nowMs);
        int at = host.journalLength();
        host.apply(restored(nowMs, DECISIONS, SCORES, nowMs + quietMs));
        script.subList(half, script.size()).forEach(host::apply);
        return at;
    }

    private static Signal restored(long nowMs, long decisions, long scores, long untilMs) {
        Signal signal = new Signal().clear();
        signal.type = SignalType.RESTORED;
        signal.engineTimeMs = nowMs;
        signal.sourceTimeMs = untilMs;
        signal.value1 = decisions;
        signal.value2 = scores;
        signal.value3 = untilMs;
        return signal;
    }

    private static void assertRising(List<Recorded> part, long seq, long scoreSeq) {
        long nextSeq = seq + 1;
        long nextScore = scoreSeq + 1;
        for (Recorded record : part) {
            if (record.d.type == DecisionType.SCORE) {
                assertThat(record.d.seq).isEqualTo(nextScore++);
            } else {
                assertThat(record.d.seq).isEqualTo(nextSeq++);
            }
        }
    }

    private static long last(List<Recorded> part, boolean score) {
        return part.stream()
                .map(record -> record.d)
                .filter(d -> (d.type == DecisionType.SCORE) == score)
                .mapToLong(d -> d.seq)
                .max()
                .orElse(0);
    }

    private static List<Long> open(List<Recorded> part) {
        List<Long> open = new ArrayList<>();
        for (Recorded record : part) {
            if (record.d.type == DecisionType.SESSION_OPENED) {
                open.add(record.d.subjectKey);
            } else if (record.d.type == DecisionType.SESSION_CLOSED) {
                open.remove(record.d.subjectKey);
            }
        }
        return open;
    }

    private void keep(Decision d) {
        records.add(new Recorded(d));
    }
}
