package conductor.ops.embedded;

import static conductor.ops.embedded.NodeProcess.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import conductor.ops.embedded.EmbeddedServerException.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the machine of this test, as whoever runs it: where that is root, too. */
@Tag("one-jdk")
class EmbeddedPostgresTest {
    private static final long WAIT_MS = 60_000;
    private static final Path CACHE = Path.of("target/postgres-programs").toAbsolutePath();

    @TempDir
    Path dir;

    private final List<NodeProcess> nodes = new ArrayList<>();

    @BeforeEach
    void onlyWhereThereAreProgramsForThisMachine() {
        assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "there are programs for Linux on amd64 only");
    }

    @AfterEach
    void leaveNothingRunning() throws Exception {
        nodes.forEach(NodeProcess::kill);
        if (Files.isDirectory(postgresDir())) {
            long pid = PostgresFiles.in(postgresDir())
                    .postmaster()
                    .map(PostgresFiles.Postmaster::pid)
                    .orElse(-1L);
            if (ServerProcess.runs(
                    pid, postgresDir().toRealPath().resolve("data").toString())) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    @Test
    void theDataSurvivesCloseAndStart() throws Exception {
        long firstPid;
        String url;
        try (EmbeddedPostgres postgres = start()) {
            assertThat(postgres.adopted()).isFalse();
            firstPid = postgres.pid();
            url = postgres.jdbcUrl();
            execute(postgres, "create table kept as select 'kept' as value");
        }
        assertThat(ended(firstPid)).isTrue();
        try (EmbeddedPostgres postgres = start()) {
            assertThat(postgres.adopted()).isFalse();
            assertThat(postgres.pid()).isNotEqualTo(firstPid);
            assertThat(postgres.jdbcUrl()).isEqualTo(url);
            assertThat(ask(postgres, "select value from kept")).isEqualTo("kept");
        }
    }

    @Test
    void aServerThatOutlivedItsKilledNodeIsAdopted() throws Exception {
        NodeProcess node = startNode();
        node.kill();
        assertThat(ended(node.serverPid())).isFalse();

        try (EmbeddedPostgres postgres = start()) {
            assertThat(postgres.adopted()).isTrue();
            assertThat(postgres.pid()).isEqualTo(node.serverPid());
            assertThat(ask(postgres, "select current_user")).isEqualTo("conductor");
        }
        assertThat(ended(node.serverPid())).isTrue();
    }

    @Test
    void aKilledServerIsStartedAgainWithItsData() throws Exception {
        EmbeddedPostgres first = start();
        execute(first, "create table kept as select 'kept' as value");
        ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
        assertThat(ServerProcess.await(WAIT_MS, () -> ended(first.pid()))).isTrue();
        try (EmbeddedPostgres second = start()) {
            assertThat(second.adopted()).isFalse();
            assertThat(ask(second, "select value from kept")).isEqualTo("kept");
        }
    }

    @Test
    void theServerHasASessionOfItsOwnSoThatCtrlCOnTheTerminalDoesNotReachIt() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            String[] fields = Files.readString(Path.of("/proc/" + postgres.pid() + "/stat"))
                    .replaceFirst(".*\\) ", "")
                    .split(" ");
            assertThat(fields[3]).as("session").isEqualTo(Long.toString(postgres.pid()));
        }
    }

    @Test
    void twoStartsOnOneFolderShareOneServerAndTheNewerStopsIt() throws Exception {
        EmbeddedPostgres first = start();
        EmbeddedPostgres second = start();
        assertThat(second.adopted()).isTrue();
        assertThat(second.pid()).isEqualTo(first.pid());
        first.close();
        assertThat(ask(second, "select 1")).isEqualTo("1");
        second.close();
        assertThat(ended(second.pid())).isTrue();
    }

    @Test
    void aSecondNodeOnTheSameFolderIsRefused() throws Exception {
        NodeProcess node = startNode();
        EmbeddedServerException refusal = catchThrowableOfType(EmbeddedServerException.class, this::start);
        assertThat(refusal.code()).isEqualTo(Code.IN_USE);
        assertThat(refusal).hasMessageContaining(Long.toString(node.pid())).hasMessageContaining("--data-dir");
        assertThat(ended(node.serverPid())).isFalse();
    }

    @Test
    void aClientThatIsConnectedDoesNotKeepTheServerFromStopping() throws Exception {
        EmbeddedPostgres postgres = start();
        try (Connection client = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = client.createStatement()) {
            client.setAutoCommit(false);
            statement.execute("create table uncommitted (a int)");
            postgres.close();
            assertThat(ended(postgres.pid())).isTrue();
            assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aPortThatIsTakenMeanwhileIsExchangedForAnother() throws Exception {
        String url;
        try (EmbeddedPostgres postgres = start()) {
            url = postgres.jdbcUrl();
        }
        int port = URI.create(url.substring("jdbc:".length())).getPort();
        try (ServerSocket squatter = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
                EmbeddedPostgres postgres = start()) {
            assertThat(squatter.isBound()).isTrue();
            assertThat(postgres.jdbcUrl()).isNotEqualTo(url);
            assertThat(ask(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void onlyThisMachineReachesItAndOnlyWithThePassword() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            assertThat(ask(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(postgres, "select rolsuper from pg_roles where rolname = current_user"))
                    .isEqualTo("f");
            for (String user : List.of("conductor", "postgres")) {
                String url = postgres.jdbcUrl().replaceFirst("\\?.*", "?user=" + user + "&password=guess");
                assertThatThrownBy(() -> DriverManager.getConnection(url))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("password authentication failed");
            }
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(postgresDir().resolve("password"))))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(postgresDir())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aLostPasswordIsExchangedForAnother() throws Exception {
        String url;
        try (EmbeddedPostgres postgres = start()) {
            url = postgres.jdbcUrl();
        }
        Files.delete(postgresDir().resolve("password"));
        try (EmbeddedPostgres postgres = start()) {
            assertThat(postgres.jdbcUrl()).isNotEqualTo(url);
            assertThat(ask(postgres, "select current_user")).isEqualTo("conductor");
        }
    }

    @Test
    void aPasswordThatWasCutShortIsExchangedForAnother() throws Exception {
        start().close();
        for (String rest : List.of("", "\n", "12ab", "\0".repeat(49))) {
            Files.writeString(postgresDir().resolve("password"), rest);
            try (EmbeddedPostgres postgres = start()) {
                assertThat(ask(postgres, "select current_user")).isEqualTo("conductor");
            }
        }
    }

    @Test
    void aServerThatNobodyCanLogInToIsStartedAgainWithAnotherPassword() throws Exception {
        EmbeddedPostgres first = start();
        execute(first, "create table kept as select 'kept' as value");
        first.detach();
        Files.delete(postgresDir().resolve("password"));
        try (EmbeddedPostgres postgres = start()) {
            assertThat(postgres.pid()).isNotEqualTo(first.pid());
            assertThat(ask(postgres, "select value from kept")).isEqualTo("kept");
        }
    }

    @Test
    void aLockFileOfAServerThatIsGoneIsNoHindranceWhenItsNumberIsThatOfAnotherThreadOrMissing() throws Exception {
        start().close();
        Path lock = postgresDir().resolve("data/postmaster.pid");
        Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
        String rest = "\n" + lock.getParent().toRealPath() + "\n1700000000\n5432\n\n127.0.0.1\n\nready   \n";
        for (String left : List.of(thread + rest, "-" + thread + rest, "")) {
            Files.writeString(lock, left);
            try (EmbeddedPostgres postgres = start()) {
                assertThat(postgres.adopted()).isFalse();
                assertThat(ask(postgres, "select 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void aFolderThatCouldNotBeTakenCanBeTakenLater() throws Exception {
        Path inTheWay = Files.createDirectories(postgresDir().resolve("owner.pid"));
        EmbeddedServerException error = catchThrowableOfType(EmbeddedServerException.class, this::start);
        assertThat(error.code()).isEqualTo(Code.DISK);
        Files.delete(inTheWay);
        try (EmbeddedPostgres postgres = start()) {
            assertThat(ask(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void anInitdbThatFailsIsWorthAnotherAttempt() throws Exception {
        Path cache = dir.resolve("cache");
        EmbeddedPostgres.start(dir.resolve("other"), cache).close();
        Path initdb = onlyProgram(cache, "initdb");
        String failing = "#!/bin/sh\necho no space left on device\nexit 1\n";
        Files.writeString(
                initdb, failing + "\n".repeat((int) Files.size(initdb) - failing.length())); // counts as unpacked
        EmbeddedServerException error =
                catchThrowableOfType(EmbeddedServerException.class, () -> EmbeddedPostgres.start(postgresDir(), cache));
        assertThat(error.code()).isEqualTo(Code.START);
        assertThat(error).hasMessageContaining("no space left");
    }

    @Test
    void aDataFolderThatWasHalfMadeIsMadeAnew() throws Exception {
        Path half = Files.createDirectories(postgresDir().resolve("data.making/base"));
        Files.writeString(half.resolve("rest"), "of an initdb that was killed");
        try (EmbeddedPostgres postgres = start()) {
            assertThat(ask(postgres, "select 1")).isEqualTo("1");
        }
        assertThat(half.getParent()).doesNotExist();
    }

    @Test
    void programsAreUnpackedOnceAndAgainWhenSomeOfThemIsMissingOrCutShort() throws Exception {
        Path cache = dir.resolve("cache");
        EmbeddedPostgres.start(postgresDir(), cache).close();
        Path server = onlyProgram(cache, "postgres");
        Object first = Files.getAttribute(server, "unix:ino");

        EmbeddedPostgres.start(postgresDir(), cache).close();
        assertThat(Files.getAttribute(server, "unix:ino")).isEqualTo(first);

        Files.delete(onlyProgram(cache, "initdb"));
        EmbeddedPostgres.start(postgresDir(), cache).close();
        assertThat(onlyProgram(cache, "initdb")).isExecutable();

        Files.write(server, new byte[100]);
        EmbeddedPostgres.start(postgresDir(), cache).close();
        assertThat(Files.size(server)).isGreaterThan(100);
    }

    @Test
    void programsAreKeptBesideTheDataWhereTheCacheCannotBeWritten() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(postgresDir(), file.resolve("cache"))) {
            assertThat(ask(postgres, "select 1")).isEqualTo("1");
        }
        assertThat(onlyProgram(postgresDir().resolve("bin"), "postgres")).isExecutable();
    }

    @Test
    void dataOfAnotherVersionIsNamedWithWhatToDo() throws Exception {
        start().close();
        Files.writeString(postgresDir().resolve("data/PG_VERSION"), "16\n");
        EmbeddedServerException error = catchThrowableOfType(EmbeddedServerException.class, this::start);
        assertThat(error.code()).isEqualTo(Code.DATA);
        assertThat(error)
                .hasMessageContaining("initialized by PostgreSQL version 16")
                .hasMessageContaining("DATABASE_URL");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamedWithWhatToDo() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "");
        EmbeddedServerException error = catchThrowableOfType(
                EmbeddedServerException.class, () -> EmbeddedPostgres.start(file.resolve("postgres"), CACHE));
        assertThat(error.code()).isEqualTo(Code.DISK);
        assertThat(error).hasMessageContaining("--data-dir");
    }

    @Test
    void aMachineForWhichThereAreNoProgramsIsNamedWithWhatToDo() {
        for (String[] machine : new String[][] {{"Linux", "aarch64"}, {"Mac OS X", "x86_64"}}) {
            EmbeddedServerException error = catchThrowableOfType(
                    EmbeddedServerException.class, () -> PostgresBinary.refuseOtherMachines(machine[0], machine[1]));
            assertThat(error.code()).isEqualTo(Code.BINARY);
            assertThat(error)
                    .hasMessageContaining(machine[0] + " on " + machine[1])
                    .hasMessageContaining("DATABASE_URL");
        }
    }

    @Test
    void anInterruptionEndsTheMakingOfTheData() throws Exception {
        Path making = postgresDir().resolve("data.making/base");
        Path cache = EndlessInitdb.in(dir.resolve("cache"));
        assertThat(interrupted(() -> EmbeddedPostgres.start(postgresDir(), cache), starting -> Files.exists(making)))
                .isInstanceOf(EmbeddedServerException.class);
        Path data = postgresDir().toRealPath().resolve("data.making");
        assertThat(ServerProcess.await(WAIT_MS, () -> !ServerProcess.anyIn(data)))
                .isTrue();
        assertThat(postgresDir().resolve("data")).doesNotExist();
        start().close();
    }

    @Test
    void anInterruptionEndsAStartAndLeavesNoServer() throws Exception {
        start().close();
        Path lock = postgresDir().resolve("data/postmaster.pid");
        Throwable outcome = interruptedStart(() -> Files.exists(lock));
        if (outcome != null) { // else it was ready first, and closed in spite of the interruption
            assertThat(outcome).isInstanceOf(EmbeddedServerException.class).hasMessageContaining("Interrupted");
        }
        // One that did not end in order was killed, and left its lock.
        Optional<PostgresFiles.Postmaster> left =
                PostgresFiles.in(postgresDir()).postmaster();
        assertThat(left.isEmpty() || ended(left.get().pid())).isTrue();
        start().close();
    }

    @Test
    void anInterruptionOfTheWaitForAServerThatOutlivedItsNodeEndsThatServer() throws Exception {
        EmbeddedPostgres left = start();
        left.detach();
        Path lock = postgresDir().resolve("data/postmaster.pid");
        Files.writeString(lock, Files.readString(lock).replace("ready   ", "starting"));
        Throwable outcome = interrupted(this::start, EmbeddedPostgresTest::waitsForTheServer);
        assertThat(outcome).isInstanceOf(EmbeddedServerException.class).hasMessageContaining("Interrupted");
        assertThat(ended(left.pid())).isTrue();
    }

    @Test
    void aServerIsStoppedOnAThreadThatIsInterruptedAndWithoutTheProgramThatStopsIt() throws Exception {
        EmbeddedPostgres interrupted = start();
        Thread.currentThread().interrupt();
        interrupted.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ended(interrupted.pid())).isTrue();

        Path cache = dir.resolve("cache");
        EmbeddedPostgres without = EmbeddedPostgres.start(postgresDir(), cache);
        Files.delete(onlyProgram(cache, "pg_ctl"));
        without.close();
        assertThat(ended(without.pid())).isTrue();
    }

    /** What a start ends with that is interrupted as soon as something is so; null when it was ready before and is closed. */
    private Throwable interruptedStart(BooleanSupplier when) throws InterruptedException {
        return interrupted(this::start, starting -> when.getAsBoolean());
    }

    private static boolean waitsForTheServer(Thread starting) {
        return starting.getState() == Thread.State.TIMED_WAITING
                && Arrays.stream(starting.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("becomesReady"));
    }

    private static Throwable interrupted(Supplier<EmbeddedPostgres> start, Predicate<Thread> when)
            throws InterruptedException {
        AtomicReference<Throwable> outcome = new AtomicReference<>();
        Thread starting = new Thread(() -> {
            try {
                start.get().close();
            } catch (Throwable e) {
                outcome.set(e);
            }
        });
        starting.start();
        assertThat(ServerProcess.await(WAIT_MS, () -> when.test(starting))).isTrue();
        starting.interrupt();
        starting.join(WAIT_MS);
        assertThat(starting.isAlive()).isFalse();
        return outcome.get();
    }

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(postgresDir(), CACHE);
    }

    private NodeProcess startNode() throws IOException {
        NodeProcess node = NodeProcess.start("postgres", postgresDir().toString(), CACHE.toString());
        nodes.add(node);
        return node;
    }

    private Path postgresDir() {
        return dir.resolve("a folder/postgres");
    }

    private static Path onlyProgram(Path cache, String name) throws IOException {
        try (Stream<Path> files =
                Files.find(cache, 3, (file, is) -> file.getParent().endsWith("bin") && file.endsWith(name))) {
            return files.reduce((a, b) -> {
                        throw new AssertionError(a + " and " + b);
                    })
                    .orElseThrow();
        }
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection client = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = client.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(EmbeddedPostgres postgres, String question) throws SQLException {
        try (Connection client = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = client.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
