package conductor.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor journal}: looks at the journal, compares it and keeps copies of it, also while a node writes it. Never changes it. */
@Command(
        name = "journal",
        description =
                "Looks at the journal: lists, prints, verifies, replays, compares and backs it up. Works while a node runs.",
        mixinStandardHelpOptions = true,
        subcommands = {
            JournalLsCommand.class,
            JournalCatCommand.class,
            JournalVerifyCommand.class,
            JournalReplayCommand.class,
            JournalDiffCommand.class,
            JournalBackupCommand.class,
            JournalRestoreCommand.class
        })
final class JournalCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to do: conductor journal ls, cat, verify, replay, diff, backup or restore");
    }
}
