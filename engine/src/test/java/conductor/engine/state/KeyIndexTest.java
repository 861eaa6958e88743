package conductor.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class KeyIndexTest {
    private static final long C1 = 0xBF58476D1CE4E5B9L;
    private static final long C2 = 0x94D049BB133111EBL;

    @Test
    void anIndexOfRandomKeysAgreesWithAMapOverAMillionOperations() {
        Random random = new Random(1);
        agreesWithAMap(random, () -> notZero(random.nextLong()), 1_200_000, 20_000);
    }

    @Test
    void anIndexOfNeighbouringKeysAgreesWithAMap() {
        Random random = new Random(2);
        agreesWithAMap(random, () -> 1 + random.nextInt(4_000), 500_000, 3_000);
    }

    @Test
    void keysThatAllWantTheSamePlacesAgreeWithAMap() {
        for (int home : new int[] {0, 3, 0x3f, 0xff, 0xffff}) {
            Random random = new Random(home);
            agreesWithAMap(random, () -> clustered(random, home), 200_000, 120);
        }
    }

    @Test
    void theInverseThatMakesClustersIsRight() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            long hash = random.nextLong();
            assertThat(Hashing.mix(unmix(hash))).isEqualTo(hash);
        }
    }

    @Test
    void theKeyThatMeansNoneIsNeverFound() {
        KeyIndex index = new KeyIndex();
        for (int slot = 0; slot < 20_000; slot++) {
            index.put(unmix(slot + 1L), slot);
        }
        assertThat(index.get(0)).isEqualTo(RowTable.NONE);
        index.remove(0);
        for (int slot = 0; slot < 20_000; slot++) {
            assertThat(index.get(unmix(slot + 1L))).isEqualTo(slot);
        }
    }

    @Test
    void removingAKeyThatIsNotThereChangesNothing() {
        KeyIndex index = new KeyIndex();
        index.remove(5);
        index.put(5, 50);
        index.remove(6);
        assertThat(index.get(5)).isEqualTo(50);
        assertThat(index.get(6)).isEqualTo(RowTable.NONE);
    }

    private static void agreesWithAMap(Random random, LongSupplier keys, int operations, int target) {
        KeyIndex index = new KeyIndex();
        Map<Long, Integer> model = new HashMap<>();
        List<Long> known = new ArrayList<>();
        for (int i = 0; i < operations; i++) {
            boolean growing = model.size() < target / 2 || (model.size() < target && (i / target) % 2 == 0);
            if (known.isEmpty() || random.nextInt(10) < (growing ? 6 : 2)) {
                long key = keys.getAsLong();
                index.put(key, i);
                if (model.put(key, i) == null) {
                    known.add(key);
                }
            } else if (random.nextInt(3) == 0) {
                long key = keys.getAsLong();
                expect(index, key, model.get(key), i);
            } else {
                remove(index, model, known, random.nextInt(known.size()), i);
            }
        }
        for (long key : known) {
            expect(index, key, model.get(key), operations);
        }
        while (!known.isEmpty()) {
            remove(index, model, known, known.size() - 1, operations);
        }
    }

    private static void remove(KeyIndex index, Map<Long, Integer> model, List<Long> known, int at, int step) {
        long key = known.get(at);
        known.set(at, known.get(known.size() - 1));
        known.remove(known.size() - 1);
        expect(index, key, model.remove(key), step);
        index.remove(key);
        expect(index, key, null, step);
        if (!known.isEmpty()) {
            long other = known.get(step % known.size());
            expect(index, other, model.get(other), step);
        }
    }

    private static void expect(KeyIndex index, long key, Integer expected, int step) {
        int found = index.get(key);
        if (found != (expected == null ? RowTable.NONE : expected)) {
            throw new AssertionError("step " + step + ": key " + key + " is at " + found + ", expected " + expected);
        }
    }

    /** A key of one segment whose home is one of two neighbouring places, whatever the segment's size. */
    private static long clustered(Random random, int home) {
        long segment = 0x155L << 54;
        long spread = (long) random.nextInt(200) << 20;
        return unmix(segment | spread | ((home + random.nextInt(2)) & 0xfffff));
    }

    private static long notZero(long key) {
        return key == 0 ? 1 : key;
    }

    /** The inverse of {@link Hashing#mix}. */
    private static long unmix(long hash) {
        long x = hash ^ (hash >>> 31) ^ (hash >>> 62);
        x *= inverse(C2);
        x = x ^ (x >>> 27) ^ (x >>> 54);
        x *= inverse(C1);
        return x ^ (x >>> 30) ^ (x >>> 60);
    }

    /** The number that undoes a multiplication by an odd one, modulo 2 to the 64th (Newton's iteration). */
    private static long inverse(long odd) {
        long x = odd;
        for (int i = 0; i < 6; i++) {
            x *= 2 - odd * x;
        }
        return x;
    }
}
