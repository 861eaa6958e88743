package conductor.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor snapshot}: the files that hold the engine's whole state at one sequence of the journal. */
@Command(
        name = "snapshot",
        description = "Makes, lists and verifies snapshots of the engine's state. Works while a node runs.",
        mixinStandardHelpOptions = true,
        subcommands = {SnapshotMakeCommand.class, SnapshotLsCommand.class, SnapshotVerifyCommand.class})
final class SnapshotCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: conductor snapshot make, ls or verify");
    }
}
