package conductor.bench.parts;

import conductor.engine.audience.ScoreV1;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The score of one evaluation: with its two logarithms from tables, as the engine does, and what two logarithms of StrictMath cost. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScorePart {
    private static final int COUNTS = 21;

    private final ScoreV1 score = new ScoreV1();
    private int next;

    /** @return the score, millionths. */
    @Benchmark
    public int tables() {
        int count = next++ % COUNTS;
        score.compute(count, count, count, COUNTS, 300_000, 10_000);
        return score.scorePpm();
    }

    /** @return the sum of both. */
    @Benchmark
    public double strictLogarithms() {
        int count = next++ % COUNTS;
        return StrictMath.log(count + 1) + StrictMath.log(count + 2);
    }
}
