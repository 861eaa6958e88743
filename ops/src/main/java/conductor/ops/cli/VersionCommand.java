package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.ops.node.Version;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code conductor version}: the versions of the program and of what it reads and writes. */
@Command(name = "version", description = "Prints the version of the program, of its records and of Java.")
final class VersionCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Map<String, Object> version = Version.toMap();
        if (global.json()) {
            spec.commandLine().getOut().println(Json.write(version));
        } else {
            version.forEach((name, value) -> spec.commandLine().getOut().printf("%-14s %s%n", name, value));
        }
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
