package conductor.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WordMapTest {
    @Test
    void itIsAMapOverAnyOperations() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            int keys = 1 << (1 + random.nextInt(16));
            WordMap map = new WordMap();
            Map<Long, Long> model = new HashMap<>();
            for (int i = 0; i < 60_000; i++) {
                long key = Hashing.pair(seed, random.nextInt(keys));
                int handle = map.find(key);
                assertThat(handle != WordMap.NONE).isEqualTo(model.containsKey(key));
                if (handle == WordMap.NONE) {
                    assertThat(map.keyAt(map.put(key, i))).isEqualTo(key);
                    model.put(key, (long) i);
                } else if (random.nextInt(3) == 0) {
                    map.remove(handle);
                    model.remove(key);
                } else {
                    map.setWordAt(handle, -i);
                    model.put(key, (long) -i);
                }
            }
            holds(map, model);
        }
    }

    @Test
    void aMapThatGrewLargeHoldsAllAndGivesAllBack() {
        WordMap map = new WordMap();
        int entries = 400_000;
        for (int i = 0; i < entries; i++) {
            map.put(Hashing.pair(1, i), i);
        }
        for (int i = 0; i < entries; i++) {
            assertThat(map.word(Hashing.pair(1, i), -1)).isEqualTo(i);
            assertThat(map.word(Hashing.pair(2, i), -1)).isEqualTo(-1);
        }
        assertThat((double) map.bytes() / entries).isLessThan(26);
        for (int i = 0; i < entries; i++) {
            map.remove(map.find(Hashing.pair(1, i)));
        }
        assertThat(map.size()).isZero();
        assertThat(map.next(WordMap.NONE)).isEqualTo(WordMap.NONE);
    }

    @Test
    void keysMayComeInTheirOrder() {
        long[] keys = LongStream.range(0, 100_000).map(i -> Hashing.pair(4, i)).toArray();
        for (boolean reserved : new boolean[] {true, false}) {
            for (boolean signed : new boolean[] {true, false}) {
                long[] sorted = keys.clone();
                Arrays.sort(sorted);
                WordMap map = new WordMap();
                if (reserved) {
                    map.reserve(keys.length);
                }
                for (int i = 0; i < sorted.length; i++) {
                    // Upwards as signed numbers, or downwards.
                    long key = sorted[signed ? i : sorted.length - 1 - i];
                    map.put(key, ~key);
                }
                for (long key : keys) {
                    assertThat(map.word(key, 0)).isEqualTo(~key);
                }
                assertThat(map.size()).isEqualTo(keys.length);
                assertThat((double) map.bytes() / keys.length).isLessThan(48);
            }
        }
    }

    @Test
    void keysThatShareTheirFirstBitsAreRefusedBeforeTheyAreMixedUp() {
        WordMap map = new WordMap();
        assertThatThrownBy(() -> {
                    for (long key = 1; key < 100_000; key++) {
                        map.put(key, key);
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must be hashes");
        assertThat(map.word(1, 0)).isEqualTo(1);
    }

    @Test
    void keysThatLieCloseTogetherAreHeldToo() {
        WordMap map = new WordMap();
        for (long key = 1; key <= 3_000; key++) {
            map.put(key, -key);
        }
        for (long key = 1; key <= 3_000; key++) {
            assertThat(map.word(key, 0)).isEqualTo(-key);
        }
    }

    @Test
    void theDeadMakeRoomInsteadOfGrowth() {
        Set<Long> dead = new HashSet<>();
        WordMap map = new WordMap(dead::contains);
        long next = 0;
        for (; next < 100_000; next++) {
            map.put(Hashing.pair(3, next), next);
        }
        long bytes = map.bytes();
        for (int crowd = 0; crowd < 20; crowd++) {
            for (long word = crowd * 50_000L; word < (crowd + 1) * 50_000L; word++) {
                dead.add(word);
            }
            for (int i = 0; i < 50_000; i++, next++) {
                map.put(Hashing.pair(3, next), next);
            }
        }
        assertThat(map.bytes()).isLessThan(2 * bytes);
        map.sweep();
        assertThat(map.size()).isEqualTo(100_000);
        for (long word = next - 100_000; word < next; word++) {
            assertThat(map.word(Hashing.pair(3, word), -1)).isEqualTo(word);
        }
        assertThat(map.word(Hashing.pair(3, 0), -1)).isEqualTo(-1);
    }

    private static void holds(WordMap map, Map<Long, Long> model) {
        assertThat(map.size()).isEqualTo(model.size());
        List<Long> seen = new ArrayList<>();
        for (int handle = map.next(WordMap.NONE); handle != WordMap.NONE; handle = map.next(handle)) {
            assertThat(map.wordAt(handle)).isEqualTo(model.get(map.keyAt(handle)));
            seen.add(map.keyAt(handle));
        }
        assertThat(seen).doesNotHaveDuplicates().hasSize(model.size());
    }
}
