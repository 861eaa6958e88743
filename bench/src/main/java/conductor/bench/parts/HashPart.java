package conductor.bench.parts;

import conductor.engine.state.KeyIndex;
import conductor.engine.state.WordMap;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Long2LongHashMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The engine's tables of keys beside Agrona's map: keys that are there, in an order that no cache knows. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HashPart {
    /** Keys to ask for; the same in every table of one size. */
    @State(Scope.Thread)
    public abstract static class Keys {
        private static final long SEED = 42;
        private static final long STEP = 0x9e3779b97f4a7c15L;

        @Param({"1000", "1000000", "10000000"})
        public int keys;

        private long at;

        /** Key of a number; each has another one. */
        static long key(long number) {
            return (number + 1) * STEP;
        }

        /** Where the order of questions begins. */
        @Setup
        public void begin() {
            at = new SplittableRandom(SEED).nextLong() | 1;
        }

        /** A key that is there. */
        final long next() {
            at = at * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            return key(((at >>> 32) * keys) >>> 32);
        }
    }

    /** The engine's. */
    public static class OfTheEngine extends Keys {
        private final KeyIndex index = new KeyIndex();

        /** Fills it. */
        @Setup
        public void fill() {
            for (int i = 0; i < keys; i++) {
                index.put(key(i), i);
            }
        }
    }

    /** The engine's map of keys that are hashes already. */
    public static class OfWords extends Keys {
        private final WordMap map = new WordMap();

        /** Fills it. */
        @Setup
        public void fill() {
            for (int i = 0; i < keys; i++) {
                map.put(key(i), i);
            }
        }
    }

    /** Agrona's. */
    public static class OfAgrona extends Keys {
        private final Long2LongHashMap map = new Long2LongHashMap(-1);

        /** Fills it. */
        @Setup
        public void fill() {
            for (int i = 0; i < keys; i++) {
                map.put(key(i), i);
            }
        }
    }

    /** @return a slot. */
    @Benchmark
    public int keyIndexGet(OfTheEngine table) {
        return table.index.get(table.next());
    }

    @Benchmark
    public void keyIndexPut(OfTheEngine table) {
        table.index.put(table.next(), 7);
    }

    /** @return a word. */
    @Benchmark
    public long wordMapGet(OfWords table) {
        return table.map.word(table.next(), 0);
    }

    @Benchmark
    public void wordMapPut(OfWords table) {
        table.map.setWordAt(table.map.find(table.next()), 7);
    }

    /** @return a value. */
    @Benchmark
    public long agronaGet(OfAgrona table) {
        return table.map.get(table.next());
    }

    /** @return the value before. */
    @Benchmark
    public long agronaPut(OfAgrona table) {
        return table.map.put(table.next(), 7);
    }
}
