package conductor.bench.kill;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.bench.expected.ExpectedStreams;
import conductor.bench.expected.Rows;
import conductor.engine.core.SourceId;
import conductor.journal.JournalDirectory;
import conductor.journal.SnapshotFolder;
import conductor.ops.embedded.EmbeddedPostgres;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults planted in what a node has left that did everything right. Each must be found, and named. */
class KillChecksTest {
    private static final String SCORES = "conductor.scores.v1";
    private static final String METRICS = "engagement_metrics";

    @TempDir
    static Path folder;

    private static MadeUpNode node;
    private static EmbeddedPostgres postgres;
    private static Map<String, List<String>> rows;

    @BeforeAll
    static void make() throws Exception {
        node = MadeUpNode.run(folder.resolve("node"));
        postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
        try (JournalDirectory journal = node.openJournal()) {
            rows = Rows.expected(journal, postgres.jdbcUrl());
        }
    }

    @AfterAll
    static void stop() {
        if (postgres != null) {
            postgres.close();
        }
    }

    /** What is left; a test plants a fault in its parts. */
    private static final class Left {
        final List<Producer.Added> added = new ArrayList<>(node.added());
        final Map<String, List<Leftovers.Entry>> streams = new HashMap<>();
        final Map<String, Integer> heard = new HashMap<>();
        final List<String> deadLetters = new ArrayList<>(List.of(node.deadLetter()));
        String jdbcUrl;
        final Map<String, List<String>> tables = new HashMap<>();

        Left() {
            ExpectedStreams expected = node.streams();
            for (String stream : expected.streams()) {
                List<Leftovers.Entry> entries = new ArrayList<>();
                for (ExpectedStreams.Entry entry : expected.entries(stream)) {
                    entries.add(
                            new Leftovers.Entry(entry.seq() + "-0", new String(entry.data(), StandardCharsets.UTF_8)));
                    if (entry.message() != null) {
                        heard.put(new String(entry.message(), StandardCharsets.UTF_8), 1);
                    }
                }
                streams.put(stream, entries);
            }
            rows.forEach((table, all) -> tables.put(table, new ArrayList<>(all)));
        }

        Leftovers all() {
            return new Leftovers(node.dataDir(), added, streams, heard, deadLetters, jdbcUrl, tables);
        }
    }

    private static List<String> broken(Consumer<Left> fault) throws Exception {
        Left left = new Left();
        fault.accept(left);
        KillChecks checks = new KillChecks(left.all());
        checks.run();
        return checks.broken();
    }

    private static List<String> brokenRows(Consumer<Left> fault) throws Exception {
        return broken(left -> {
            left.jdbcUrl = postgres.jdbcUrl();
            fault.accept(left);
        });
    }

    private static void assertOnly(List<String> broken, String... words) {
        assertThat(broken).hasSize(1);
        assertThat(broken.get(0)).contains(words);
    }

    @Test
    void nothingIsFoundWhereAllIsRight() throws Exception {
        Left left = new Left();
        left.jdbcUrl = postgres.jdbcUrl();
        KillChecks checks = new KillChecks(left.all());

        checks.run();

        assertThat(checks.broken()).isEmpty();
        assertThat(checks.entries()).isEqualTo(node.added().size());
        assertThat(checks.lost() + checks.duplicates() + checks.lettersMissing())
                .isZero();
        assertThat(left.streams.get(SCORES)).hasSizeGreaterThan(10);
        assertThat(left.heard).hasSizeGreaterThan(10);
        assertThat(left.tables.get(METRICS)).hasSameSizeAs(left.streams.get(SCORES));
    }

    @Test
    void anEntryThatTheJournalDoesNotHaveIsLost() throws Exception {
        Left left = new Left();
        left.added.add(new Producer.Added(SourceId.CHAT, "1772446599999-7", "session-1", "user-1"));
        KillChecks checks = new KillChecks(left.all());

        checks.run();

        assertOnly(checks.broken(), "I3", "1772446599999-7 of platform.events.chat.message.v1 is lost");
        assertThat(checks.lost()).isEqualTo(1);
    }

    @Test
    void anAppliedEntryThatNobodyAddedIsFound() throws Exception {
        String id = node.added().get(5).id();

        assertOnly(broken(left -> left.added.remove(5)), "I3", id, "was never added");
    }

    @Test
    void anEntryAppliedAsAnotherOneIsFound() throws Exception {
        Producer.Added entry = node.added().get(5);
        Producer.Added other = new Producer.Added(entry.source(), entry.id(), entry.session(), "somebody-else");

        assertOnly(broken(left -> left.added.set(5, other)), "I3", entry.id(), "as another one");
    }

    @Test
    void aDeadLetterOfAReadableEntryIsFound() throws Exception {
        String id = node.added().get(5).id();
        String letter = node.deadLetter()
                .replaceFirst("\"entry_id\":\"[^\"]*\"", "\"entry_id\":\"" + id + "\"")
                .replaceFirst("\"stream\":\"[^\"]*\"", "\"stream\":\"platform.events.live.reaction.v1\"");

        assertOnly(broken(left -> left.deadLetters.add(letter)), "I3", id, "which can be read");
    }

    @Test
    void aDeadLetterThatIsMissingIsFoundAndCounted() throws Exception {
        Left left = new Left();
        left.deadLetters.clear();
        KillChecks checks = new KillChecks(left.all());

        checks.run();

        assertOnly(checks.broken(), "I3", "has no dead letter");
        assertThat(checks.lettersMissing()).isEqualTo(1);
    }

    @Test
    void aSecondDeadLetterOfAnEntryIsFound() throws Exception {
        assertOnly(broken(left -> left.deadLetters.add(node.deadLetter())), "I3", "has 2 dead letters");
    }

    @Test
    void aDeadLetterWithoutTheContentThatIsThereIsFound() throws Exception {
        String gone = node.deadLetter().replaceFirst("\"raw\":\"(?:[^\"\\\\]|\\\\.)*\"", "\"raw\":null,\"gone\":true");

        assertOnly(broken(left -> left.deadLetters.set(0, gone)), "I3", "lacks the content");
    }

    @Test
    void aStreamEntryThatIsMissingIsNamed() throws Exception {
        for (String stream : node.streams().streams()) {
            assertOnly(broken(left -> left.streams.get(stream).remove(2)), "I4", stream + " lacks 3-0");
            assertOnly(
                    broken(left -> left.streams
                            .get(stream)
                            .remove(left.streams.get(stream).size() - 1)),
                    "I4",
                    stream + " lacks " + node.streams().entries(stream).size() + "-0");
        }
    }

    @Test
    void aStreamEntryUnderASecondIdIsNamed() throws Exception {
        assertOnly(
                broken(left -> left.streams
                        .get(SCORES)
                        .add(
                                3,
                                new Leftovers.Entry(
                                        "3-1", left.streams.get(SCORES).get(2).data()))),
                "I4",
                SCORES + " holds 3-1");
    }

    @Test
    void oneOtherFieldOfAStreamEntryIsNamed() throws Exception {
        assertOnly(
                broken(left -> left.streams
                        .get(SCORES)
                        .set(
                                4,
                                new Leftovers.Entry(
                                        "5-0",
                                        left.streams
                                                .get(SCORES)
                                                .get(4)
                                                .data()
                                                .replaceFirst("session-[0-9]+", "session-77")))),
                "I4",
                "5-0 of " + SCORES,
                "session-77");
    }

    @Test
    void aMessageThatWasNotSentOrSentTwiceIsNamed() throws Exception {
        ExpectedStreams.Entry entry = node.streams().entries(SCORES).get(3);
        String message = new String(entry.message(), StandardCharsets.UTF_8);

        assertOnly(broken(left -> left.heard.remove(message)), "I4", "4-0 of " + SCORES + " was sent 0 times");
        assertOnly(broken(left -> left.heard.put(message, 2)), "I4", "4-0 of " + SCORES + " was sent 2 times");
        assertOnly(broken(left -> left.heard.put("{\"what\":\"?\"}", 1)), "I4", "{\"what\":\"?\"}");
    }

    @Test
    void aRowThatIsMissingIsNamed() throws Exception {
        String row = rows.get(METRICS).get(3);

        assertOnly(brokenRows(left -> left.tables.get(METRICS).remove(3)), "I5", METRICS + " lacks " + row);
    }

    @Test
    void aRowThatIsThereTwiceIsNamed() throws Exception {
        String row = rows.get(METRICS).get(3);

        assertOnly(brokenRows(left -> left.tables.get(METRICS).add(row)), "I5", METRICS + " holds a row", row);
    }

    @Test
    void anotherValueOfARowIsNamed() throws Exception {
        String row = rows.get(METRICS).get(3);
        String other = row.replaceFirst("\"total_users\": [0-9]+", "\"total_users\": 4711");

        assertThat(brokenRows(left -> left.tables.get(METRICS).set(3, other)))
                .containsExactlyInAnyOrder(
                        "I5: " + METRICS + " holds a row that the journal does not: " + other,
                        "I5: " + METRICS + " lacks " + row);
    }

    @Test
    void aPositionOfTheSinkThatIsNotTheJournalsEndIsNamed() throws Exception {
        String position = rows.get("sink_progress").get(0);
        String other = position.replaceFirst("\"score_seq\": [0-9]+", "\"score_seq\": 1");

        assertThat(brokenRows(left -> left.tables.get("sink_progress").set(0, other)))
                .anyMatch(sentence -> sentence.contains("sink_progress lacks " + position));
    }

    @Test
    void damageOfTheJournalIsNamed() throws Exception {
        try (Stream<Path> files = Files.list(node.dataDir().resolve("journal/signals"));
                FileChannel signals = FileChannel.open(
                        files.filter(file -> file.toString().endsWith(".cq4"))
                                .findFirst()
                                .orElseThrow(),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(1 << 20);
            signals.read(bytes, 0);
            int at = new String(bytes.array(), StandardCharsets.ISO_8859_1).indexOf("session-1");
            signals.write(ByteBuffer.wrap(new byte[] {'S'}), at);
            try {
                assertOnly(broken(left -> {}), "I1", "the journal is damaged");
            } finally {
                signals.write(ByteBuffer.wrap(new byte[] {'s'}), at);
            }
        }
    }

    @Test
    void aStateThatIsNotTheJournalsIsNamed() throws Exception {
        Path aside = Files.createDirectory(folder.resolve("aside"));
        List<Path> snapshots = new SnapshotFolder(node.dataDir()).list();
        assertThat(snapshots).hasSize(2);
        String[] found = {"another state", "no snapshot"};
        for (int i = 0; i < snapshots.size(); i++) {
            Files.move(snapshots.get(i), aside.resolve(snapshots.get(i).getFileName()));
            assertOnly(broken(left -> {}), "I2", found[i]);
        }
        for (Path snapshot : snapshots) {
            Files.move(aside.resolve(snapshot.getFileName()), snapshot);
        }
    }
}
