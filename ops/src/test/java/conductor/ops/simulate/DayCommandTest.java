package conductor.ops.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.ops.cli.Cli;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a command line is said before anything is started. */
class DayCommandTest {
    @TempDir
    Path dir;

    @Test
    void valuesOutOfRangeAreUsageErrors() {
        assertThat(Cli.run("simulate", "day", "--speed", "-1").exitCode()).isEqualTo(2);
        assertThat(Cli.run("simulate", "day", "--attendees", "5").err()).contains("10 to 20000");
        assertThat(Cli.run("simulate", "day", "--approve", "-3").exitCode()).isEqualTo(2);
        assertThat(Cli.run("simulate", "day", "-o", "xml").exitCode()).isEqualTo(2);
        assertThat(Cli.run("simulate").err()).contains("simulate day");
    }

    @Test
    void aFolderWithoutANodeIsNotReachableAndSaysHowToStartOne() {
        Cli run = Cli.run("simulate", "day", "--against", dir.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("No node runs on " + dir, "--clock stream");
    }

    @Test
    void aNodeThatRunsAlreadyHasItsOwnFolder() {
        Cli run = Cli.run("simulate", "day", "--against", dir.toString(), "--data-dir", dir.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--data-dir");
    }
}
