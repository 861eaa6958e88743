package conductor.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowTableTest {
    private static final int TABLE_ID = 9;

    @Test
    void theIncrementalHashIsTheRecomputedOneOverAnyOperations() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            int hashed = 1 + random.nextInt(40);
            int local = random.nextInt(3);
            int near = 1 + random.nextInt(hashed);
            RowTable table = new RowTable(200, hashed, near, local + 1, TABLE_ID);
            if (random.nextBoolean()) {
                PagedWords.of(table);
            } else {
                SparseWords.of(table, -1 - local);
            }
            agreesWithAModel(random, table, near, hashed, local);
        }
    }

    @Test
    void aRowWithoutFarWordsTakesNoBlockAndOneThatGoesGivesItsBack() {
        RowTable table = new RowTable(4_000, 12, 2, 1, TABLE_ID);
        SparseWords far = SparseWords.of(table, -1);
        for (int i = 0; i < 3_000; i++) {
            int slot = table.allocate(1 + i);
            far.set(slot, 5, 0);
            assertThat(far.get(slot, 5)).isZero();
        }
        assertThat(far.blocks()).isZero();
        for (int slot = 0; slot < 1_500; slot++) {
            far.set(slot, 2 + slot % 10, slot + 1);
        }
        assertThat(far.blocks()).isEqualTo(1_500);
        for (int slot = 0; slot < 1_500; slot++) {
            assertThat(far.get(slot, 2 + slot % 10)).isEqualTo(slot + 1);
            table.free(slot);
        }
        assertThat(far.blocks()).isZero();
        assertThat(far.get(table.allocate(1), 2)).isZero();
        assertThat(table.hash()).isEqualTo(table.recomputeHash());
    }

    @Test
    void equalRowsHashEquallyInWhateverSlotsTheyAre() {
        RowTable forwards = new RowTable(500, 4, 1, TABLE_ID);
        RowTable backwards = new RowTable(500, 4, 1, TABLE_ID);
        for (int i = 1; i <= 400; i++) {
            fill(forwards, i);
            fill(backwards, 401 - i);
        }
        assertThat(forwards.hash()).isNotZero().isEqualTo(backwards.hash());
    }

    @Test
    void equalRowsOfDifferentTablesHashDifferently() {
        RowTable one = new RowTable(10, 4, 0, 1);
        RowTable other = new RowTable(10, 4, 0, 2);
        fill(one, 7);
        fill(other, 7);
        assertThat(one.hash()).isNotEqualTo(other.hash());
    }

    @Test
    void localWordsAreNoState() {
        RowTable table = new RowTable(10, 2, 2, TABLE_ID);
        int slot = table.allocate(5);
        long before = table.hash();
        table.setLocal(slot, -1, 77);
        table.setLocalInt(slot, -2, 1, 78);
        assertThat(table.hash()).isEqualTo(before).isEqualTo(table.recomputeHash());
        assertThat(table.get(slot, -1)).isEqualTo(77);
        assertThat(table.getInt(slot, -2, 1)).isEqualTo(78);
        assertThat(table.getInt(slot, -2, 0)).isZero();
    }

    @Test
    void bothHalvesOfAWordKeepNegativeNumbersApart() {
        RowTable table = new RowTable(10, 2, 0, TABLE_ID);
        int slot = table.allocate(5);
        table.setInt(slot, 1, 0, -1);
        table.setInt(slot, 1, 1, -2);
        table.setInt(slot, 1, 0, -3);
        assertThat(table.getInt(slot, 1, 0)).isEqualTo(-3);
        assertThat(table.getInt(slot, 1, 1)).isEqualTo(-2);
        assertThat(table.hash()).isEqualTo(table.recomputeHash());
    }

    @Test
    void aFullTableGivesNoRowAndLeavesTheOthersAlone() {
        for (int capacity : new int[] {1, 2, 15, 16, 17, 5_000}) {
            RowTable table = new RowTable(capacity, 3, 0, TABLE_ID);
            for (int i = 1; i <= capacity; i++) {
                assertThat(table.full()).isFalse();
                fill(table, i);
            }
            long hash = table.hash();
            assertThat(table.full()).isTrue();
            assertThat(table.allocate(1_000_000)).isEqualTo(RowTable.NONE);
            assertThat(table.hash()).isEqualTo(hash).isEqualTo(table.recomputeHash());
            assertThat(table.size()).isEqualTo(capacity);
            everyRowCanBeFreedAndHadAgain(table, capacity);
            assertThat(table.hash()).isEqualTo(hash);
        }
    }

    @Test
    void aClaimedRowCountsUntilItIsCleared() {
        RowTable table = new RowTable(5_000, 4, 0, TABLE_ID);
        table.claim(4_321, 11);
        table.set(4_321, 3, 12);
        assertThat(table.key(4_321)).isEqualTo(11);
        assertThat(table.key(4_320)).isZero();
        assertThat(table.key(4_999)).isZero();
        assertThat(table.hash()).isNotZero().isEqualTo(table.recomputeHash());
        table.clear(4_321);
        assertThat(table.key(4_321)).isZero();
        assertThat(table.hash()).isZero();
        assertThat(table.recomputeHash()).isZero();
    }

    private static void everyRowCanBeFreedAndHadAgain(RowTable table, int capacity) {
        for (int slot = 0; slot < capacity; slot++) {
            table.free(slot);
        }
        assertThat(table.size()).isZero();
        assertThat(table.hash()).isZero();
        for (int i = 1; i <= capacity; i++) {
            fill(table, i);
        }
        assertThat(table.full()).isTrue();
    }

    private static void fill(RowTable table, int i) {
        int slot = table.allocate(1_000L + i);
        table.set(slot, 1, i);
        table.setInt(slot, 2, 1, 3 * i);
    }

    private static void agreesWithAModel(Random random, RowTable table, int near, int hashed, int local) {
        Map<Integer, long[]> model = new HashMap<>();
        List<Integer> slots = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            int operation = random.nextInt(12);
            if (slots.isEmpty() || operation < 2) {
                int slot = table.allocate(i + 1);
                assertThat(slot == RowTable.NONE).isEqualTo(model.size() == 200);
                if (slot != RowTable.NONE) {
                    assertThat(model).doesNotContainKey(slot);
                    model.put(slot, new long[hashed + local]);
                    model.get(slot)[0] = i + 1;
                    slots.add(slot);
                }
            } else if (operation < 3) {
                int slot = slots.remove(random.nextInt(slots.size()));
                table.free(slot);
                model.remove(slot);
            } else {
                int slot = slots.get(random.nextInt(slots.size()));
                write(random, table, slot, model.get(slot), near, hashed);
            }
            if (i % 50 == 0) {
                check(table, model, hashed);
            }
        }
        check(table, model, hashed);
    }

    private static void write(Random random, RowTable table, int slot, long[] row, int near, int hashed) {
        int word = row.length == 1 ? 0 : 1 + random.nextInt(row.length - 1);
        if (word == 0) {
            return;
        }
        long value = random.nextInt(3) == 0 ? 0 : random.nextLong();
        int half = random.nextInt(2);
        if (random.nextBoolean()) {
            row[word] = value;
            if (word < hashed) {
                table.setWord(slot, word, value);
            } else {
                table.setLocal(slot, hashed - 1 - word, value);
            }
        } else {
            long low = half == 0 ? value & 0xffffffffL : row[word] & 0xffffffffL;
            long high = half == 1 ? value << 32 : row[word] & ~0xffffffffL;
            row[word] = high | low;
            if (word < near) {
                table.setInt(slot, word, half, (int) value);
            } else if (word < hashed) {
                table.setWord(slot, word, row[word]);
            } else {
                table.setLocalInt(slot, hashed - 1 - word, half, (int) value);
            }
        }
    }

    private static void check(RowTable table, Map<Integer, long[]> model, int hashed) {
        long hash = 0;
        for (Map.Entry<Integer, long[]> entry : model.entrySet()) {
            long[] row = entry.getValue();
            long sum = 0;
            for (int word = 0; word < row.length; word++) {
                int slot = entry.getKey();
                assertThat(word < hashed ? table.word(slot, word) : table.get(slot, hashed - 1 - word))
                        .isEqualTo(row[word]);
                sum += word < hashed ? Hashing.weights(TABLE_ID, hashed)[word] * row[word] : 0;
            }
            hash += (Hashing.mix(row[0] + Hashing.mix(TABLE_ID)) | 1) * sum;
        }
        assertThat(table.hash()).isEqualTo(hash).isEqualTo(table.recomputeHash());
        assertThat(table.size()).isEqualTo(model.size());
    }
}
