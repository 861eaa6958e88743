package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The benchmark itself, with so little to do that its figures mean nothing. */
@Tag("one-jdk")
class PartsCommandTest {
    private static final String[] LITTLE = {"--iterations", "1", "--time-ms", "10", "--keys", "1000"};

    @Test
    void aPartIsMeasuredInAProcessOfItsOwn() throws IOException {
        List<Map<String, Object>> parts = measured("codec");

        assertThat(parts).extracting(part -> part.get("operation")).containsExactlyInAnyOrder("encode", "decode");
        assertThat(parts)
                .allSatisfy(part -> assertThat((Double) part.get("best_ns"))
                        .isPositive()
                        .isLessThanOrEqualTo((Double) part.get("ns")));
    }

    @Test
    @Tag("slow")
    void everyPartCanBeMeasured() throws IOException {
        assertThat(measured())
                .extracting(part -> part.get("part"))
                .contains("ring", "codec", "journal", "stages", "tick", "score", "json", "hash");
    }

    @Test
    void anUnknownPartIsRefused() {
        assertThat(Commands.refused(new PartsCommand(), "gearbox")).contains("gearbox");
    }

    private static List<Map<String, Object>> measured(String... names) throws IOException {
        String[] all = new String[names.length + LITTLE.length];
        System.arraycopy(names, 0, all, 0, names.length);
        System.arraycopy(LITTLE, 0, all, names.length, LITTLE.length);
        @SuppressWarnings("unchecked") // A list of objects by the command's own description.
        List<Map<String, Object>> parts = (List<Map<String, Object>>)
                Commands.json(new PartsCommand(), all).get("parts");
        return parts;
    }
}
