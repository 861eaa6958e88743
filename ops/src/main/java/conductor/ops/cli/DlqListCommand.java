package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.gateway.redis.DeadLetterStore;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code conductor dlq list}: the newest dead letters. */
@Command(name = "list", description = "Lists dead letters, newest first.")
final class DlqListCommand implements Callable<Integer> {
    private static final String ROW = "%-22s %-24s %-14s %-20s %-40s %s%n";

    @Mixin
    private GlobalOptions global;

    @Mixin
    private DlqFilter filter;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (DeadLetterStore store = DlqAccess.open(global)) {
            List<DlqLetter> letters = filter.find(store);
            PrintWriter out = spec.commandLine().getOut();
            if (global.json()) {
                Map<String, Object> map = new LinkedHashMap<>();
                map.put("count", letters.size());
                map.put("dead_letters", letters.stream().map(DlqLetter::toMap).toList());
                out.println(Json.write(map));
            } else if (letters.isEmpty()) {
                out.println("No dead letters.");
            } else {
                out.printf(ROW, "ID", "AT", "REASON", "FIELD", "STREAM", "ENTRY");
                letters.forEach(letter -> out.printf(
                        ROW,
                        letter.id(),
                        Printable.text(letter.text("at")),
                        Printable.text(letter.text("reason")),
                        Printable.text(letter.text("field")),
                        Printable.text(letter.text("stream")),
                        Printable.text(letter.text("entry_id"))));
            }
            out.flush();
            return ExitCode.OK;
        }
    }
}
