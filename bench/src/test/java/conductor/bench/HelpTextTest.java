package conductor.bench;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

class HelpTextTest {
    /** A lone per cent sign makes the library complain on standard error and print the text raw. */
    @Test
    void everyHelpTextIsAFormat() {
        assertFormats(new CommandLine(new BenchMain()));
    }

    private static void assertFormats(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        assertFormats(spec.qualifiedName(), spec.usageMessage().description());
        for (ArgSpec argument : spec.args()) {
            assertFormats(spec.qualifiedName() + " " + argument.paramLabel(), argument.description());
        }
        command.getSubcommands().values().forEach(HelpTextTest::assertFormats);
    }

    private static void assertFormats(String of, String... lines) {
        for (String line : lines) {
            assertThatCode(() -> String.format(line)).as(of).doesNotThrowAnyException();
        }
    }
}
