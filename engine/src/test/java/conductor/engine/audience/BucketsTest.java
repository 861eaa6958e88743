package conductor.engine.audience;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.state.PagedWords;
import conductor.engine.state.RowTable;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BucketsTest {
    private static final int SESSIONS = 1_200;
    private static final int HASHED_WORDS = 62;
    private static final int NEAR_WORDS = 2;
    /** Counts at the edges of 8 and 16 bits, the usual small ones among them. */
    private static final int[] COUNTS = {0, 1, 2, 7, 254, 255, 256, 257, 1_000, 65_534, 65_535};

    private final RowTable rows = table();
    private final Buckets buckets = Buckets.of(rows, -1, 1);
    private final RowTable model = table();
    private final PagedWords words = PagedWords.of(model);

    private static RowTable table() {
        return new RowTable(SESSIONS, HASHED_WORDS, NEAR_WORDS, 1, 1);
    }

    @Test
    void agreeWithPlainWordsAndHashLikeThem() {
        Random random = new Random(4);
        for (int s = 0; s < SESSIONS; s++) {
            rows.allocate(s + 1);
            model.allocate(s + 1);
        }
        for (int i = 0; i < 400_000; i++) {
            int slot = random.nextInt(SESSIONS);
            if (random.nextInt(500) == 0) {
                begunAgain(slot, i + SESSIONS + 1);
            } else {
                int word = NEAR_WORDS + random.nextInt(HASHED_WORDS - NEAR_WORDS);
                long counts = random.nextInt(4) == 0 ? 0 : counts(random, slot % 3 == 0);
                buckets.set(slot, word, counts);
                words.set(slot, word, counts);
            }
        }
        assertThat(buckets.blocks()).isBetween(SESSIONS / 4, SESSIONS / 3);
        assertThat(rows.hash()).isEqualTo(model.hash()).isEqualTo(rows.recomputeHash());
        for (int slot = 0; slot < SESSIONS; slot++) {
            for (int word = NEAR_WORDS; word < HASHED_WORDS; word++) {
                assertThat(buckets.get(slot, word)).isEqualTo(words.get(slot, word));
            }
            rows.free(slot);
        }
        assertThat(buckets.blocks()).isZero();
        assertThat(rows.hash()).isZero();
    }

    private void begunAgain(int slot, long key) {
        rows.free(slot);
        model.free(slot);
        assertThat(rows.allocate(key)).isEqualTo(slot).isEqualTo(model.allocate(key));
    }

    private static long counts(Random random, boolean large) {
        long counts = 0;
        for (int field = 0; field < 4; field++) {
            counts = counts << 16 | COUNTS[random.nextInt(large && random.nextBoolean() ? COUNTS.length : 6)];
        }
        return counts;
    }

    @Test
    void additionsAgreeWithPlainWordsUpToTheLargestCount() {
        Random random = new Random(5);
        int slot = rows.allocate(1);
        model.allocate(1);
        for (int i = 0; i < 300_000; i++) {
            int word = NEAR_WORDS + (random.nextInt(8) == 0 ? 1 : 0);
            int field = random.nextInt(3);
            int active = random.nextInt(2);
            long before = words.get(slot, word);
            if (count(before, field) == Buckets.MAX || count(before, 3) + active > Buckets.MAX) {
                assertThat(buckets.add(slot, word, field, 3, active)).isFalse();
                continue;
            }
            long after = before + (1L << 16 * field) + ((long) active << 48);
            if (!buckets.add(slot, word, field, 3, active)) {
                assertThat((before ^ after) & 0xff00_ff00_ff00_ff00L).isNotZero();
                buckets.set(slot, word, after);
            }
            words.set(slot, word, after);
            assertThat(buckets.get(slot, word)).isEqualTo(words.get(slot, word));
        }
        assertThat(count(words.get(slot, NEAR_WORDS), 3)).isEqualTo(Buckets.MAX);
        assertThat(buckets.blocks()).isOne();
        assertThat(rows.hash()).isEqualTo(model.hash()).isEqualTo(rows.recomputeHash());
    }

    private static int count(long counts, int field) {
        return (int) (counts >>> 16 * field) & Buckets.MAX;
    }
}
