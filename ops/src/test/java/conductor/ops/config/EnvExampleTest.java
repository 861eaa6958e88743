package conductor.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvExampleTest {
    @TempDir
    Path dir;

    @Test
    void theFileInTheProjectsRootIsWhatTheCommandPrintsNow() throws IOException {
        assertThat(Files.readString(Path.of("..", ".env.example")))
                .as("make it again: ./conductor config env-example > .env.example")
                .isEqualTo(EnvExample.text());
    }

    @Test
    void withEveryLineTurnedOnItSetsEverySettingToItsDefault() throws IOException {
        String on = EnvExample.text()
                .lines()
                .map(line -> line.replaceFirst("^#(?=[A-Z_]+=)", ""))
                .filter(line -> !line.startsWith("CONDUCTOR_DATA_DIR=") && !line.startsWith("CONDUCTOR_LOG_LEVEL="))
                .collect(Collectors.joining("\n"));
        Files.writeString(dir.resolve(".env"), on);

        Map<String, String> flags = Map.of("data-dir", dir.toString());
        Settings settings = Settings.load(flags, Map.of(), null);
        Files.delete(dir.resolve(".env"));

        assertThat(settings.warnings()).isEmpty();
        assertThat(NodeConfig.bind(settings)).isEqualTo(NodeConfig.bind(Settings.load(flags, Map.of(), null)));
        settings.entries()
                .forEach(entry -> assertThat(entry.isDefault())
                        .as(entry.key())
                        .isEqualTo(entry.defaultValue().isEmpty()));
    }

    @Test
    void namesThatOthersUseAreMentionedBesideOurs() {
        List<String> lines = EnvExample.text().lines().collect(Collectors.toList());

        assertThat(lines.get(lines.indexOf("#CONDUCTOR_HTTP_PORT=8003") - 1)).isEqualTo("# Also PORT.");
    }
}
