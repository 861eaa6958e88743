package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One journal, one state: on both JDKs, interpreted and compiled by either compiler, in both layouts, from everywhere. */
@Tag("slow")
@Tag("one-jdk")
class DeterminismTest {
    private static final List<Integer> JDKS = List.of(17, 25);
    private static final Map<String, List<String>> MODES = new LinkedHashMap<>();

    static {
        MODES.put("default", List.of());
        MODES.put("C1 only", List.of("-XX:TieredStopAtLevel=1"));
        MODES.put("C2 only", List.of("-XX:-TieredCompilation"));
        MODES.put("interpreted", List.of("-Xint"));
    }

    @TempDir
    Path temporary;

    @Test
    void everyVirtualMachineComesToTheSame() throws IOException {
        Map<String, List<String>> said = new LinkedHashMap<>();
        for (int version : JDKS) {
            Path javaHome = jdk(version);
            for (Map.Entry<String, List<String>> mode : MODES.entrySet()) {
                String name = "JDK " + version + ", " + mode.getKey();
                Path folder = Files.createTempDirectory(temporary, "jvm");
                String out = ChildJvm.run(javaHome, DeterminismMain.class, mode.getValue(), folder.toString());
                said.put(name, results(name, out));
            }
        }
        List<String> first = said.values().iterator().next();
        List<String> lives =
                first.stream().filter(line -> line.startsWith("= live")).toList();
        assertThat(lives).hasSize(4);
        assertThat(lives.subList(0, 2)).as("the fused layout").isEqualTo(lives.subList(2, 4));
        assertThat(first).anyMatch(line -> line.contains(".snapshot: "));
        said.forEach((name, lines) -> assertThat(lines).as(name).isEqualTo(first));
        System.out.println(String.join(", ", said.keySet()) + " all say:");
        first.forEach(System.out::println);
    }

    private static List<String> results(String name, String out) {
        List<String> lines = out.lines().filter(line -> line.startsWith("= ")).toList();
        assertThat(lines).as(name + " said " + out).hasSizeGreaterThan(4);
        assertThat(lines.stream().filter(line -> line.contains(" problem: ")))
                .as(name)
                .allMatch(line -> line.endsWith(" problem: null"));
        return lines;
    }

    /** Where a JDK is missing, that is said aloud, and is an error when {@code CONDUCTOR_CI} is 1. */
    private static Path jdk(int version) throws IOException {
        Process finder = new ProcessBuilder("bash", "../ops/jvm/find-jdk", String.valueOf(version)).start();
        try (BufferedReader out = finder.inputReader()) {
            String home = out.lines().collect(Collectors.joining());
            if (!home.isEmpty()) {
                return Path.of(home);
            }
        }
        String missing =
                "NOT TESTED: that JDK " + version + " comes to the same states; there is none on this machine.";
        if ("1".equals(System.getenv("CONDUCTOR_CI"))) {
            throw new IllegalStateException(missing);
        }
        System.err.println(missing);
        Assumptions.abort(missing);
        return null;
    }
}
