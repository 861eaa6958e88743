package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import conductor.gateway.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SinkCommandTest {
    @Test
    void bothWaysAreMeasuredOnBothTablesAndTheRatioIsTheirs() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        int code;
        try {
            code = new CommandLine(new BenchMain())
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .execute("sink", "--rows", "3000", "--batch", "1000", "--rounds", "1", "-o", "json");
        } finally {
            System.setOut(before);
        }
        assertThat(code).isZero();
        String text = printed.toString(StandardCharsets.UTF_8);
        Map<String, Object> result = Json.read(text.substring(text.indexOf("{\"bench\"")));
        List<?> runs = (List<?>) result.get("runs");
        assertThat(runs).hasSize(2);
        for (Object each : runs) {
            Map<?, ?> run = (Map<?, ?>) each;
            double copy = ((Number) run.get("copy_rows_per_s")).doubleValue();
            double insert = ((Number) run.get("batched_insert_rows_per_s")).doubleValue();
            // Both are rounded to whole rows, which is much where a busy machine writes few.
            double rounding = 0.5 / insert * (1 + copy / insert);
            assertThat(((Number) run.get("ratio_to_batched_inserts")).doubleValue())
                    .isCloseTo(copy / insert, within(0.01 + rounding));
        }
        assertThat(result.get("ratio_to_batched_inserts"))
                .isEqualTo(((Map<?, ?>) runs.get(0)).get("ratio_to_batched_inserts"));
    }
}
