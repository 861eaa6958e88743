package conductor.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import conductor.gateway.json.Json;
import conductor.ops.cli.Cli;
import conductor.ops.config.NodeConfig;
import conductor.ops.config.Settings;
import conductor.ops.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conductor check} with and without a node. */
@Tag("one-jdk")
class CheckCommandTest {
    @TempDir
    Path dir;

    @Test
    void aRunningNodeIsReadyWithExitCode0AndWithoutOneItIsExitCode4WithTheCommandThatMendsIt() throws Exception {
        Settings settings = Settings.load(Playback.settings(dir), Map.of(), null);
        try (ConductorNode node = ConductorNode.start(NodeConfig.bind(settings), settings)) {
            Await.until("READY", () -> check().exitCode() == 0);

            Map<String, Object> ready = Json.read(check("-o", "json").out());
            assertThat(ready).containsEntry("verdict", "READY").containsEntry("failing", List.of());
            assertThat(checks(ready))
                    .containsEntry("journal", "PASS")
                    .containsEntry("node", "PASS")
                    .containsEntry("sessions", "SKIPPED");
        }

        Cli stopped = check();
        assertThat(stopped.exitCode()).isEqualTo(4);
        assertThat(stopped.out())
                .containsPattern("(?m)^journal +PASS +The journal of engine 5e1f09c2 can be read\\.$")
                .containsPattern("(?m)^node +FAIL +No node is running")
                .containsPattern("(?m)^ +mend: +\\S+ run --data-dir ")
                .endsWith("NOT_READY\n");
    }

    @Test
    void aJournalThatCannotBeReadIsFoundAndWrongUseIsExitCode2() throws IOException {
        Settings settings = Settings.load(Playback.settings(dir), Map.of(), null);
        ConductorNode.start(NodeConfig.bind(settings), settings).close();
        damageTheFirstRecord();

        Map<String, Object> found = Json.read(check("-o", "json").out());

        assertThat(found).containsEntry("failing", List.of("journal", "node"));
        assertThat(check("--unknown").exitCode()).isEqualTo(2);
    }

    @Test
    void missingMigrationsAreExitCode3AndFixRunsThem() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dir.resolve("server"))) {
            String url = postgres.jdbcUrl();
            Files.writeString(dir.resolve(".env"), "CONDUCTOR_DATABASE_URL='" + url + "'\n");

            Cli missing = check();
            Cli fixed = check("--fix", "-o", "json");

            assertThat(missing.exitCode()).as(missing.out() + missing.err()).isEqualTo(3);
            assertThat(missing.out())
                    .containsPattern("(?m)^schema +FAIL +\\d+ of \\d+ migrations are missing")
                    .contains(" db migrate ")
                    .endsWith("NEEDS_DATABASE_MIGRATION\n")
                    .doesNotContain(url.substring(url.indexOf("password=") + "password=".length()));
            assertThat(fixed.exitCode()).isEqualTo(4);
            assertThat(Json.read(fixed.out())).containsEntry("failing", List.of("node"));
            assertThat(checks(Json.read(fixed.out()))).containsEntry("schema", "PASS");
        }
    }

    @Test
    void nothingIsMissingAfterGoingBackToAnEarlierVersion() throws IOException, SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dir.resolve("server"))) {
            Files.writeString(dir.resolve(".env"), "CONDUCTOR_DATABASE_URL='" + postgres.jdbcUrl() + "'\n");
            check("--fix");
            try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO conductor_schema_core SELECT 1000, '99', 'of a later version', type,"
                        + " 'V99__later.sql', checksum, installed_by, installed_on, execution_time, success"
                        + " FROM conductor_schema_core WHERE version = '1'");
            }
            assertThat(checks(Json.read(check("-o", "json").out()))).containsEntry("schema", "PASS");
        }
    }

    @Test
    void anotherNodeOnThePortOfOneThatWasKilledIsNotTakenForIt() throws Exception {
        Settings settings = Settings.load(Playback.settings(dir), Map.of(), null);
        try (ConductorNode node = ConductorNode.start(NodeConfig.bind(settings), settings)) {
            Await.until("READY", () -> check().exitCode() == 0);
            NodeFile left = node.file();
            new NodeFile(
                            left.pid() + 1,
                            left.httpHost(),
                            left.httpPort(),
                            left.redisUri(),
                            null,
                            "2026-03-02T10:15:30.000Z",
                            "00000001")
                    .write(dir);

            Cli check = check();
            Cli status = Cli.run("status", "--data-dir", dir.toString());

            assertThat(check.exitCode()).as(check.out()).isEqualTo(4);
            assertThat(check.out())
                    .containsPattern("(?m)^node +FAIL +No node is running: another one \\(pid \\d+\\) answers");
            assertThat(status.exitCode()).isEqualTo(3);
            assertThat(status.err()).contains("another one (pid ");
        }
    }

    @Test
    void whatIsNoNodeIsNotReadyWhateverItAnswers() throws Exception {
        AtomicInteger code = new AtomicInteger(500);
        HttpServer other = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        other.createContext("/", exchange -> {
            byte[] body = "{\"status\":\"fine\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code.get(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        other.start();
        try {
            int port = other.getAddress().getPort();
            new NodeFile(1, "127.0.0.1", port, "redis://node:3", null, "2026-03-02T10:15:30.000Z", "00000001")
                    .write(dir);
            assertThat(check().out()).contains("answers 500").endsWith("NOT_READY\n");
            code.set(200);
            assertThat(check().out()).contains("is no node").endsWith("NOT_READY\n");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void whatCannotBeReadIsExitCode4AndAFinding() throws IOException {
        Files.writeString(dir.resolve("node.json"), "{\"pid\":1}");
        Path journal = Files.createDirectory(dir.resolve("journal"));
        Files.createSymbolicLink(journal.resolve("signals"), journal.resolve("signals"));

        Cli check = check();

        assertThat(check.exitCode()).as(check.err()).isEqualTo(4);
        assertThat(check.out())
                .containsPattern("(?m)^node +FAIL +node.json in .* cannot be read")
                .containsPattern("(?m)^journal +FAIL +.* cannot be looked into");
        assertThat(Cli.run("status", "--data-dir", dir.toString()).err()).contains("not known whether a node runs");
    }

    @Test
    void aDatabaseThatIsSwitchedOffIsNotLookedAt() throws IOException {
        Files.writeString(
                dir.resolve(".env"),
                "CONDUCTOR_DB_ENABLED=false\nCONDUCTOR_DATABASE_URL=postgres://u:p@127.0.0.1:1/x\n");

        assertThat(check("--fix").out()).containsPattern("(?m)^schema +SKIPPED +.*db.enabled is off");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> checks(Map<String, Object> readiness) {
        return (Map<String, Object>) readiness.get("checks");
    }

    /** The first record is the configuration of the engine as text. */
    private void damageTheFirstRecord() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("journal").resolve("signals"))) {
            Path file = files.filter(path -> path.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                byte[] start = new byte[1 << 20];
                int length = bytes.read(start);
                int at = new String(start, 0, length, StandardCharsets.ISO_8859_1).indexOf("engine.sessions-max");
                assertThat(at).isPositive();
                bytes.seek(at);
                bytes.write(start[at] ^ 1);
            }
        }
    }

    private Cli check(String... options) {
        String[] words = new String[options.length + 3];
        System.arraycopy(options, 0, words, 3, options.length);
        words[0] = "check";
        words[1] = "--data-dir";
        words[2] = dir.toString();
        return Cli.run(words);
    }
}
