package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.LifeConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.PresenceConfig;
import conductor.engine.core.SelectionConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;
import conductor.engine.wire.DecisionCodec;
import conductor.engine.wire.SignalCodec;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** Records and configurations for tests. */
final class Samples {
    static final byte[] HASH_KEY = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    private Samples() {}

    /** A configuration with tables small enough to be made often. */
    static EngineConfig config() {
        return config(DetectionConfig.SHIPPED);
    }

    /** The same with anomalies found in a given way. */
    static EngineConfig config(DetectionConfig detection) {
        return new EngineConfig(
                0x00c0ffee,
                64,
                1024,
                256,
                64,
                256,
                5_000,
                256,
                false,
                true,
                Mode.SEMI_AUTO,
                750_000,
                500_000,
                15,
                3,
                60_000,
                SelectionConfig.SHIPPED,
                LifeConfig.SHIPPED,
                EngineConfig.PRODUCERS_MAX,
                detection,
                PresenceConfig.NONE);
    }

    /** A signal in which every field differs from 0 and follows from the sequence. */
    static Signal signal(long sequence) {
        Random random = new Random(sequence);
        Signal s = new Signal().clear();
        s.sequence = sequence;
        s.engineTimeMs = 1_000 + sequence;
        s.sourceTimeMs = 900 + sequence;
        s.sourceSeq = random.nextInt(5);
        s.source = SourceId.CHAT;
        s.type = SignalType.CHAT;
        s.flags = random.nextInt(4);
        s.scopeKey = random.nextLong();
        s.subjectKey = random.nextLong();
        s.actorKey = random.nextLong();
        s.value1 = random.nextLong();
        s.value2 = random.nextLong();
        s.value3 = random.nextLong();
        s.value4 = random.nextLong();
        s.payloadLength = random.nextInt(4) == 0 ? random.nextInt(300) : 0;
        for (int i = 0; i < s.payloadLength; i++) {
            s.payload.putByte(i, (byte) random.nextInt());
        }
        return s;
    }

    /** A decision whose content follows from its numbers. */
    static Decision decision(int type, long seq, long causeSequence) {
        Random random = new Random(31 * seq + type);
        Decision d = new Decision().clear();
        d.type = type;
        d.seq = seq;
        d.causeSequence = causeSequence;
        d.engineTimeMs = 1_000 + causeSequence;
        d.scopeKey = random.nextLong();
        d.subjectKey = random.nextLong();
        d.causeTimeMs = random.nextLong();
        d.causeSeq = random.nextLong();
        d.decisionSeq = random.nextLong();
        d.anomalySeq = random.nextLong();
        d.leaveRatePpm = random.nextLong();
        d.scorePpm = random.nextInt();
        d.participationPpm = random.nextInt();
        d.code = random.nextInt(200);
        d.arm = random.nextInt(5);
        d.payloadLength = type == DecisionType.SCORE ? 0 : random.nextInt(Decision.PAYLOAD_CAPACITY + 1);
        for (int i = 0; i < d.payloadLength; i++) {
            d.payload.putByte(i, (byte) random.nextInt());
        }
        return d;
    }

    /** Everything a signal says. */
    static byte[] bytes(Signal signal) {
        byte[] bytes = new byte[SignalCodec.MAX_LENGTH];
        int length = new SignalCodec().encode(signal, new UnsafeBuffer(bytes), 0);
        return Arrays.copyOf(bytes, length);
    }

    /** Everything a decision says. */
    static byte[] bytes(Decision decision) {
        byte[] bytes = new byte[DecisionCodec.MAX_LENGTH];
        int length = new DecisionCodec().encode(decision, new UnsafeBuffer(bytes), 0);
        return Arrays.copyOf(bytes, length);
    }

    /** Appends signals {@code from..to} in batches of the given size; the last batch is committed too. */
    static void append(ChronicleSignalJournal journal, long from, long to, int batch) {
        for (long sequence = from; sequence <= to; sequence++) {
            journal.append(signal(sequence));
            if ((sequence - from + 1) % batch == 0) {
                journal.commit();
            }
        }
        journal.commit();
    }
}
