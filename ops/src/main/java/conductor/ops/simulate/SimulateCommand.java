package conductor.ops.simulate;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conductor simulate}: made-up audiences in front of a real node. */
@Command(
        name = "simulate",
        description = "Plays a made-up audience into a real node.",
        subcommands = DayCommand.class,
        mixinStandardHelpOptions = true)
public final class SimulateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what is to be simulated: simulate day.");
    }
}
