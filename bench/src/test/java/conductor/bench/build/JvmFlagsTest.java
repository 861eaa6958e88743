package conductor.bench.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JvmFlagsTest {
    @Test
    void theTestsRunWithTheFlagsOfTheProduct() throws IOException {
        List<String> given = ManagementFactory.getRuntimeMXBean().getInputArguments();

        assertThat(given).containsAll(ProjectFolder.flags("flags")).containsAll(ProjectFolder.flags("flags-25"));
    }

    @Test
    void theManifestOfTheRunnableJarSaysWhatTheFlagsSay() throws IOException {
        Attributes manifest = manifestOfOps();

        assertThat(words(manifest, "Add-Opens")).isEqualTo(packages("--add-opens="));
        assertThat(words(manifest, "Add-Exports")).isEqualTo(packages("--add-exports="));
        assertThat(words(manifest, "Enable-Native-Access")).isEqualTo(packages("--enable-native-access="));
        assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("conductor.ops.cli.Main");
    }

    @Test
    void everyFlagThatAManifestCanCarryIsOfAKindThatTheBuildPutsThere() throws IOException {
        assertThat(ProjectFolder.flags("flags"))
                .allMatch(flag -> flag.startsWith("-D")
                        || flag.startsWith("--enable-native-access=")
                        || flag.startsWith("--add-opens=") && flag.endsWith("=ALL-UNNAMED")
                        || flag.startsWith("--add-exports=") && flag.endsWith("=ALL-UNNAMED"));
    }

    private static Attributes manifestOfOps() throws IOException {
        String jar = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> new File(entry).getName().matches("conductor-ops-.*\\.jar"))
                .findFirst()
                .orElse(null);
        assumeTrue(jar != null, "the jar of ops is made by the package phase: run mvn verify to check its manifest");
        try (JarFile file = new JarFile(jar)) {
            return file.getManifest().getMainAttributes();
        }
    }

    private static List<String> packages(String option) throws IOException {
        return ProjectFolder.flags("flags").stream()
                .filter(flag -> flag.startsWith(option))
                .map(flag -> flag.substring(option.length()).replaceFirst("=ALL-UNNAMED$", ""))
                .toList();
    }

    private static List<String> words(Attributes manifest, String name) {
        return Stream.of(manifest.getValue(name).trim().split(" ")).toList();
    }
}
