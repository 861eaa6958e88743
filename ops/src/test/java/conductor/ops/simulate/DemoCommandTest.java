package conductor.ops.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.ops.cli.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is said before anything is started, and nobody's folder is touched. */
class DemoCommandTest {
    @TempDir
    Path dir;

    @Test
    void valuesOutOfRangeAreUsageErrors() {
        assertThat(demo("--speed", "0").err()).contains("1 to 600");
        assertThat(demo("--gateway-port", "70000").err()).contains("0 to 65535");
        assertThat(demo("-o", "xml").exitCode()).isEqualTo(2);
    }

    @Test
    void aFolderOfSomethingElseIsNeitherPlayedIntoNorEmptied() throws Exception {
        Path theirs = Files.writeString(dir.resolve("theirs.txt"), "kept");

        Cli run = demo("--fresh");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("something else than a demo", "--data-dir");
        assertThat(theirs).hasContent("kept");
    }

    @Test
    void anotherSeedNeedsAFreshFolder() throws Exception {
        assertThat(DemoFolder.prepare(dir, 5L, 8, false)).isEqualTo(5);
        assertThat(DemoFolder.prepare(dir, null, 8, false)).isEqualTo(5);

        assertThat(demo("--seed", "6").err()).contains("has --seed 5", "--fresh");
        assertThat(DemoFolder.prepare(dir, 6L, 8, true)).isEqualTo(6);
    }

    @Test
    void aFreshFolderHasNothingOfTheOneBefore() throws Exception {
        DemoFolder.prepare(dir, null, 8, false);
        Path old = Files.createDirectories(dir.resolve("journal")).resolve("old");
        Files.writeString(old, "old");

        DemoFolder.prepare(dir, null, 8, true);

        assertThat(old).doesNotExist();
    }

    private Cli demo(String... more) {
        String[] words = new String[more.length + 3];
        words[0] = "demo";
        words[1] = "--data-dir";
        words[2] = dir.toString();
        System.arraycopy(more, 0, words, 3, more.length);
        return Cli.run(words);
    }
}
