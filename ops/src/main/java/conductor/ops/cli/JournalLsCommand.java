package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.gateway.json.Times;
import conductor.journal.JournalDirectory;
import conductor.journal.Listing;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code conductor journal ls}: what the journal is made of. */
@Command(name = "ls", description = "Lists the queues, their files and what they reach from and to.")
final class JournalLsCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(global.dataDir())) {
            Listing listing = Listing.of(directory);
            PrintWriter out = spec.commandLine().getOut();
            if (global.json()) {
                out.println(Json.write(toMap(listing)));
            } else {
                print(listing, out);
            }
            out.flush();
            return ExitCode.OK;
        }
    }

    private static Map<String, Object> toMap(Listing listing) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("folder", listing.folder().toString());
        map.put("engine", listing.engine());
        map.put("config_hash", String.format("%016x", listing.configHash()));
        map.put("logic_version", listing.logicVersion());
        map.put("signals", toMap(listing.signals()));
        map.put("decisions", toMap(listing.decisions()));
        map.put("scores", listing.scores());
        return map;
    }

    private static Map<String, Object> toMap(Listing.Queue queue) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("first", queue.first());
        map.put("last", queue.last());
        map.put("first_time", queue.last() < 0 ? null : Times.utc(queue.firstTimeMs()));
        map.put("last_time", queue.last() < 0 ? null : Times.utc(queue.lastTimeMs()));
        map.put("bytes", queue.sizeBytes());
        List<Map<String, Object>> files = queue.files().stream()
                .map(file -> Map.<String, Object>of("name", file.name(), "bytes", file.sizeBytes()))
                .collect(Collectors.toList());
        map.put("files", files);
        return map;
    }

    private static void print(Listing listing, PrintWriter out) {
        out.println(listing.folder() + ", engine " + listing.engine() + ", logic version " + listing.logicVersion());
        for (Listing.Queue queue : List.of(listing.signals(), listing.decisions())) {
            out.printf("%-10s %s%n", queue.name(), range(queue));
            queue.files().forEach(file -> out.printf("%-10s   %-16s %,d bytes%n", "", file.name(), file.sizeBytes()));
        }
        out.printf("%-10s %,d%n", "scores", listing.scores());
    }

    private static String range(Listing.Queue queue) {
        return queue.last() < 0
                ? "empty"
                : queue.first() + " to " + queue.last() + ", " + Times.utc(queue.firstTimeMs()) + " to "
                        + Times.utc(queue.lastTimeMs());
    }
}
