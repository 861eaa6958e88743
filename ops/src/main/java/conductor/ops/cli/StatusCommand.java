package conductor.ops.cli;

import conductor.gateway.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code conductor status}: asks the node of the data folder what it is doing. */
@Command(
        name = "status",
        description = "Says what the node of the data folder is doing; exit code 3 when it is not running.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path dataDir = global.dataDir();
        String body = RunningNode.status(dataDir);
        PrintWriter out = spec.commandLine().getOut();
        if (global.json()) {
            out.println(body);
        } else {
            StatusTable.print(Json.read(body), out);
        }
        out.flush();
        return ExitCode.OK;
    }
}
