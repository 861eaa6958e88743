package conductor.bench.parts;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The evaluation of a session by a tick, through all three stages: a thousand sessions that are due within one period, before which
 * a tenth of what a busy period brings was applied.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TickPart {
    private static final int SESSIONS = 1_000;
    /** A tenth of the workload's usual signals: enough for every window, and time for more than a few evaluations. */
    private static final int CALMER = 10;

    private static final int PERIOD_MS = WarmEngine.CONFIG.evaluationPeriodMs();

    private WarmEngine warm;
    private long scores;

    /** Makes the engine. */
    @Setup
    public void setUp() {
        warm = new WarmEngine(SESSIONS);
    }

    /** A period passes. */
    @Setup(Level.Invocation)
    public void takeIn() {
        long evaluated = warm.engine.scores() - scores;
        if (scores > 0 && evaluated != SESSIONS) {
            throw new IllegalStateException(evaluated + " sessions were evaluated, not " + SESSIONS);
        }
        warm.takeIn(PERIOD_MS / CALMER);
        scores = warm.engine.scores();
    }

    /** @return ticks that it took. */
    @Benchmark
    @OperationsPerInvocation(SESSIONS)
    public int tick() {
        return warm.letTimeCome(warm.nowMs() + PERIOD_MS);
    }
}
