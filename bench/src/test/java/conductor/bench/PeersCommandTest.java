package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.bench.peers.SignalFile;
import conductor.gateway.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command itself, with so little to do that its figures mean nothing. */
@Tag("one-jdk")
class PeersCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter errors = new StringWriter();

    @Test
    void signalsAreMadeKeptAndMeasuredInProcessesOfTheirOwn() throws IOException {
        String file = folder.resolve("signals").toString();
        assertThat(command().execute("--save", file, "--sessions", "30", "--count", "20000"))
                .as(errors.toString())
                .isZero();
        assertThat(SignalFile.open(Path.of(file)).size()).isEqualTo(20_000);
        String copy = folder.resolve("copy").toString();
        Map<String, Object> all = Json.read(printed(
                "--signals",
                file,
                "--save",
                copy,
                "--engines",
                "conductor,plain",
                "--runs",
                "1",
                "--heap",
                "256m",
                "-o",
                "json"));
        assertThat(all)
                .containsEntry("checks_agree", true)
                .containsEntry("sessions", 30L)
                .containsEntry("signals", 20_000L)
                .containsEntry("engine", "conductor");
        assertThat((Double) all.get("ratio_to_plain")).isPositive();
        assertThat((List<?>) all.get("engines")).hasSize(2);
        assertThat(Path.of(copy)).hasSameBinaryContentAs(Path.of(file));
    }

    @Test
    void anUnknownEngineIsRefused() {
        assertThat(command().execute("--engines", "conductor,storm")).isEqualTo(2);
        assertThat(errors.toString()).contains("storm").contains("flink");
    }

    @Test
    void aFileThatIsNoneIsRefused() {
        assertThat(command().execute("--signals", folder.resolve("none").toString()))
                .isEqualTo(1);
    }

    private String printed(String... arguments) {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(command().execute(arguments)).as(errors.toString()).isZero();
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private CommandLine command() {
        return new CommandLine(new PeersCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(errors, true));
    }
}
