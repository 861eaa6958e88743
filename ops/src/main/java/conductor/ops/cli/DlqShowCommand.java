package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.gateway.redis.DeadLetterStore;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conductor dlq show}: everything that is known of some dead letters. */
@Command(
        name = "show",
        description =
                "Shows dead letters with what was kept of their entries, and whether the entries are still there.")
final class DlqShowCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Places as `dlq list` shows them.")
    private List<String> ids;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (DeadLetterStore store = DlqAccess.open(global)) {
            List<Map<String, Object>> shown = new ArrayList<>();
            for (DlqLetter letter : DlqAccess.named(store, ids)) {
                Map<String, Object> map = letter.toMap();
                map.put("original_there", store.originalIsThere(letter.text("stream"), letter.text("entry_id")));
                shown.add(map);
            }
            PrintWriter out = spec.commandLine().getOut();
            if (global.json()) {
                out.println(Json.write(Map.of("dead_letters", shown)));
            } else {
                shown.forEach(map -> {
                    StatusTable.print(map, out);
                    out.println();
                });
            }
            out.flush();
            return ExitCode.OK;
        }
    }
}
