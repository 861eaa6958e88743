package conductor.bench.build;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.journal.KillPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of kill points is that of the places in the code, and is documented. */
class KillPointNamesTest {
    private static final Pattern PASSED = Pattern.compile("KillPoint\\.([A-Z_]+)\\.pass\\(\\)");

    @Test
    void everyPointIsPassedAtOnePlaceOfTheCode() throws IOException {
        Map<String, Integer> places = new TreeMap<>();
        for (String module : new String[] {"engine", "journal", "gateway", "ops"}) {
            try (Stream<Path> files =
                    Files.walk(ProjectFolder.ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    Matcher passed = PASSED.matcher(Files.readString(file));
                    while (passed.find()) {
                        places.merge(passed.group(1), 1, Integer::sum);
                    }
                }
            }
        }

        Map<String, Integer> once = new TreeMap<>();
        for (KillPoint point : KillPoint.values()) {
            once.put(point.name(), 1);
        }
        assertThat(places).isEqualTo(once);
    }

    @Test
    void everyPointIsInTheReadme() throws IOException {
        String readme = Files.readString(ProjectFolder.ROOT.resolve("bench/README.md"));

        assertThat(KillPoint.values()).allSatisfy(point -> assertThat(readme).contains("`" + point.text() + "`"));
    }
}
