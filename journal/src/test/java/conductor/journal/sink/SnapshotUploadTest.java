package conductor.journal.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.journal.JournalDirectory;
import conductor.journal.JournalException;
import conductor.journal.JournalFollower;
import conductor.journal.ProgressListener;
import conductor.journal.SnapshotFile;
import conductor.journal.SnapshotFolder;
import conductor.journal.SnapshotHeader;
import conductor.journal.SnapshotReplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Snapshots come to the database whole or not at all, and back as they were. */
@Tag("one-jdk")
@OnEveryPostgres
class SnapshotUploadTest {
    private static final long PATIENCE_MS = 60_000;

    @Parameter
    PostgresUnderTest server;

    @TempDir
    Path dataDir;

    private PostgresUnderTest.Database database;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = server.database();
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void whatIsStoredComesBackByteForByteAndUnlocksWithTheKeyBesideIt() throws Exception {
        Path snapshot = snapshot();
        Migrations.migrate(database.url());
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dataDir);
                Connection connection = database.url().open("tests", 60)) {
            SnapshotTable table = new SnapshotTable(connection);
            assertThat(table.store(snapshot, journal.engineConfig(), journal.hashKey(), () -> true))
                    .isTrue();
            StoredSnapshot stored =
                    table.list(journal.engineConfig().engineId()).get(0);
            SnapshotHeader header = SnapshotFile.header(snapshot);
            assertThat(stored.sequence()).isEqualTo(header.sequence());
            assertThat(stored.stateHash()).isEqualTo(header.stateHashHex());
            assertThat(stored.engineTimeMs()).isEqualTo(header.engineTimeMs());
            assertThat(stored.config()).isEqualTo(journal.engineConfig());
            assertThat(stored.hashKey()).isEqualTo(journal.hashKey());
            Path back = dataDir.resolve("back");
            table.fetch(stored, back);
            assertThat(back).hasSameBinaryContentAs(snapshot);
            assertThat(table.list(1)).isEmpty();
        }
    }

    @Test
    void anAttemptThatIsBrokenOffLeavesNoSnapshotAndTheNextOneClearsIt() throws Exception {
        Path snapshot = snapshot();
        Migrations.migrate(database.url());
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dataDir);
                Connection connection = database.url().open("tests", 60);
                TableRows tables = new TableRows(database.url())) {
            SnapshotTable table = new SnapshotTable(connection);
            tables.execute("INSERT INTO engine_snapshot_chunks VALUES ('"
                    + journal.engineConfig().engineName() + "', 7, 0, 1, 'half')");
            assertThat(table.store(snapshot, journal.engineConfig(), journal.hashKey(), () -> false))
                    .isFalse();
            assertThat(table.newest(journal.engineConfig().engineId(), journal.hashKey()))
                    .isEqualTo(-1);
            assertThat(tables.of("SELECT * FROM engine_snapshot_chunks")).isEmpty();
        }
    }

    @Test
    void damageInTheDatabaseIsFound() throws Exception {
        Path snapshot = snapshot();
        Migrations.migrate(database.url());
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dataDir);
                Connection connection = database.url().open("tests", 60);
                TableRows tables = new TableRows(database.url())) {
            SnapshotTable table = new SnapshotTable(connection);
            table.store(snapshot, journal.engineConfig(), journal.hashKey(), () -> true);
            StoredSnapshot stored =
                    table.list(journal.engineConfig().engineId()).get(0);
            tables.execute("UPDATE engine_snapshot_chunks SET data = set_byte(data, 100, get_byte(data, 100) # 1)");
            assertThatThrownBy(() -> table.fetch(stored, dataDir.resolve("damaged")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("checksum of chunk 0");
            tables.execute("DELETE FROM engine_snapshot_chunks");
            assertThatThrownBy(() -> table.fetch(stored, dataDir.resolve("missing")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("chunk 0 of the snapshot is not in the database");
        }
    }

    @Test
    void aRowWhoseConfigurationCannotBeReadIsPassedOver() throws Exception {
        Path snapshot = snapshot();
        Migrations.migrate(database.url());
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dataDir);
                Connection connection = database.url().open("tests", 60);
                TableRows tables = new TableRows(database.url())) {
            int engineId = journal.engineConfig().engineId();
            SnapshotTable table = new SnapshotTable(connection);
            table.store(snapshot, journal.engineConfig(), journal.hashKey(), () -> true);
            tables.execute(
                    "INSERT INTO engine_snapshots SELECT engine, seq + 1, engine_time, created_at + interval '1 s',"
                            + " schema_version, config_hash, state_hash, size, chunks, decisions, scores, 'ring-sise = many', hash_key"
                            + " FROM engine_snapshots");
            assertThat(table.list(engineId))
                    .singleElement()
                    .satisfies(stored -> assertThat(stored.sequence())
                            .isEqualTo(SnapshotFile.header(snapshot).sequence()));

            tables.execute("UPDATE engine_snapshots SET config = 'ring-sise = many'");
            assertThatThrownBy(() -> table.list(engineId))
                    .isInstanceOf(JournalException.class)
                    .hasMessageStartingWith("None of the 2 snapshots of engine ")
                    .hasMessageContaining("journal.restore = false begins anew instead");
        }
    }

    @Test
    void theLastFiveAreKeptOfEachEngineAlsoWhenItBeganAnew() throws Exception {
        Path snapshot = snapshot();
        Migrations.migrate(database.url());
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dataDir);
                Connection connection = database.url().open("tests", 60);
                TableRows tables = new TableRows(database.url())) {
            String engine = journal.engineConfig().engineName();
            for (String name : new String[] {engine, "00000001"}) {
                for (int seq = 1; seq <= 6; seq++) {
                    tables.execute("INSERT INTO engine_snapshots VALUES ('" + name + "', " + 1_000_000 * seq
                            + ", now(), clock_timestamp(), 1, '', '', 0, 0, 0, 0, '', 'another key')");
                }
            }
            SnapshotTable table = new SnapshotTable(connection);
            assertThat(table.newest(journal.engineConfig().engineId(), journal.hashKey()))
                    .isEqualTo(-1);
            table.store(snapshot, journal.engineConfig(), journal.hashKey(), () -> true);
            assertThat(tables.of("SELECT seq FROM engine_snapshots WHERE engine = '" + engine + "' ORDER BY seq"))
                    .extracting(row -> row.get("seq"))
                    .containsExactly(
                            SnapshotFile.header(snapshot).sequence(), 3_000_000L, 4_000_000L, 5_000_000L, 6_000_000L);
            assertThat(table.list(journal.engineConfig().engineId()).get(0).sequence())
                    .isEqualTo(SnapshotFile.header(snapshot).sequence());
            assertThat(tables.of("SELECT seq FROM engine_snapshots WHERE engine = '00000001'"))
                    .hasSize(6);
        }
    }

    @Test
    void theNewestComesByItselfWhenTheTablesDoAndIsNotSentTwice() throws Exception {
        Path snapshot = snapshot();
        long reached = SnapshotFile.header(snapshot).sequence();
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dataDir)) {
            SnapshotUpload first = upload(journal);
            Thread thread = start(first);
            await(() -> first.failures() > 0);
            assertThat(first.problem()).contains("engine_snapshots");
            assertThat(first.sequence()).isEqualTo(-1);
            Migrations.migrate(database.url());
            await(() -> first.sequence() == reached && first.problem() == null);
            first.stop();
            thread.join();
            assertThat(first.uploads()).isEqualTo(1);

            SnapshotUpload second = upload(journal);
            thread = start(second);
            await(() -> second.sequence() == reached);
            second.stop();
            thread.join();
            assertThat(second.uploads()).isZero();
        }
    }

    @Test
    void aSnapshotBehindTheEndOfTheJournalIsOfALostEndAndGoes() throws Exception {
        Path snapshot = snapshot();
        Migrations.migrate(database.url());
        long sequence = SnapshotFile.header(snapshot).sequence();
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dataDir);
                Connection connection = database.url().open("tests", 60);
                TableRows tables = new TableRows(database.url())) {
            int engine = journal.engineConfig().engineId();
            byte[] otherKey = journal.hashKey();
            otherKey[0] ^= 1;
            SnapshotTable table = new SnapshotTable(connection);
            table.store(snapshot, journal.engineConfig(), journal.hashKey(), () -> true);
            tables.execute("UPDATE engine_snapshots SET seq = seq + 5");
            assertThat(table.removeBeyond(engine, otherKey, -1)).isZero();

            SnapshotUpload ofThisJournal = upload(journal, sequence + 5);
            runUntil(ofThisJournal, () -> ofThisJournal.sequence() == sequence + 5);
            assertThat(ofThisJournal.uploads()).isZero();

            SnapshotUpload ofAnOlderOne = upload(journal, sequence);
            runUntil(ofAnOlderOne, () -> ofAnOlderOne.uploads() == 1);
            assertThat(table.newest(engine, journal.hashKey())).isEqualTo(sequence);

            Files.delete(snapshot);
            runUntil(upload(journal, sequence - 1), () -> isEmpty(tables));
        }
    }

    private static boolean isEmpty(TableRows tables) {
        try {
            return tables.of("SELECT * FROM engine_snapshots").isEmpty();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void runUntil(SnapshotUpload upload, BooleanSupplier condition) throws InterruptedException {
        Thread thread = start(upload);
        await(condition);
        upload.stop();
        thread.join();
    }

    private SnapshotUpload upload(JournalDirectory journal) {
        return upload(journal, Long.MAX_VALUE);
    }

    private SnapshotUpload upload(JournalDirectory journal, long journalEnd) {
        return new SnapshotUpload(
                database::url,
                new SnapshotFolder(dataDir),
                journal.engineConfig(),
                journal.hashKey(),
                journalEnd,
                1,
                () -> true);
    }

    private static Thread start(SnapshotUpload upload) {
        Thread thread = new Thread(upload, "upload");
        thread.start();
        return thread;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long endMs = System.currentTimeMillis() + PATIENCE_MS;
        while (!condition.getAsBoolean()) {
            assertThat(System.currentTimeMillis()).isLessThan(endMs);
            Thread.sleep(20);
        }
    }

    /** Of a journal in the data folder, whose node is gone. */
    private Path snapshot() throws Exception {
        try (Conference conference = Conference.automatic(dataDir)) {
            conference.act();
        }
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dataDir)) {
            Path made = SnapshotReplay.make(
                            journal, new SnapshotFolder(dataDir), JournalFollower.NONE, ProgressListener.NONE)
                    .file();
            assertThat(Files.size(made)).isPositive();
            return made;
        }
    }
}
