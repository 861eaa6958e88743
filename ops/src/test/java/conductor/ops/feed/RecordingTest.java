package conductor.ops.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingTest {
    private static final long SILENCE = PresenceInference.SILENCE_MS;

    @TempDir
    Path dir;

    @Test
    void filesAreMergedByTimeAndTiesKeepTheOrderOfFilesAndRows() {
        Path a = Recordings.file(dir.resolve("a.csv"), "1 s u1 JOIN", "5 s u1 MESSAGE", "5 s u1 REACTION");
        Path b = Recordings.file(dir.resolve("b.csv"), "1 t u1 JOIN", "4 t u1 MESSAGE", "5 t u1 LEAVE");
        assertThat(Recordings.described(Recordings.load(Recordings.options(b, a))))
                .containsExactly(
                        "1 t u1 JOIN",
                        "1 s u1 JOIN",
                        "4 t u1 MESSAGE",
                        "5 t u1 LEAVE",
                        "5 s u1 MESSAGE",
                        "5 s u1 REACTION");
    }

    @Test
    void theSortIsStableAndCompleteForAnyLength() {
        Random random = new Random(7);
        for (int length = 0; length < 200; length++) {
            Rows rows = new Rows();
            rows.beginFile("evt_x");
            for (int i = 0; i < length; i++) {
                rows.add(RowKind.JOIN, 1 + random.nextInt(20), "e" + i, 0, 0, TextTable.NONE, TextTable.NONE);
            }
            int[] order = IntStream.range(0, length).toArray();
            TimeOrder.sort(order, rows);
            List<Integer> expected = IntStream.range(0, length)
                    .boxed()
                    .sorted((x, y) -> Long.compare(rows.timeMs(x), rows.timeMs(y)))
                    .toList();
            assertThat(order)
                    .containsExactly(
                            expected.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    @Test
    void rowsOfAMinuteClockAreSpreadOverTheirMinuteByTheirIdAlone() {
        Path a = Recordings.file(dir.resolve("a.csv"), "60000 s u1 JOIN", "60000 s u2 JOIN", "120000 s u1 LEAVE");
        Rows alone = Recordings.load(Recordings.options(a)).rows();
        Path b = Recordings.file(dir.resolve("b.csv"), "70001 s u1 JOIN");
        Rows withOther = Recordings.load(Recordings.options(b, a)).rows();
        for (int row = 0; row < 3; row++) {
            assertThat(alone.timeMs(row) / 60_000).isEqualTo(row < 2 ? 1 : 2);
            assertThat(alone.timeMs(row) % 60_000)
                    .isEqualTo(MinuteClock.offsetMs("e" + row))
                    .isNotZero();
            assertThat(withOther.timeMs(row + 1)).isEqualTo(alone.timeMs(row));
        }
        assertThat(withOther.timeMs(0)).as("b has no minute clock").isEqualTo(70_001);
    }

    @Test
    void countingIdsAreSpreadEvenly() {
        int[] perSecond = new int[60];
        Set<Long> offsets = new HashSet<>();
        for (int i = 0; i < 60_000; i++) {
            long offsetMs = MinuteClock.offsetMs(String.format("mtg-%07d", i));
            assertThat(offsetMs).isBetween(0L, 59_999L);
            perSecond[(int) (offsetMs / 1_000)]++;
            offsets.add(offsetMs);
        }
        assertThat(IntStream.of(perSecond).boxed()).allMatch(count -> count > 850 && count < 1_150);
        assertThat(offsets).hasSizeGreaterThan(36_000);
    }

    @Test
    void spreadingCanBeSwitchedOff() {
        Path a = Recordings.file(dir.resolve("a.csv"), "60000 s u1 JOIN", "60000 s u2 JOIN");
        FeedOptions spread = Recordings.options(a);
        FeedOptions plain = new FeedOptions(
                spread.paths(),
                true,
                0,
                false,
                OptionalLong.empty(),
                spread.tailMs(),
                spread.inferPresence(),
                false,
                false);
        assertThat(Recordings.described(Recordings.load(plain))).containsExactly("60000 s u1 JOIN", "60000 s u2 JOIN");
    }

    @Test
    void aFirstActionJoinsInItsMillisecondAndTenMinutesOfSilenceLeave() {
        Path a = Recordings.file(
                dir.resolve("a.csv"),
                "1001 s u1 MESSAGE",
                "1001 s u2 POLL_VOTE",
                "2001 t u1 REACTION",
                (2_001 + SILENCE - 1) + " t u1 MESSAGE");
        assertThat(Recordings.described(Recordings.load(Recordings.options(a))))
                .containsExactly(
                        "1001 s u1 JOIN*",
                        "1001 s u1 MESSAGE",
                        "1001 s u2 JOIN*",
                        "1001 s u2 POLL_VOTE",
                        "2001 t u1 JOIN*",
                        "2001 t u1 REACTION",
                        (1_001 + SILENCE) + " s u1 LEAVE*",
                        (1_001 + SILENCE) + " s u2 LEAVE*",
                        (2_000 + SILENCE) + " t u1 MESSAGE",
                        (2_000 + 2 * SILENCE) + " t u1 LEAVE*");
    }

    @Test
    void anActionAtTheVeryEndOfTheSilenceFollowsTheLeaveAndJoinsAgain() {
        Path a = Recordings.file(dir.resolve("a.csv"), "1001 s u1 MESSAGE", (1_001 + SILENCE) + " s u1 MESSAGE");
        assertThat(Recordings.described(Recordings.load(Recordings.options(a))))
                .containsExactly(
                        "1001 s u1 JOIN*",
                        "1001 s u1 MESSAGE",
                        (1_001 + SILENCE) + " s u1 LEAVE*",
                        (1_001 + SILENCE) + " s u1 JOIN*",
                        (1_001 + SILENCE) + " s u1 MESSAGE",
                        (1_001 + 2 * SILENCE) + " s u1 LEAVE*");
    }

    @Test
    void presenceIsInferredForFilesWithoutAJoinOnlyUnlessToldOtherwise() {
        Path a = Recordings.file(dir.resolve("a.csv"), "1001 s u1 JOIN", "1002 s u2 MESSAGE", "1003 s u1 LEAVE");
        assertThat(Recordings.described(Recordings.load(Recordings.options(a))))
                .noneMatch(entry -> entry.endsWith("*"));
        assertThat(Recordings.described(Recordings.load(Recordings.inferring(true, a))))
                .containsExactly(
                        "1001 s u1 JOIN",
                        "1002 s u2 JOIN*",
                        "1002 s u2 MESSAGE",
                        "1003 s u1 LEAVE",
                        (1_002 + SILENCE) + " s u2 LEAVE*");
        Path b = Recordings.file(dir.resolve("b.csv"), "1001 s u1 MESSAGE");
        assertThat(Recordings.described(Recordings.load(Recordings.inferring(false, b))))
                .containsExactly("1001 s u1 MESSAGE");
    }

    @Test
    void recordedPresenceEndsAnInferredStay() {
        Path a = Recordings.file(
                dir.resolve("a.csv"),
                "1001 s u1 MESSAGE",
                "1002 s u1 JOIN",
                "1003 s u1 MESSAGE",
                "1004 s u1 LEAVE",
                "1005 s u2 MESSAGE",
                "1006 s u2 LEAVE");
        assertThat(Recordings.described(Recordings.load(Recordings.inferring(true, a))))
                .containsExactly(
                        "1001 s u1 JOIN*",
                        "1001 s u1 MESSAGE",
                        "1002 s u1 LEAVE*",
                        "1002 s u1 JOIN",
                        "1003 s u1 MESSAGE",
                        "1004 s u1 LEAVE",
                        "1005 s u2 JOIN*",
                        "1005 s u2 MESSAGE",
                        "1006 s u2 LEAVE");
    }

    @Test
    void foldingStartsEverySessionAtOneInstantAndKeepsItsPace() {
        Path a = Recordings.file(dir.resolve("a.csv"), "1001 s u1 JOIN", "1501 s u1 MESSAGE", "9001 t u1 JOIN");
        Path b = Recordings.file(dir.resolve("b.csv"), "777 r u1 JOIN", "778 r u1 LEAVE");
        assertThat(Recordings.described(Recordings.load(Recordings.folded(OptionalLong.empty(), a, b))))
                .containsExactly(
                        "777 s u1 JOIN", "777 t u1 JOIN", "777 r u1 JOIN", "778 r u1 LEAVE", "1277 s u1 MESSAGE");
        assertThat(Recordings.described(Recordings.load(Recordings.folded(OptionalLong.of(50_000), a, b))))
                .startsWith("50000 s u1 JOIN")
                .endsWith("50500 s u1 MESSAGE");
        assertThat(Recordings.load(Recordings.options(a, b)).sessions()).isEqualTo(3);
    }

    @Test
    void theFingerprintTellsFilesAndTreatmentApart() throws Exception {
        Path a = Recordings.file(dir.resolve("a.csv"), "1001 s u1 MESSAGE");
        String plain = Recordings.load(Recordings.options(a)).fingerprint();
        assertThat(Recordings.load(Recordings.options(a)).fingerprint()).isEqualTo(plain);
        assertThat(Recordings.load(Recordings.inferring(false, a)).fingerprint())
                .isNotEqualTo(plain);
        assertThat(Recordings.load(Recordings.folded(OptionalLong.empty(), a)).fingerprint())
                .isNotEqualTo(plain);
        Path renamed = Files.copy(a, dir.resolve("b.csv"));
        assertThat(Recordings.load(Recordings.options(renamed)).fingerprint()).isNotEqualTo(plain);
        Recordings.file(a, "1002 s u1 MESSAGE");
        assertThat(Recordings.load(Recordings.options(a)).fingerprint()).isNotEqualTo(plain);
    }

    @Test
    void filesWithoutAUsableRowAreRefusedWithTheFirstBadOne() throws Exception {
        Path a = Files.writeString(dir.resolve("a.csv"), "ts_millis,event_id,session_id,user_id,type\nx,e,s,u,JOIN\n");
        assertThatThrownBy(() -> Recordings.load(Recordings.options(a)))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("no usable row")
                .hasMessageContaining("a.csv line 2");
    }
}
