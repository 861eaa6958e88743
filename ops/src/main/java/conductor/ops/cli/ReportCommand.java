package conductor.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor report}: what the decisions in the journal add up to, also while a node writes it. Changes nothing. */
@Command(
        name = "report",
        description = "Adds up the decisions in the journal: what happened in an event, what interventions gained."
                + " Works while a node runs.",
        mixinStandardHelpOptions = true,
        subcommands = {ReportEventCommand.class, ReportUpliftCommand.class})
final class ReportCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to report: conductor report event or uplift");
    }
}
