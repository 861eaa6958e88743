package conductor.engine.support;

import conductor.engine.core.DecisionSink;
import conductor.engine.core.Engine;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.wire.SignalCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** The least a host does: numbers signals, inserts ticks before them, and keeps a journal. */
public final class Host {
    private final EngineConfig config;
    private final DecisionSink sink;
    private final SignalCodec codec = new SignalCodec();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[SignalCodec.MAX_LENGTH]);
    private final List<byte[]> journal = new ArrayList<>();
    private final Signal tick = new Signal();
    private Engine engine;
    private long sequence;

    public Host(EngineConfig config, DecisionSink sink) {
        this.config = config;
        this.sink = sink;
        this.engine = new Engine(config, sink);
    }

    public Engine engine() {
        return engine;
    }

    /** Applies an input at its engine time, after what is due before it. */
    public void apply(Signal input) {
        tickTo(input.engineTimeMs);
        append(input);
    }

    /** Lets time come to {@code ms}: as many ticks as are needed. */
    public void tickTo(long ms) {
        while (engine.nextDueMs() <= ms) {
            tickAt(ms);
        }
    }

    /** One tick, whether or not anything is due. */
    public void tickAt(long ms) {
        tick.clear();
        tick.type = SignalType.TICK;
        tick.engineTimeMs = ms;
        engine.prepareTick(tick);
        append(tick);
    }

    /** Goes on with an engine that was written and read back; returns it. */
    public Engine restore() {
        StateBytes state = new StateBytes();
        engine.writeState(state);
        engine = Engine.readState(config, state.reader(), sink);
        return engine;
    }

    /** Applies the journal of another host, as it stands. */
    public void replay(Host other) {
        Signal signal = new Signal();
        for (byte[] record : other.journal) {
            codec.decode(new UnsafeBuffer(record), 0, signal);
            engine.onSignal(signal);
        }
    }

    /**
     * Applies the journal of another host with its own ticks; once {@code restoreAfter} records are applied, an engine that was
     * written and read back goes on.
     */
    public void replayWithRestore(Host other, int restoreAfter) {
        Signal signal = new Signal();
        for (int i = 0; i < other.journal.size(); i++) {
            if (i == restoreAfter) {
                restore();
            }
            codec.decode(new UnsafeBuffer(other.journal.get(i)), 0, signal);
            engine.onSignal(signal);
        }
    }

    /** Records in the journal. */
    public int journalLength() {
        return journal.size();
    }

    private void append(Signal signal) {
        signal.sequence = sequence++;
        int length = codec.encode(signal, buffer, 0);
        journal.add(Arrays.copyOf(buffer.byteArray(), length));
        engine.onSignal(signal);
    }
}
