package conductor.bench.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the engine is compared with is fetched when it is asked for, and neither built nor shipped with the product. */
@Tag("one-jdk")
class PeersStayOutsideTest {
    private static final Path PEERS = ProjectFolder.ROOT.resolve("bench/peers/pom.xml");

    @Test
    void noModuleOfTheBuildKnowsThem() throws IOException {
        assertThat(Files.readString(PEERS)).contains("org.apache.flink").contains("com.hazelcast");
        try (Stream<Path> modules = Files.list(ProjectFolder.ROOT)) {
            List<Path> poms = Stream.concat(
                            Stream.of(ProjectFolder.ROOT.resolve("pom.xml")),
                            modules.map(module -> module.resolve("pom.xml")))
                    .filter(Files::exists)
                    .toList();
            assertThat(poms).hasSizeGreaterThan(5);
            for (Path pom : poms) {
                assertThat(Files.readString(pom)).doesNotContain("bench/peers", "org.apache.flink", "hazelcast");
            }
        }
    }
}
