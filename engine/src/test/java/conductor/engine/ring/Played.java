package conductor.engine.ring;

import conductor.engine.core.Decision;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.support.Recorded;
import conductor.engine.support.StateBytes;
import conductor.engine.wire.SignalCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/** What came of a list of signals that was put through a pipeline: both journals byte for byte, and the engine at the end. */
final class Played implements SignalJournal {
    private static final long PATIENCE_MS = 60_000;

    final List<byte[]> journal = new ArrayList<>();
    final List<Recorded> decisions = new ArrayList<>();
    /** Decisions that were committed before the input that caused them; there must be none. */
    final List<Recorded> tooEarly = new ArrayList<>();

    final Log log = new Log();
    final Engine engine;
    final EnginePipeline pipeline;

    private final SignalCodec codec = new SignalCodec();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[SignalCodec.MAX_LENGTH]);
    private long appended = -1;
    private volatile long committed = -1;

    Played(EngineConfig config, PipelineConfig hosting) {
        engine = new Engine(config, log);
        pipeline = new EnginePipeline(engine, this, log, hosting);
    }

    /** Plays all signals, as fast as they are taken, and stops the pipeline. */
    static Played play(EngineConfig config, PipelineConfig hosting, List<Signal> signals) throws InterruptedException {
        Played played = new Played(config, hosting);
        played.pipeline.start();
        signals.forEach(played::publish);
        if (!played.pipeline.stop(PATIENCE_MS)) {
            throw new IllegalStateException("the pipeline was not drained");
        }
        if (played.pipeline.failStop().failed()) {
            throw new IllegalStateException(
                    "sequence " + played.pipeline.failStop().sequence(),
                    played.pipeline.failStop().cause());
        }
        return played;
    }

    private void publish(Signal signal) {
        Signal slot = pipeline.ingress().tryClaim();
        while (slot == null) {
            if (pipeline.failStop().failed()) {
                return;
            }
            LockSupport.parkNanos(20_000);
            slot = pipeline.ingress().tryClaim();
        }
        slot.copyFrom(signal);
        pipeline.ingress().publish();
    }

    @Override
    public void append(Signal signal) {
        int length = codec.encode(signal, buffer, 0);
        journal.add(Arrays.copyOf(buffer.byteArray(), length));
        appended = signal.sequence;
    }

    @Override
    public void commit() {
        committed = appended;
    }

    byte[] state() {
        StateBytes bytes = new StateBytes();
        engine.writeState(bytes);
        return bytes.bytes();
    }

    private final class Log implements DecisionLog {
        private final List<Recorded> batch = new ArrayList<>();

        @Override
        public void onDecision(Decision decision) {
            batch.add(new Recorded(decision));
        }

        @Override
        public void commit() {
            for (Recorded record : batch) {
                if (record.d.causeSequence > committed) {
                    tooEarly.add(record);
                }
            }
            decisions.addAll(batch);
            batch.clear();
        }
    }
}
