package conductor.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.support.Host;
import conductor.engine.support.Script;
import conductor.engine.support.SilentRooms;
import conductor.engine.support.Stage;
import conductor.engine.support.Tape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The same inputs give the same decisions, whatever happens to the engine in between. */
class ReplayTest {
    private static final int SEEDS = 60;
    private static final int EVENTS = 400;

    /** How often each kind of record was on a tape, so that a script that stopped doing anything would be noticed. */
    private final long[] seen = new long[DecisionType.SUMMARY + 1];

    private final long[] seenStates = new long[DecisionState.UNMEASURED + 1];
    /** How often the feed was trusted again, and doubted. */
    private final long[] doubts = new long[2];

    @Test
    void aJournalAppliedToAFreshEngineGivesTheSameBytesAndTheSameHash() {
        for (int seed = 0; seed < SEEDS; seed++) {
            EngineConfig config = config(seed);
            Tape live = Tape.exact();
            Host first = new Host(config, live);
            script(seed, config).forEach(first::apply);
            Tape replayed = Tape.exact();
            Host second = new Host(config, replayed);
            second.replay(first);
            assertSame(seed, live, first.engine(), replayed, second.engine());
            assertThat(second.engine().sequence()).isEqualTo(first.engine().sequence());
        }
    }

    @Test
    void howTimeIsCutIntoTicksDecidesNothing() {
        for (int seed = 0; seed < SEEDS; seed++) {
            EngineConfig config = config(seed);
            List<Signal> script = script(seed, config);
            Tape expected = Tape.withoutPosition();
            Host whole = new Host(config, expected);
            script.forEach(whole::apply);
            for (int perTick : new int[] {1, 7, 256}) {
                Tape tape = Tape.withoutPosition();
                Host cut = new Host(Stage.with(config, "engine.evaluations-per-tick", perTick), tape);
                playWithTicksBetween(script, cut, new Random(seed + perTick));
                assertSame(seed, expected, whole.engine(), tape, cut.engine());
            }
        }
    }

    @Test
    void aRestoredEngineMakesOfTheSameTicksWhatTheLiveOneMade() {
        for (int seed = 0; seed < SEEDS; seed++) {
            EngineConfig config = Stage.with(config(seed), "engine.evaluations-per-tick", 1 + seed % 3);
            Tape live = Tape.exact();
            Host first = new Host(config, live);
            script(seed, config).forEach(first::apply);
            Random points = new Random(seed);
            for (int i = 0; i < 4; i++) {
                Tape replayed = Tape.exact();
                Host second = new Host(config, replayed);
                second.replayWithRestore(first, points.nextInt(first.journalLength()));
                assertSame(seed, live, first.engine(), replayed, second.engine());
            }
        }
    }

    @Test
    void theIncrementalHashIsTheRecomputedOneAtAnyPoint() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random points = new Random(seed);
            EngineConfig config = config(seed);
            Host host = new Host(config, this::count);
            for (Signal signal : script(seed, config)) {
                host.apply(signal);
                if (points.nextInt(25) == 0) {
                    assertThat(host.engine().stateHash())
                            .as("seed %d after %d signals", seed, host.engine().sequence())
                            .isEqualTo(host.engine().recomputeStateHash());
                }
            }
        }
        everythingHappened();
    }

    @Test
    void anEngineThatWasWrittenAndReadBackGoesOnAsIfNothingHadHappened() {
        for (int seed = 0; seed < SEEDS; seed++) {
            EngineConfig config = config(seed);
            List<Signal> script = script(seed, config);
            Tape expected = Tape.withoutPosition();
            Host through = new Host(config, expected);
            script.forEach(through::apply);
            Tape tape = Tape.withoutPosition();
            Host interrupted = new Host(config, tape);
            Random points = new Random(seed);
            for (Signal signal : script) {
                interrupted.apply(signal);
                if (points.nextInt(40) == 0) {
                    restore(seed, interrupted);
                }
            }
            assertSame(seed, expected, through.engine(), tape, interrupted.engine());
        }
    }

    @Test
    void aHashOfOtherStateIsAnother() {
        EngineConfig config = config(1);
        Host host = new Host(config, d -> {});
        long before = host.engine().stateHash();
        for (Signal signal : Script.random(1, config, 200)) {
            host.apply(signal);
            if (signal.source != SourceId.INTERNAL) {
                assertThat(host.engine().stateHash()).isNotEqualTo(before);
                before = host.engine().stateHash();
            }
        }
    }

    /** Every tenth day the feed of all rooms stops, and comes back. */
    private static List<Signal> script(int seed, EngineConfig config) {
        return seed % 10 == 0 ? SilentRooms.random(seed, 3) : Script.random(seed, config, EVENTS);
    }

    private static void restore(int seed, Host host) {
        Engine before = host.engine();
        Engine after = host.restore();
        String at = "seed " + seed + " after " + before.sequence();
        assertThat(after.stateHash()).as(at).isEqualTo(before.stateHash());
        assertThat(after.recomputeStateHash()).as(at).isEqualTo(before.stateHash());
        assertThat(after.sequence()).isEqualTo(before.sequence());
        assertThat(after.engineTimeMs()).isEqualTo(before.engineTimeMs());
        assertThat(after.signals()).isEqualTo(before.signals());
        assertThat(after.inferred()).isEqualTo(before.inferred());
        assertThat(after.deadLetters()).isEqualTo(before.deadLetters());
        assertThat(after.decisions()).isEqualTo(before.decisions());
        assertThat(after.scores()).isEqualTo(before.scores());
        assertThat(after.sessionRows()).isEqualTo(before.sessionRows());
        for (int source = 0; source < SourceId.COUNT; source++) {
            assertThat(after.cursorKnown(source)).isEqualTo(before.cursorKnown(source));
            assertThat(after.cursorTimeMs(source)).isEqualTo(before.cursorTimeMs(source));
            assertThat(after.cursorSeq(source)).isEqualTo(before.cursorSeq(source));
        }
    }

    private static void playWithTicksBetween(List<Signal> script, Host host, Random random) {
        long nowMs = script.get(0).engineTimeMs;
        for (Signal signal : script) {
            long[] cuts = random.longs(random.nextInt(4), nowMs, signal.engineTimeMs + 1)
                    .toArray();
            Arrays.sort(cuts);
            for (long cutMs : cuts) {
                host.tickTo(cutMs);
                if (random.nextBoolean()) {
                    host.tickAt(cutMs);
                }
            }
            host.apply(signal);
            nowMs = signal.engineTimeMs;
        }
    }

    private static void assertSame(int seed, Tape expected, Engine engine, Tape tape, Engine other) {
        assertThat(expected.size()).as("seed %d", seed).isPositive();
        assertThat(expected.difference(tape)).as("seed %d", seed).isNull();
        assertThat(other.stateHash()).as("state hash, seed %d", seed).isEqualTo(engine.stateHash());
        assertThat(other.recomputeStateHash()).as("seed %d", seed).isEqualTo(engine.stateHash());
    }

    private void count(Decision d) {
        seen[d.type]++;
        if (d.type == DecisionType.DECISION) {
            seenStates[d.state]++;
        } else if (d.type == DecisionType.SOURCE_SUSPECT) {
            doubts[d.state]++;
        }
    }

    private void everythingHappened() {
        for (int type = DecisionType.SCORE; type <= DecisionType.SUMMARY; type++) {
            assertThat(seen[type]).as(DecisionType.name(type)).isPositive();
        }
        assertThat(doubts[0]).as("trusted again").isGreaterThan(5);
        assertThat(doubts[1]).as("doubted").isGreaterThan(5);
        for (int state : new int[] {
            DecisionState.PROPOSED,
            DecisionState.AUTO_APPROVED,
            DecisionState.APPROVED,
            DecisionState.REJECTED,
            DecisionState.CONTROL,
            DecisionState.MEASURED,
            DecisionState.EXPIRED,
            DecisionState.PUBLISHED,
            DecisionState.EXECUTED,
            DecisionState.FAILED,
            DecisionState.SKIPPED,
            DecisionState.SUPPRESSED
        }) {
            assertThat(seenStates[state]).as(DecisionState.name(state)).isPositive();
        }
    }

    /** Every mode and period; every other seed has tables that fill up. */
    private static EngineConfig config(int seed) {
        boolean small = seed % 2 == 1;
        return new EngineConfig(
                0x5e1f09c2,
                small ? 2 : 64,
                small ? 6 : 1_024,
                small ? 9 : 1_024,
                small ? 1 : 64,
                small ? 2 : 64,
                new int[] {1_000, 5_000, 10_000, 60_000}[seed / 2 % 4],
                256,
                false,
                seed % 13 != 12,
                Mode.MANUAL + seed % 3,
                seed % 5 == 0 ? 800_000 : 750_000,
                500_000,
                seed % 7 == 6 ? 5 : 15,
                seed % 4 == 0 ? 3 : 100,
                seed % 3 == 0 ? 10_000 : 60_000,
                new SelectionConfig(seed % 4 == 3 ? Policy.RULES : Policy.THOMPSON, seed, 995_000, 10_000, 600_000),
                new LifeConfig(small ? 2 : 1_024, seed % 5 == 3 ? 3_000 : 0, seed % 4 == 1 ? 300_000 : 50_000),
                small ? 2 : 64,
                seed % 3 != 1 ? DetectionConfig.RULES : new DetectionConfig(DetectionConfig.V2, 10_000_000, 100_000),
                PresenceConfig.NONE);
    }
}
