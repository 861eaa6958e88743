package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader begins with the newest recap that fits, and with the journal's start when none does. */
class RecapTest {
    @TempDir
    Path dataDir;

    private RecordPosition early;
    private RecordPosition late;
    private List<String> all;

    @BeforeEach
    void journalWithTwoRecaps() throws Exception {
        try (JournalDirectory directory = open(dataDir)) {
            new LiveNode(directory).run(0, 100);
            early = end(directory);
        }
        try (JournalDirectory directory = open(dataDir)) {
            new LiveNode(directory).run(100, 200);
            late = end(directory);
        }
        try (JournalDirectory directory = open(dataDir)) {
            new LiveNode(directory).run(200, 300);
            directory.recaps().keep(early, 1);
            directory.recaps().keep(late, 1);
            try (DecisionReader reader = directory.openDecisionReader()) {
                all = read(reader);
            }
        }
    }

    @Test
    void theNewestOneThatIsNotPastWhatWasDealtWithIsTaken() {
        assertThat(beginsBehind(new RecordPosition(Long.MAX_VALUE, Long.MAX_VALUE)))
                .isEqualTo(late);
        assertThat(beginsBehind(late)).isEqualTo(late);
        assertThat(beginsBehind(new RecordPosition(late.seq(), late.scoreSeq() - 1)))
                .isEqualTo(early);
        assertThat(beginsBehind(early)).isEqualTo(early);
        assertThat(beginsBehind(new RecordPosition(early.seq() - 1, early.scoreSeq())))
                .isEqualTo(RecordPosition.START);
        assertThat(beginsBehind(RecordPosition.START)).isEqualTo(RecordPosition.START);
    }

    @Test
    void whatFollowsIsWhatStandsInTheQueueAndWhatIsRecalledStoodThere() {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir);
                DecisionReader reader = directory.openDecisionReader()) {
            reader.goOnBehind(late);
            List<String> recalled = new ArrayList<>();
            List<String> behind = new ArrayList<>();
            Decision d = new Decision();
            while (reader.next(d)) {
                (reader.recalls() ? recalled : behind).add(text(d));
            }
            assertThat(behind).isEqualTo(all.subList(all.size() - behind.size(), all.size()));
            assertThat(recalled).isNotEmpty();
            assertThat(all.subList(0, all.size() - behind.size())).containsSubsequence(recalled);
            assertThat(behind).hasSize((int) (reader.lastSeq() + reader.lastScoreSeq() - late.seq() - late.scoreSeq()));

            reader.toStart();
            assertThat(read(reader)).isEqualTo(all);
        }
    }

    @Test
    void oneThatIsDamagedIsPassedOverWhereverItIs() throws Exception {
        Path newest = newest();
        byte[] whole = Files.readAllBytes(newest);
        for (int at = 0; at < whole.length; at += 7) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Files.write(newest, flipped);
            assertThat(beginsBehind(late)).as("byte %d flipped", at).isEqualTo(early);
        }
        for (int length = 0; length < whole.length; length += 11) {
            Files.write(newest, Arrays.copyOf(whole, length));
            assertThat(beginsBehind(late)).as("cut off at %d", length).isEqualTo(early);
        }
        Files.write(newest, whole);
        assertThat(beginsBehind(late)).isEqualTo(late);
    }

    @Test
    void oneOfAnotherJournalIsPassedOver(@TempDir Path other) throws Exception {
        try (JournalDirectory directory = open(other)) {
            new LiveNode(directory).run(120, 420);
            Files.move(dataDir.resolve("snapshots"), other.resolve("snapshots"), StandardCopyOption.ATOMIC_MOVE);
            assertThat(end(directory).scoreSeq()).isGreaterThan(late.scoreSeq());
            try (DecisionReader reader = directory.openDecisionReader()) {
                assertThat(reader.goOnBehind(end(directory))).isEqualTo(RecordPosition.START);
            }
        }
    }

    @Test
    void onlyTheNewestThreeAreKeptAndNoneOfRecordsThatAreGone() throws Exception {
        try (JournalDirectory directory = open(dataDir)) {
            Path beyond = newest().resolveSibling(String.format("records-%019d-%019d.recap", 1_000_000, 1_000_000));
            Files.copy(newest(), beyond);
            RecordPosition end = end(directory);
            directory.recaps().keep(end, 1);
            assertThat(directory.recaps().list().stream().map(Recaps::position)).containsExactly(end, late, early);
            new LiveNode(directory).run(300, 320);
        }
        try (JournalDirectory directory = open(dataDir)) {
            RecordPosition end = end(directory);
            directory.recaps().keep(end, 1);
            assertThat(directory.recaps().list()).hasSize(3);
            assertThat(Recaps.position(newest())).isEqualTo(end);
        }
    }

    @Test
    void fewRecordsAreNotWorthAnother() {
        try (JournalDirectory directory = open(dataDir)) {
            RecordPosition end = end(directory);
            directory.recaps().keep(end);
            assertThat(directory.recaps().list()).hasSize(2);
        }
    }

    private Path newest() {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            return directory.recaps().list().get(0);
        }
    }

    private RecordPosition beginsBehind(RecordPosition dealtWith) {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir);
                DecisionReader reader = directory.openDecisionReader()) {
            RecordPosition begin = reader.goOnBehind(dealtWith);
            assertThat(read(reader)).endsWith(all.get(all.size() - 1));
            return begin;
        }
    }

    private static List<String> read(DecisionReader reader) {
        List<String> records = new ArrayList<>();
        Decision d = new Decision();
        while (reader.next(d)) {
            records.add(text(d));
        }
        return records;
    }

    private static String text(Decision d) {
        return DecisionType.name(d.type) + " " + d.seq + " " + d.subjectKey + " " + d.engineTimeMs + " "
                + d.payloadLength;
    }

    private static RecordPosition end(JournalDirectory directory) {
        DecisionMarks marks = directory.decisionMarks();
        return new RecordPosition(marks.seq(), marks.scoreSeq());
    }

    private static JournalDirectory open(Path dataDir) {
        return JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY);
    }
}
