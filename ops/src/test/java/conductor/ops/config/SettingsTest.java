package conductor.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conductor.engine.core.EngineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path dir;

    @Test
    void shippedDefaultsAreTheEnginesDefaults() {
        NodeConfig config = NodeConfig.bind(Settings.defaults());

        assertThat(config.engineDefaults()).isEqualTo(EngineConfig.defaults(0));
        assertThat(config.engineConfig(0x5e1f09c2).engineName()).isEqualTo("5e1f09c2");
        assertThat(config.ringSize()).isEqualTo(4096);
        assertThat(config.redis().url()).isEmpty();
        assertThat(config.http()).isEqualTo(new NodeConfig.Http("127.0.0.1", 8003));
    }

    @Test
    void everySettingHasAHelpTextAndAnEnvironmentVariableOfItsOwnName() {
        for (Settings.Entry entry : Settings.defaults().entries()) {
            String sample = entry.key().equals("journal.hash-key") ? "ab".repeat(16) : "sample";
            Settings set = Settings.load(Map.of(), Map.of(Settings.variableOf(entry.key()), sample), null);

            assertThat(entry.help()).as(entry.key()).isNotBlank();
            assertThat(set.entry(entry.key()).value()).as(entry.key()).isEqualTo(sample);
            assertThat(set.entry(entry.key()).origin()).isEqualTo("env " + Settings.variableOf(entry.key()));
        }
    }

    @Test
    void aFlagWinsOverTheEnvironmentWhichWinsOverTheFileWhichWinsOverTheDefault() throws IOException {
        Path file = write("engine.ring-size = 128\nclock = stream\nhttp { port = 1 }\n");
        Map<String, String> environment = Map.of("CONDUCTOR_ENGINE_RING_SIZE", "256", "CONDUCTOR_CLOCK", "redis");

        Settings settings = Settings.load(Map.of("engine.ring-size", "512"), environment, file);

        assertThat(settings.entry("engine.ring-size").value()).isEqualTo("512");
        assertThat(settings.entry("engine.ring-size").origin()).isEqualTo("flag --engine-ring-size");
        assertThat(settings.entry("clock").value()).isEqualTo("redis");
        assertThat(settings.entry("clock").origin()).isEqualTo("env CONDUCTOR_CLOCK");
        assertThat(settings.entry("http.port").value()).isEqualTo("1");
        assertThat(settings.entry("http.port").origin()).isEqualTo(file + ":3");
        assertThat(settings.entry("egress").isDefault()).isTrue();
    }

    @Test
    void theCommonNamesRedisUrlAndPortWorkAndOurOwnNamesWinOverThem() {
        Settings common = Settings.load(Map.of(), Map.of("REDIS_URL", "redis://a:1", "PORT", "7"), null);
        Settings both = Settings.load(Map.of(), Map.of("PORT", "7", "CONDUCTOR_HTTP_PORT", "8"), null);

        assertThat(NodeConfig.bind(common).redis().url()).contains("redis://a:1");
        assertThat(common.entry("http.port").origin()).isEqualTo("env PORT");
        assertThat(both.entry("http.port").value()).isEqualTo("8");
    }

    @Test
    void anEmptyEnvironmentVariableCountsAsNotSet() {
        assertThat(Settings.load(Map.of(), Map.of("PORT", ""), null)
                        .entry("http.port")
                        .value())
                .isEqualTo("8003");
    }

    @Test
    void anEmptyVariableThatWouldSeemToForbidInterventionsIsAnErrorThatSaysHow() throws IOException {
        String name = "CONDUCTOR_DECISIONING_DEFAULT_ALLOWED_INTERVENTIONS";
        Files.writeString(dir.resolve(".env"), name + "=\n");
        Map<String, String> inDotEnv = Map.of("data-dir", dir.toString());

        assertThatThrownBy(() -> Settings.load(Map.of(), Map.of(name, " "), null))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining("env " + name + " is empty")
                .hasMessageContaining("Write none");
        assertThatThrownBy(() -> Settings.load(inDotEnv, Map.of(), null)).hasMessageContaining(".env:1 is empty");
        assertThat(Settings.load(inDotEnv, Map.of(name, "POLL"), null)
                        .entry("decisioning.default.allowed-interventions")
                        .value())
                .isEqualTo("POLL");
    }

    @Test
    void aValueWhereASectionBelongsIsAnErrorThatNamesItsMembers() throws IOException {
        Path file = write("redis = \"redis://u:secret@prod:6379\"\nhttp = 9000\nclock { at = 1 }\n");

        assertThatThrownBy(() -> Settings.load(Map.of(), Map.of(), file))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining("redis (from " + file + ":1) is a section")
                .hasMessageContaining("it holds redis.look-ups, redis.start-at, redis.url")
                .hasMessageContaining("http (from " + file + ":2) is a section")
                .hasMessageContaining("clock.at (from " + file + ":3) is no setting")
                .hasMessageNotContaining("secret");
    }

    @Test
    void wordsThatTheLogsDoNotKnowAreErrorsAndSoAreThoseOfTheDataFolder() throws IOException {
        Files.writeString(dir.resolve(".env"), "CONDUCTOR_LOG_FORMAT=json\nCONDUCTOR_LOG_LEVEL=DEBUG\n");

        assertThatThrownBy(() -> Settings.load(
                        Map.of(), Map.of("CONDUCTOR_LOG_FORMAT", "jsn", "CONDUCTOR_LOG_LEVEL", "verbose"), null))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining("env CONDUCTOR_LOG_FORMAT is jsn; it must be one of text, json")
                .hasMessageContaining("env CONDUCTOR_LOG_LEVEL is verbose; it must be one of TRACE, DEBUG");
        assertThatThrownBy(() -> Settings.load(Map.of("data-dir", dir.toString()), Map.of(), null))
                .hasMessageContaining("env CONDUCTOR_LOG_FORMAT in " + dir.resolve(".env") + ":1 has no effect there")
                .hasMessageContaining("env CONDUCTOR_LOG_LEVEL in " + dir.resolve(".env") + ":2 has no effect there");
    }

    @Test
    void anUnknownKeyIsAnErrorThatNamesItsLineAndTheNearestKey() throws IOException {
        Path file = write("clock = redis\nengine.ring-sise = 128\n");

        assertThatThrownBy(() -> Settings.load(Map.of(), Map.of(), file))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining("engine.ring-sise (from " + file + ":2)")
                .hasMessageContaining("Did you mean engine.ring-size?");
    }

    @Test
    void anEnvironmentVariableThatNamesNoSettingIsWarnedAbout() {
        Map<String, String> environment =
                Map.of("CONDUCTOR_ENGINE_WIAT", "spin", "CONDUCTOR_JAVA_OPTS", "-Xmx1g", "CONDUCTOR_LOG_LEVEL", "INFO");
        Settings settings = Settings.load(Map.of(), environment, null);

        assertThat(settings.warnings())
                .singleElement()
                .asString()
                .contains("CONDUCTOR_ENGINE_WIAT", "Did you mean CONDUCTOR_ENGINE_WAIT?");
    }

    @Test
    void aFileThatIsMissingOrNotValidIsAConfigurationError() throws IOException {
        Path broken = write("engine { ring-size = \n");

        assertThatThrownBy(() -> Settings.load(Map.of(), Map.of(), dir.resolve("none.conf")))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining("none.conf");
        assertThatThrownBy(() -> Settings.load(Map.of(), Map.of("CONDUCTOR_CONFIG_FILE", broken.toString()), null))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining("is not valid");
    }

    @Test
    void aDotEnvFileInTheDataFolderIsUnderTheEnvironmentAndOverTheFile() throws IOException {
        Path file = write("http.port = 1\nclock = stream\n");
        Path dotEnv = Files.writeString(dir.resolve(".env"), "CONDUCTOR_HTTP_PORT=2\nREDIS_URL=redis://dot:1\n");
        Map<String, String> flags = Map.of("data-dir", dir.toString());

        Settings settings = Settings.load(flags, Map.of("REDIS_URL", "redis://process:1"), file);

        assertThat(settings.entry("http.port").value()).isEqualTo("2");
        assertThat(settings.entry("http.port").origin()).isEqualTo("env CONDUCTOR_HTTP_PORT in " + dotEnv + ":1");
        assertThat(settings.entry("redis.url").value()).isEqualTo("redis://process:1");
        assertThat(settings.entry("clock").value()).isEqualTo("stream");
    }

    @Test
    void aSecretComesFromTheFileThatItsVariableWithFileNamesAndTheOriginSaysSo() throws IOException {
        Path secret = Files.writeString(dir.resolve("key"), "ab".repeat(16) + "\n");
        Map<String, String> environment = Map.of("CONDUCTOR_JOURNAL_HASH_KEY_FILE", secret.toString());

        Settings settings = Settings.load(Map.of(), environment, null);

        assertThat(NodeConfig.bind(settings).hashKey()).contains("ab".repeat(16));
        assertThat(settings.entry("journal.hash-key").origin())
                .isEqualTo("env CONDUCTOR_JOURNAL_HASH_KEY_FILE, " + secret);
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void everyWrongSettingIsNamedAtOnce() {
        Settings settings = Settings.load(Map.of("clock", "wall", "http.port", "x", "engine.id", "z"), Map.of(), null);

        assertThatThrownBy(() -> NodeConfig.bind(settings))
                .isInstanceOfSatisfying(
                        ConfigError.class,
                        error -> assertThat(error.problems())
                                .hasSize(3)
                                .anyMatch(problem -> problem.startsWith("clock = wall"))
                                .anyMatch(problem -> problem.startsWith("http.port = x"))
                                .anyMatch(problem -> problem.startsWith("engine.id = z")));
    }

    @Test
    void whatAnOrchestratorSetsForAServiceOfOurNameIsNoMistake() {
        Map<String, String> environment = Map.of(
                "CONDUCTOR_PORT", "tcp://10.0.0.1:8003",
                "CONDUCTOR_PORT_8003_TCP_ADDR", "10.0.0.1",
                "CONDUCTOR_SERVICE_HOST", "10.0.0.1",
                "CONDUCTOR_SERVICE_PORT_HTTP", "8003");

        assertThat(Settings.load(Map.of(), environment, null).warnings()).isEmpty();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(dir.resolve("conductor.conf"), text);
    }
}
