package conductor.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCheckTest {
    @TempDir
    Path dir;

    @Test
    void usableSettingsAreExitCode0() throws IOException {
        Cli run = Cli.run("config", "check", "--data-dir", dir.toString(), "--clock", "stream", "-o", "json");

        assertThat(run.exitCode()).isZero();
        assertThat(Json.read(run.out()))
                .containsEntry("ok", true)
                .containsEntry("not_default", 2L)
                .containsEntry("errors", List.of());
    }

    @Test
    void thatNoDayGoesWithoutTheShadowIsANoteAndNoError() {
        Cli without = Cli.run("config", "check", "--data-dir", dir.toString(), "--journal-shadow", "false");
        Cli nothingGoes = Cli.run(
                "config",
                "check",
                "--data-dir",
                dir.toString(),
                "--journal-shadow",
                "false",
                "--journal-keep-days",
                "0");

        assertThat(without.exitCode()).isZero();
        assertThat(without.out()).contains("usable", "journal.keep-days = 7 removes nothing", "keep-days = 0");
        assertThat(nothingGoes.exitCode()).isZero();
        assertThat(nothingGoes.out()).doesNotContain("keep-days");
    }

    @Test
    void everyErrorOfEveryLayerIsListedWithItsOriginAndExitCode2() throws IOException {
        Path file = Files.writeString(dir.resolve("c.conf"), "clok = redis\nengine { ring-sise = 1, wait = busy }\n");
        Path dotEnv = Files.writeString(dir.resolve(".env"), "CONDUCTOR_HTTP_PORT=70000\nCONDUCTOR_EGRES=live\n");

        Cli run = Cli.run(
                "config",
                "check",
                "--data-dir",
                dir.toString(),
                "--config",
                file.toString(),
                "--clock",
                "wall",
                "--redis-url",
                "http://u:secret@h");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out().lines().toList())
                .hasSize(7)
                .anySatisfy(line -> assertThat(line).contains("clok (from " + file + ":1)", "mean clock?"))
                .anySatisfy(line -> assertThat(line).contains("engine.ring-sise", "mean engine.ring-size?"))
                .anySatisfy(
                        line -> assertThat(line).contains("engine.wait = busy (from " + file + ":2) must be one of"))
                .anySatisfy(line -> assertThat(line)
                        .contains("http.port = 70000 (from env CONDUCTOR_HTTP_PORT in " + dotEnv + ":1)"))
                .anySatisfy(line -> assertThat(line)
                        .contains("CONDUCTOR_EGRES in " + dotEnv + ":2 is no setting", "CONDUCTOR_EGRESS?"))
                .anySatisfy(line -> assertThat(line).contains("clock = wall (from flag --clock)"))
                .anySatisfy(line -> assertThat(line).contains("redis.url = http://***@h (from flag --redis-url)"));
    }

    @Test
    void envExamplePrintsALineForEverySetting() {
        Cli run = Cli.run("config", "env-example");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("#CONDUCTOR_ENGINE_RING_SIZE=4096", "#CONDUCTOR_REDIS_URL=\n");
    }
}
