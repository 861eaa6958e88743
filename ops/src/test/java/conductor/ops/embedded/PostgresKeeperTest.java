package conductor.ops.embedded;

import static conductor.ops.embedded.NodeProcess.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import conductor.ops.embedded.EmbeddedServerException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("one-jdk")
class PostgresKeeperTest {
    private static final long WAIT_S = 60;

    @TempDir
    Path dir;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final PostgresKeeper.Listener listener = new PostgresKeeper.Listener() {
        @Override
        public void ready(String jdbcUrl) {
            heard.add(jdbcUrl);
        }

        @Override
        public void missing(String sentence) {
            heard.add(sentence);
        }
    };

    @BeforeEach
    void onlyWhereThereAreProgramsForThisMachine() {
        assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "there are programs for Linux on amd64 only");
    }

    @Test
    void aServerThatIsKilledIsStartedAgainAtTheSameUrlAndStoppedWithTheKeeper() throws Exception {
        long pid;
        try (PostgresKeeper keeper = PostgresKeeper.begin(dir, PostgresKeeperTest::start, 10, listener)) {
            String url = hear();
            assertThat(url).startsWith("jdbc:postgresql://127.0.0.1:");
            long killed = pid();
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();
            assertThat(hear()).contains("pid " + killed).contains("started again");
            assertThat(hear()).isEqualTo(url);
            pid = pid();
            assertThat(ended(pid)).isFalse();
        }
        assertThat(ended(pid)).isTrue();
    }

    @Test
    void closingWhileItStartsLeavesNoServer() throws Exception {
        Path postgres = dir.resolve("postgres");
        Path cache = EndlessInitdb.in(dir.resolve("cache"));
        try (PostgresKeeper keeper =
                PostgresKeeper.begin(postgres, folder -> EmbeddedPostgres.start(folder, cache), 10, listener)) {
            assertThat(ServerProcess.await(WAIT_S * 1_000, () -> Files.exists(postgres.resolve("data.making/base"))))
                    .isTrue();
        }
        assertThat(PostgresFiles.in(postgres).postmaster()).isEmpty();
        assertThat(postgres.resolve("data")).doesNotExist();
        assertThat(heard).isEmpty();
    }

    @Test
    void aStartThatFailsIsTriedAgainAndSaidToBe() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (PostgresKeeper keeper = PostgresKeeper.begin(
                dir,
                folder -> {
                    switch (attempts.incrementAndGet()) {
                        case 1:
                            throw new EmbeddedServerException(Code.DISK, "No space.");
                        case 2:
                            throw new IllegalStateException("as nobody expected");
                        default:
                            return start(folder);
                    }
                },
                10,
                listener)) {
            assertThat(hear()).startsWith("No space. It is tried again");
            assertThat(hear()).contains("as nobody expected").contains("It is tried again");
            assertThat(hear()).startsWith("jdbc:");
        }
    }

    @Test
    void whereThereIsNoneForThisMachineItIsSaidOnceAndNotTriedAgain() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (PostgresKeeper keeper = PostgresKeeper.begin(
                dir,
                folder -> {
                    attempts.incrementAndGet();
                    PostgresBinary.refuseOtherMachines("Linux", "riscv64");
                    return null;
                },
                1,
                listener)) {
            assertThat(hear()).contains("Linux on riscv64").doesNotContain("tried again");
            assertThat(heard.poll(200, TimeUnit.MILLISECONDS)).isNull();
        }
        assertThat(attempts).hasValue(1);
    }

    private String hear() throws InterruptedException {
        String sentence = heard.poll(WAIT_S, TimeUnit.SECONDS);
        assertThat(sentence).as("what the keeper says").isNotNull();
        return sentence;
    }

    private long pid() {
        return PostgresFiles.in(dir).postmaster().orElseThrow().pid();
    }

    private static EmbeddedPostgres start(Path folder) {
        return EmbeddedPostgres.start(
                folder, Path.of("target/postgres-programs").toAbsolutePath());
    }
}
