package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.gateway.json.Times;
import conductor.journal.SnapshotException;
import conductor.journal.SnapshotFile;
import conductor.journal.SnapshotFolder;
import conductor.journal.SnapshotHeader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code conductor snapshot ls}: which snapshots there are; reads their headers only. */
@Command(name = "ls", description = "Lists the snapshots, newest first; reads their headers only.")
final class SnapshotLsCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SnapshotFolder folder = new SnapshotFolder(global.dataDir());
        List<Map<String, Object>> rows = new ArrayList<>();
        folder.list().forEach(file -> rows.add(row(file)));
        PrintWriter out = spec.commandLine().getOut();
        if (global.json()) {
            out.println(Json.write(Map.of("folder", folder.folder().toString(), "snapshots", rows)));
        } else if (rows.isEmpty()) {
            out.println("There is no snapshot in " + folder.folder() + ". Make one: conductor snapshot make");
        } else {
            rows.forEach(row -> print(row, out));
        }
        out.flush();
        return ExitCode.OK;
    }

    private static Map<String, Object> row(Path file) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("file", file.getFileName().toString());
        try {
            SnapshotHeader header = SnapshotFile.header(file);
            row.put("sequence", header.sequence());
            row.put("engine_time", Times.utc(header.engineTimeMs()));
            row.put("state_hash", header.stateHashHex());
            row.put("bytes", header.fileLength());
        } catch (SnapshotException e) {
            row.put("problem", e.problem());
        }
        return row;
    }

    private static void print(Map<String, Object> row, PrintWriter out) {
        if (row.containsKey("problem")) {
            out.printf("%s  UNUSABLE: %s%n", row.get("file"), row.get("problem"));
        } else {
            out.printf(
                    "%s  %s  sequence %,d  state %s  %,d bytes%n",
                    row.get("file"),
                    row.get("engine_time"),
                    row.get("sequence"),
                    row.get("state_hash"),
                    row.get("bytes"));
        }
    }
}
