package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.gateway.redis.DeadLetterStore;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code conductor dlq retry}: puts entries back on their streams. */
@Command(
        name = "retry",
        description = {
            "Puts the original entries of dead letters back on their streams as new entries, oldest first, and drops the letters.",
            "A letter holds only the beginning of its entry and no chat text, so an entry that is gone cannot be put back:",
            "its letter stays, and the exit code is 1."
        })
final class DlqRetryCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Mixin
    private DlqSelection selection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (DeadLetterStore store = DlqAccess.open(global)) {
            List<Map<String, Object>> back = new ArrayList<>();
            List<Map<String, Object>> gone = new ArrayList<>();
            List<Map<String, Object>> taken = new ArrayList<>();
            selection.each(store, "Put the entries of %d dead letters back on their streams?", letter -> {
                Map<String, Object> done = new LinkedHashMap<>();
                done.put("id", letter.id());
                done.put("stream", letter.text("stream"));
                done.put("entry_id", letter.text("entry_id"));
                Optional<String> entry = store.putBack(letter.id(), letter.text("stream"), letter.text("entry_id"));
                if (entry.isPresent()) {
                    done.put("new_entry_id", entry.get());
                    back.add(done);
                } else {
                    (store.at(letter.id()).isPresent() ? gone : taken).add(done);
                }
            });
            print(back, gone, taken);
            return gone.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
        }
    }

    private void print(
            List<Map<String, Object>> back, List<Map<String, Object>> gone, List<Map<String, Object>> taken) {
        PrintWriter out = spec.commandLine().getOut();
        if (global.json()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("retried", back);
            map.put("gone", gone);
            map.put("taken", taken);
            out.println(Json.write(map));
        } else {
            back.forEach(done -> out.printf(
                    "%s: entry %s of %s is back as %s%n",
                    done.get("id"),
                    Printable.text(done.get("entry_id")),
                    Printable.text(done.get("stream")),
                    done.get("new_entry_id")));
            gone.forEach(done -> out.printf(
                    "%s: entry %s is no longer in %s and cannot be put back; the letter stays%n",
                    done.get("id"), Printable.text(done.get("entry_id")), Printable.text(done.get("stream"))));
            taken.forEach(done -> out.printf(
                    "%s: somebody else has put it back or dropped it meanwhile; nothing is done%n", done.get("id")));
            out.printf("%d put back, %d gone%n", back.size(), gone.size());
        }
        out.flush();
    }
}
