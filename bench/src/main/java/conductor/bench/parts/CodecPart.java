package conductor.bench.parts;

import conductor.bench.Workload;
import conductor.engine.core.Signal;
import conductor.engine.wire.SignalCodec;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A signal to bytes and back, as it stands in the journal. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecPart {
    private static final int SIGNALS = 1024;
    private static final int SPACING = 256;

    private final SignalCodec codec = new SignalCodec();
    private final Signal[] signals = new Signal[SIGNALS];
    private final Signal decoded = new Signal();
    private final UnsafeBuffer encoded = new UnsafeBuffer(new byte[SIGNALS * SPACING]);
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[SignalCodec.MAX_LENGTH]);
    private int next;

    /** Makes signals as the engine gets them, and their bytes. */
    @Setup
    public void setUp() {
        Workload workload = new Workload(100, SIGNALS, 1);
        for (int i = 0; i < SIGNALS; i++) {
            signals[i] = new Signal().clear();
            workload.fill(i, signals[i]);
            codec.encode(signals[i], encoded, i * SPACING);
        }
    }

    @Benchmark
    public int encode() {
        return codec.encode(signals[next++ & (SIGNALS - 1)], target, 0);
    }

    /** @return something of what was decoded. */
    @Benchmark
    public long decode() {
        if (!codec.decode(encoded, (next++ & (SIGNALS - 1)) * SPACING, decoded)) {
            throw new IllegalStateException("what was encoded cannot be decoded");
        }
        return decoded.subjectKey;
    }
}
