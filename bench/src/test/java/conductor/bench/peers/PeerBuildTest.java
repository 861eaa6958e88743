package conductor.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("one-jdk")
class PeerBuildTest {
    @TempDir
    private Path root;

    private final List<String> said = new ArrayList<>();

    @Test
    void withoutACheckoutOneSentenceSaysWhatToDo() {
        assertThatThrownBy(() -> new PeerBuild(null, said::add).ensure())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("source checkout");
        assertThat(said).isEmpty();
    }

    @Test
    void whatIsNewerThanItsSourcesIsNotBuiltAgain() throws Exception {
        touch("bench/peers/pom.xml", 1_000);
        touch("target/conductor/lib/conductor-bench-0.1.0.jar", 2_000);
        touch("target/peers/built", 3_000);
        new PeerBuild(root, said::add).ensure();
        assertThat(said).isEmpty();
    }

    /** There is nothing here that Maven could build, so the attempt fails, which shows that there was one. */
    @Test
    void whatIsOlderThanTheBenchIsBuiltAgainAndAFailureNamesItsLog() throws Exception {
        touch("bench/peers/pom.xml", 1_000);
        touch("target/peers/built", 3_000);
        touch("target/conductor/lib/conductor-bench-0.1.0.jar", 4_000);
        assertThatThrownBy(() -> new PeerBuild(root, said::add).ensure())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("peers");
        assertThat(said.get(0)).contains("building bench/peers");
    }

    private void touch(String file, long ms) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "");
        Files.setLastModifiedTime(path, FileTime.fromMillis(ms));
    }
}
