package conductor.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import conductor.testkit.HelpTexts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fly",
                "status --colour",
                "config",
                "config show --http-port",
                "version -o xml",
                "feed x.csv --speed abc",
                "journal replay --until -5",
                "approve",
                "mode ses_1 LOUD",
                "trigger ses_1 DANCE",
                "settings --expected-version one evt_1"
            })
    void aWrongCommandLineIsExitCode2AndSaysWhatIsWrong(String line) {
        Cli run = Cli.run(line.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("Help: conductor").doesNotContain("Usage:");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "settings evt_1",
                "settings evt_1 agent_mode",
                "settings evt_1 agent_mode=AUTO --reset",
                "trigger ses_1 POLL --content {\"question\""
            })
    void aCommandThatAsksForNothingThatCanBeSentIsExitCode2(String line) {
        Cli run = Cli.run((line + " --data-dir " + dir).split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void aNodeIsTheSameCommandWithoutTheOthers() {
        assertThat(Main.nodeOnly().getSubcommands().get("run").getUsageMessage())
                .isEqualTo(Main.commandLine().getSubcommands().get("run").getUsageMessage());
    }

    @Test
    void aMistypedCommandIsAnsweredWithTheNearestOne() {
        assertThat(Cli.run("statsu").err()).contains("status");
    }

    @Test
    void helpListsTheCommandsAndIsExitCode0() {
        Cli run = Cli.run("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("status", "config", "bench", "version");
    }

    @Test
    void versionPrintsOneJsonObject() throws IOException {
        Cli run = Cli.run("version", "-o", "json");

        assertThat(run.exitCode()).isZero();
        assertThat(Json.read(run.out())).containsKeys("version", "logic_version", "record_schema", "java");
        assertThat(Json.read(run.out()).get("version").toString()).matches("\\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void statusWithoutANodeIsExitCode3AndSaysHowToStartOne() {
        Cli run = Cli.run("status", "--data-dir", dir.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_REACHABLE);
        assertThat(run.err()).contains("No node is running", "conductor run --data-dir " + dir);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void statusOfANodeThatDiedWithoutRemovingItsFileIsExitCode3() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(
                dir.resolve("node.json"),
                Json.write(Map.of(
                        "pid",
                        1,
                        "http_host",
                        "127.0.0.1",
                        "http_port",
                        port,
                        "redis",
                        "redis://127.0.0.1:1",
                        "started_at",
                        "2026-01-01T00:00:00.000Z",
                        "engine",
                        "5e1f09c2")));

        Cli run = Cli.run("status", "-o", "json", "--data-dir", dir.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_REACHABLE);
        assertThat(run.err()).contains("nothing answers at http://127.0.0.1:" + port);
    }

    @Test
    void globalOptionsMayStandBeforeTheCommand() {
        Cli before = Cli.run("--data-dir", dir.toString(), "-o=json", "status");
        Cli after = Cli.run("status", "--data-dir", dir.toString(), "-o=json");

        assertThat(before).isEqualTo(after);
        assertThat(before.err()).contains(dir.toString());
        assertThat(Cli.run("--data-dir").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void configShowPrintsEveryValueWithItsOriginAndHidesSecrets() throws IOException {
        Cli run = Cli.run(
                "config",
                "show",
                "-o",
                "json",
                "--redis-url",
                "redis://u:secret@h:1",
                "--journal-hash-key",
                "00112233445566778899aabbccddeeff",
                "--data-dir",
                dir.toString());

        assertThat(run.exitCode()).isZero();
        Map<?, ?> settings = (Map<?, ?>) Json.read(run.out()).get("settings");
        assertThat(settings.get("redis.url"))
                .isEqualTo(Map.of("value", "redis://***@h:1", "origin", "flag --redis-url"));
        assertThat(settings.get("journal.hash-key"))
                .isEqualTo(Map.of("value", "***", "origin", "flag --journal-hash-key"));
        assertThat(settings.get("data-dir")).isEqualTo(Map.of("value", dir.toString(), "origin", "flag --data-dir"));
        assertThat(settings.get("engine.ring-size")).isEqualTo(Map.of("value", "4096", "origin", "default"));
    }

    @Test
    void aWrongSettingIsExitCode2() {
        Cli run = Cli.run("config", "show", "--clock", "wall");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("clock = wall (from flag --clock) must be one of redis, stream");
    }

    @Test
    void aFileWhereTheDataFolderShouldBeIsExitCode2ForEveryCommand() throws IOException {
        String file = Files.writeString(dir.resolve("file"), "").toString();

        for (String command : List.of("run", "status", "journal ls", "journal verify")) {
            Cli run = Cli.run((command + " --data-dir " + file).split(" "));
            assertThat(run.exitCode()).as(command).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("data-dir = " + file + " (from flag --data-dir) must be a folder");
        }
    }

    @Test
    void anUnknownKeyInTheConfigurationFileIsExitCode2() throws IOException {
        Path file = Files.writeString(dir.resolve("conductor.conf"), "clok = redis\n");

        Cli run = Cli.run("config", "show", "--config", file.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("Did you mean clock?");
    }

    @Test
    void benchWithoutTheBenchModuleSaysWhatIsMissing() {
        Cli run = Cli.run("bench", "ring", "-o", "json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err()).contains("benchmarks are not on the class path");
    }

    @Test
    void everyHelpTextIsWhole() {
        assertThat(HelpTexts.problems(Main.commandLine())).isEmpty();
    }
}
