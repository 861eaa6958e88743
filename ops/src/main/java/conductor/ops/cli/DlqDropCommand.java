package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.gateway.redis.DeadLetterStore;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
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
            AtomicInteger dropped = new AtomicInteger();
            selection.each(store, "Remove %d dead letters for good?", letter -> {
                if (store.remove(letter.id())) {
                    dropped.incrementAndGet();
                }
            });
            PrintWriter out = spec.commandLine().getOut();
            out.println(global.json() ? Json.write(Map.of("dropped", dropped.get())) : dropped + " dropped");
            out.flush();
            return ExitCode.OK;
        }
    }
}
