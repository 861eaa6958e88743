package conductor.ops.cli;

import conductor.gateway.redis.DeadLetterStore;
import conductor.ops.json.Json;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code conductor dlq drop}: removes dead letters. */
@Command(
        name = "drop",
        description = "Removes dead letters for good. The entries they are about stay in their streams.")
final class DlqDropCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Mixin
    private DlqSelection selection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (DeadLetterStore store = DlqAccess.open(global)) {
            int dropped = 0;
            for (DlqLetter letter : selection.choose(store, "Remove %d dead letters for good?")) {
                dropped += store.remove(letter.id()) ? 1 : 0;
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println(global.json() ? Json.write(Map.of("dropped", dropped)) : dropped + " dropped");
            out.flush();
            return ExitCode.OK;
        }
    }
}
