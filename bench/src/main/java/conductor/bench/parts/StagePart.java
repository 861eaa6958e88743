package conductor.bench.parts;

import conductor.engine.core.Signal;
import conductor.engine.core.Steps;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A signal in each of the three stages by itself, ticks left out. Signals go through the stages sixteen at a time, each with a slip of
 * its own, so that one stage's work can be timed; that costs some cache misses which a node, where one slip is used over and over, has not.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StagePart {
    private static final int BATCH = 16;

    /** An engine with a batch on its way. */
    @State(Scope.Thread)
    public abstract static class OnItsWay {
        @Param("1000")
        public int sessions;

        private final Signal[] signals = new Signal[BATCH];
        private final Steps[] slips = new Steps[BATCH];
        private WarmEngine warm;

        /** Makes the engine; takes a second. */
        @Setup
        public void setUp() {
            warm = new WarmEngine(sessions);
            for (int i = 0; i < BATCH; i++) {
                signals[i] = new Signal();
                slips[i] = new Steps();
            }
        }

        /** The next signals, all of one time, looked at ahead as a host does. */
        final void next() {
            warm.catchUp();
            for (Signal signal : signals) {
                warm.next(signal);
            }
            warm.engine.lookAhead(signals, BATCH);
        }

        final void score() {
            for (int i = 0; i < BATCH; i++) {
                warm.engine.score(signals[i], slips[i]);
            }
        }

        final void detect() {
            for (int i = 0; i < BATCH; i++) {
                warm.engine.detect(slips[i]);
            }
        }

        final long decide() {
            for (int i = 0; i < BATCH; i++) {
                warm.engine.decide(signals[i], slips[i]);
            }
            return warm.decided();
        }
    }

    /** Before the first stage. */
    public static class BeforeScoring extends OnItsWay {
        private boolean scored;

        /** Ends the last batch and begins the next. */
        @Setup(Level.Invocation)
        public void prepare() {
            if (scored) {
                detect();
                decide();
            }
            next();
            scored = true;
        }
    }

    /** Before the second stage. */
    public static class BeforeDetection extends OnItsWay {
        private boolean detected;

        /** Ends the last batch and begins the next. */
        @Setup(Level.Invocation)
        public void prepare() {
            if (detected) {
                decide();
            }
            next();
            score();
            detected = true;
        }
    }

    /** Before the third stage. */
    public static class BeforeDeciding extends OnItsWay {
        /** Begins the next batch. */
        @Setup(Level.Invocation)
        public void prepare() {
            next();
            score();
            detect();
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void scoring(BeforeScoring before) {
        before.score();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void detection(BeforeDetection before) {
        before.detect();
    }

    /** @return something of what was decided. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long decisioning(BeforeDeciding before) {
        return before.decide();
    }
}
