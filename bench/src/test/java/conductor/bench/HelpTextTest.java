package conductor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.testkit.HelpTexts;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTextTest {
    @Test
    void everyHelpTextIsWhole() {
        assertThat(HelpTexts.problems(new CommandLine(new BenchMain()))).isEmpty();
    }
}
