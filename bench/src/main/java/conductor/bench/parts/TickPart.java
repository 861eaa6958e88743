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

/** The evaluation of a session by a tick, through all three stages: a thousand rooms of ten people, each of whom writes once a period. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TickPart {
    private static final int SESSIONS = 1_000;
    private static final int PEOPLE = 10;
    private static final int PERIODS_BEFORE = 60;
    private static final int PERIOD_MS = WarmEngine.CONFIG.evaluationPeriodMs();

    private WarmEngine warm;
    private long scores;

    /** Lets some minutes pass. */
    @Setup
    public void setUp() {
        warm = new WarmEngine(SESSIONS, 0);
        for (int i = 0; i < PERIODS_BEFORE; i++) {
            warm.speak(PEOPLE);
            tick();
        }
    }

    /** A period passes. */
    @Setup(Level.Invocation)
    public void takeIn() {
        long evaluated = warm.engine.scores() - scores;
        if (scores > 0 && evaluated != SESSIONS) {
            throw new IllegalStateException(evaluated + " sessions were evaluated, not " + SESSIONS);
        }
        warm.speak(PEOPLE);
        scores = warm.engine.scores();
    }

    /** @return ticks that it took. */
    @Benchmark
    @OperationsPerInvocation(SESSIONS)
    public int tick() {
        return warm.letTimeCome(warm.nowMs() + PERIOD_MS);
    }
}
