package conductor.ops.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaylistTest {
    @TempDir
    Path dir;

    @Test
    void whereNeededAMarkFollowsEachEntryAtTheNextWholeSecondAndOneEndsTheTail() {
        assertThat(played(Playlist.Marks.WHERE_NEEDED, 5_000, 1_200, 1_700, 3_000, 3_000, 8_001))
                .containsExactly("1200", "1700", "m2000", "m3000", "3000", "3000", "8001", "m9000", "m14000");
    }

    @Test
    void everySecondHasAMarkFromTheFirstEntryToTheEndOfTheTail() {
        assertThat(played(Playlist.Marks.EVERY_SECOND, 3_000, 1_200, 3_000, 4_500))
                .containsExactly("1200", "m2000", "m3000", "3000", "m4000", "4500", "m5000", "m6000", "m7000", "m8000");
    }

    @Test
    void aSilenceLongerThanTheTailIsLeftOutAfterTheTailsLength() {
        assertThat(played(Playlist.Marks.EVERY_SECOND, 2_000, 1_000, 100_500))
                .containsExactly(
                        "m1000", "1000", "m2000", "m3000", "m100000", "100500", "m101000", "m102000", "m103000");
    }

    @Test
    void playTimeLeavesOutSilenceAndIsPlainElsewhere() {
        Playlist playlist = playlist(Playlist.Marks.EVERY_SECOND, 2_000, 1_000, 100_500, 101_000);
        List<Long> playMs = new ArrayList<>();
        while (playlist.advance()) {
            playMs.add(playlist.playMs());
        }
        assertThat(playMs)
                .containsExactly(1_000L, 1_000L, 2_000L, 3_000L, 3_000L, 3_500L, 4_000L, 4_000L, 5_000L, 6_000L);
        assertThat(playlist.skippedMs()).isEqualTo(97_000);
    }

    @Test
    void withoutMarksOnlyEntriesArePlayedAndLongSilenceIsLeftOutToo() {
        Playlist playlist = playlist(Playlist.Marks.NONE, 2_000, 1_000, 2_000, 100_500);
        List<Long> playMs = new ArrayList<>();
        while (playlist.advance()) {
            assertThat(playlist.isMark()).isFalse();
            playMs.add(playlist.playMs());
        }
        assertThat(playMs).containsExactly(1_000L, 2_000L, 4_000L);
    }

    @Test
    void aMarkFollowsEveryEntryBeforeItAndPrecedesEveryEntryAtOrAfterIt() {
        Random random = new Random(11);
        for (int round = 0; round < 500; round++) {
            long[] times = LongStream.generate(() -> 1 + random.nextInt(20_000))
                    .limit(1 + random.nextInt(12))
                    .sorted()
                    .toArray();
            for (Playlist.Marks marks : List.of(Playlist.Marks.WHERE_NEEDED, Playlist.Marks.EVERY_SECOND)) {
                Playlist playlist = playlist(marks, 3_000, times);
                long lastMs = 0;
                long lastMarkMs = -1;
                int entries = 0;
                while (playlist.advance()) {
                    assertThat(playlist.timeMs()).isGreaterThanOrEqualTo(lastMs);
                    if (playlist.isMark()) {
                        assertThat(playlist.timeMs() % 1_000).isZero();
                        assertThat(playlist.timeMs()).isGreaterThan(lastMarkMs).isGreaterThanOrEqualTo(lastMs);
                        lastMarkMs = playlist.timeMs();
                    } else {
                        assertThat(playlist.timeMs()).isEqualTo(times[entries++]);
                        assertThat(playlist.timeMs() % 1_000 == 0 && lastMarkMs != playlist.timeMs())
                                .as("a mark comes before an entry of its own millisecond")
                                .isFalse();
                    }
                    lastMs = playlist.timeMs();
                }
                assertThat(entries).isEqualTo(times.length);
                assertThat(lastMarkMs).isBetween(times[times.length - 1] + 3_000, times[times.length - 1] + 3_999);
            }
        }
    }

    private List<String> played(Playlist.Marks marks, long tailMs, long... times) {
        Playlist playlist = playlist(marks, tailMs, times);
        List<String> items = new ArrayList<>();
        while (playlist.advance()) {
            items.add((playlist.isMark() ? "m" : "") + playlist.timeMs());
        }
        return items;
    }

    private Playlist playlist(Playlist.Marks marks, long tailMs, long... times) {
        String[] rows =
                LongStream.of(times).mapToObj(time -> time + " s u JOIN").toArray(String[]::new);
        Recording recording = Recordings.load(Recordings.options(Recordings.file(dir.resolve("a.csv"), rows)));
        return new Playlist(recording, marks, tailMs);
    }
}
