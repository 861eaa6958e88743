package conductor.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor journal}: looks at the journal, also while a node writes it. Changes nothing. */
@Command(
        name = "journal",
        description = "Looks at the journal: lists, prints, verifies and replays it. Works while a node runs.",
        mixinStandardHelpOptions = true,
        subcommands = {
            JournalLsCommand.class,
            JournalCatCommand.class,
            JournalVerifyCommand.class,
            JournalReplayCommand.class
        })
final class JournalCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: conductor journal ls, cat, verify or replay");
    }
}
