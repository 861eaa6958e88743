package conductor.gateway.redis;

import static conductor.gateway.redis.Entries.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.ring.ClockMode;
import conductor.engine.ring.DecisionLog;
import conductor.engine.ring.PipelineConfig;
import conductor.engine.ring.SignalJournal;
import conductor.engine.ring.StepwisePipeline;
import conductor.engine.ring.WaitProfile;
import conductor.engine.wire.SignalCodec;
import conductor.gateway.EgressInbox;
import conductor.gateway.batch.SignalBatchWriter;
import conductor.gateway.lookup.LookUpInbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Every signal of an entry of many counts once, wherever a node dies and whatever its gateway wrote twice (docs/wire.md). */
class BatchReplayTest {
    private static final long START_MS = 1_772_446_500_000L;
    private static final String SIGNALS = SourceId.stream(SourceId.SIGNALS);
    private static final EngineConfig CONFIG = EngineConfig.defaults(0x5e1f09c2);

    private final MemoryRedis redis = new MemoryRedis(START_MS + 20_000);
    private final List<byte[]> journal = new ArrayList<>();
    private final SignalBatchWriter writer = new SignalBatchWriter(77, 1, 100);
    private long entries;

    /** Ends a node when it has journalled so many records. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void aNodeThatDiesBehindAnyRecordGoesOnWithTheSignalBehindIt() {
        writeEverything();
        Engine undisturbed = run(Long.MAX_VALUE);
        int records = journal.size();
        assertThat(undisturbed.signals()).isEqualTo(expectedSignals());
        assertThat(undisturbed.repeatedEntries()).isEqualTo(2);
        assertThat(undisturbed.refusedByProducer()).isEqualTo(3);
        assertThat(undisturbed.deadLetters()).isEqualTo(2);
        boolean diedWithinAnEntry = false;
        for (int killedAt = 1; killedAt < records; killedAt++) {
            journal.clear();
            Engine dead = run(killedAt);
            diedWithinAnEntry |= dead.cursorOpen(SourceId.SIGNALS);
            assertSame(run(Long.MAX_VALUE), undisturbed, "killed behind record " + killedAt);
        }
        assertThat(diedWithinAnEntry).isTrue();
    }

    @Test
    void aNodeThatDiesAgainAndAgainComesToTheSameState() {
        writeEverything();
        Engine undisturbed = run(Long.MAX_VALUE);
        Random random = new Random(11);
        for (int round = 0; round < 5; round++) {
            journal.clear();
            int lives = 0;
            while (lives++ < 60) {
                run(journal.size() + 1 + random.nextInt(4));
            }
            assertSame(run(Long.MAX_VALUE), undisturbed, "round " + round);
        }
    }

    @Test
    void whatARedisForgotAndAGatewayWroteAgainCountsOnce() {
        byte[] first = Batches.reactions(writer, 0, 5);
        byte[] second = Batches.reactions(writer, 5, 5);
        byte[] third = Batches.reactions(writer, 10, 5);
        redis.add(SIGNALS, START_MS, 0, first);
        redis.add(SIGNALS, START_MS + 100, 0, second);
        assertThat(run(Long.MAX_VALUE).signals()).isEqualTo(10);
        redis.failOver(SIGNALS, START_MS);
        redis.add(SIGNALS, START_MS + 50, 0, second);
        redis.add(SIGNALS, START_MS + 60, 0, third);
        Engine after = run(Long.MAX_VALUE);
        assertThat(after.signals()).isEqualTo(15);
        assertThat(after.repeatedEntries()).isEqualTo(1);
        assertThat(after.missingSignals()).isZero();
        assertThat(after.stateHash()).isEqualTo(after.recomputeStateHash());
    }

    @Test
    void anEntryThatWasOnlyReadInPartIsReadAgainAfterARedisForgotWhatFollowed() {
        redis.add(SIGNALS, START_MS, 0, Batches.reactions(writer, 0, 5));
        redis.add(SIGNALS, START_MS + 100, 0, Batches.reactions(writer, 5, 5));
        int killedAt = 0;
        Engine dead;
        do {
            journal.clear();
            dead = run(++killedAt);
        } while (!dead.cursorOpen(SourceId.SIGNALS));
        redis.failOver(SIGNALS, START_MS);
        assertThat(run(Long.MAX_VALUE).signals()).isEqualTo(5);
    }

    /** Entries of a gateway among those of the platform, some twice, some bad, some of a life that is over. */
    private void writeEverything() {
        byte[] first = Batches.reactions(writer, 0, 7);
        add(first);
        chat();
        add(first);
        Batches.add(writer, SignalType.CHAT, Batches.SESSION, utf8("usr_1"), Batches.EVENT, null);
        Batches.add(writer, SignalType.REACTION, null, utf8("usr_1"), null, null);
        Batches.add(writer, SignalType.JOIN, Batches.SESSION, utf8("usr_1"), Batches.EVENT, null);
        add(writer.take());
        add(utf8("no batch"));
        SignalBatchWriter next = new SignalBatchWriter(77, 2, 100);
        byte[] ofNextLife = Batches.reactions(next, 20, 4);
        add(ofNextLife);
        add(Batches.reactions(writer, 30, 3));
        chat();
        add(ofNextLife);
    }

    private static long expectedSignals() {
        int chats = 2;
        int badEntry = 1;
        int refusedOfAnOldEpoch = 3;
        return 7 + 3 + 4 + chats + badEntry + refusedOfAnOldEpoch;
    }

    private void add(byte[] data) {
        redis.add(SIGNALS, START_MS + 10 * entries++, 0, data);
    }

    private void chat() {
        redis.add(SourceId.stream(SourceId.CHAT), START_MS + 10 * entries++, 0, utf8(Entries.CHAT));
    }

    private static void assertSame(Engine one, Engine other, String when) {
        assertThat(one.signals()).as(when).isEqualTo(other.signals());
        assertThat(one.deadLetters()).as(when).isEqualTo(other.deadLetters());
        assertThat(one.stateHash()).as(when).isEqualTo(other.stateHash());
    }

    /** A node from the journal on, until everything is read or so many records are in the journal; the engine of its journal then. */
    private Engine run(long records) {
        SeenStreams seen = new SeenStreams();
        Engine engine = replayed(seen);
        StepwisePipeline pipeline = new StepwisePipeline(
                engine,
                new MemoryJournal(records),
                new NoDecisions(),
                new PipelineConfig(64, WaitProfile.BACKOFF, ClockMode.REDIS, 1, 1_000_000));
        StepwiseSource source = new StepwiseSource(
                SourceRig.config("redis://nowhere", ClockMode.REDIS, "0", 3, 64),
                redis,
                pipeline.ingress(),
                new EgressInbox(64),
                new LookUpInbox(64),
                SourceCursors.of(engine),
                seen,
                pipeline.view()::nextDueMs,
                () -> true,
                () -> pipeline.step() > 0,
                () -> 0);
        pipeline.start();
        boolean going = true;
        while (going && !pipeline.failStop().failed()) {
            going = source.step() && !source.isAtRest();
            while (pipeline.step() > 0) {
                going |= pipeline.failStop().failed();
            }
        }
        if (pipeline.failStop().failed()) {
            assertThat(pipeline.failStop().cause()).isInstanceOf(Killed.class);
        }
        return replayed(new SeenStreams());
    }

    private Engine replayed(SeenStreams seen) {
        Engine engine = new Engine(CONFIG, decision -> {});
        Signal signal = new Signal();
        SignalCodec codec = new SignalCodec();
        for (byte[] record : journal) {
            assertThat(codec.decode(new UnsafeBuffer(record), 0, signal)).isTrue();
            engine.onSignal(signal);
            seen.note(signal);
        }
        return engine;
    }

    private final class MemoryJournal implements SignalJournal {
        private final long records;
        private final SignalCodec codec = new SignalCodec();
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[SignalCodec.MAX_LENGTH]);

        MemoryJournal(long records) {
            this.records = records;
        }

        @Override
        public void append(Signal signal) {
            if (journal.size() >= records) {
                throw new Killed();
            }
            byte[] record = new byte[codec.encode(signal, buffer, 0)];
            buffer.getBytes(0, record);
            journal.add(record);
        }

        @Override
        public void commit() {
            // Every record is there at once.
        }
    }

    private static final class NoDecisions implements DecisionLog {
        @Override
        public void onDecision(Decision decision) {
            // Replay tells what was decided; this is about inputs.
        }

        @Override
        public void commit() {
            // Nothing was kept.
        }
    }
}
