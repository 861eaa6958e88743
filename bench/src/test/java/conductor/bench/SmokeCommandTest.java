package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.gateway.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The benchmark itself, with so little to do that its figures mean nothing. */
class SmokeCommandTest {
    private static final String[] LITTLE = {
        "--sessions", "40", "--warm-up", "3000", "--signals", "2000", "--rounds", "2", "-o", "json"
    };

    private final StringWriter errors = new StringWriter();

    @Test
    void oneThreadIsMeasuredBesideItsFloors() throws IOException {
        Map<String, Object> run = measured();
        assertThat((Long) run.get("signals_per_s")).isPositive();
        assertThat((Long) run.get("signals_per_cpu_s")).isPositive();
        assertThat(run).doesNotContainKey("ratio_to_fused");
    }

    @Test
    void oneThreadAStageIsMeasuredBesideOneThreadForAll() throws IOException {
        Map<String, Object> run = measured("--layout", "chained", "--force");
        assertThat(run).containsEntry("layout", "chained");
        assertThat((Double) run.get("ratio_to_fused")).isPositive();
        assertThat((Long) run.get("signals_per_cpu_s")).isPositive();
    }

    @Test
    void anUnknownLayoutIsRefused() {
        assertThat(command().execute("--layout", "woven")).isEqualTo(2);
        assertThat(errors.toString()).contains("woven");
    }

    private Map<String, Object> measured(String... further) throws IOException {
        String[] arguments = new String[LITTLE.length + further.length];
        System.arraycopy(LITTLE, 0, arguments, 0, LITTLE.length);
        System.arraycopy(further, 0, arguments, LITTLE.length, further.length);
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(command().execute(arguments)).as(errors.toString()).isZero();
        } finally {
            System.setOut(out);
        }
        Object runs = Json.read(printed.toString(StandardCharsets.UTF_8)).get("runs");
        @SuppressWarnings("unchecked") // A list of objects by the command's own description.
        Map<String, Object> only = (Map<String, Object>) ((List<?>) runs).get(0);
        return only;
    }

    private CommandLine command() {
        return new CommandLine(new SmokeCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(errors, true));
    }
}
