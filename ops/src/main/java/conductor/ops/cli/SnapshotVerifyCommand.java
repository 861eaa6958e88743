package conductor.ops.cli;

import conductor.gateway.json.Json;
import conductor.gateway.redis.SeenStreams;
import conductor.journal.JournalDirectory;
import conductor.journal.ProgressListener;
import conductor.journal.Replay;
import conductor.journal.ReplayResult;
import conductor.journal.SnapshotException;
import conductor.journal.SnapshotFile;
import conductor.journal.SnapshotFolder;
import conductor.journal.SnapshotHeader;
import conductor.journal.SnapshotReplay;
import conductor.ops.console.Progress;
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

/** {@code conductor snapshot verify}: whether every snapshot is whole and is the state that the journal leads to. */
@Command(
        name = "verify",
        description = "Checks every byte of every snapshot, and that each is the state that the journal leads to at its"
                + " sequence; exit code 4 when one is not.")
final class SnapshotVerifyCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Map<String, Object>> rows = new ArrayList<>();
        try (JournalDirectory directory = JournalDirectory.openReadOnly(global.dataDir());
                Progress progress = Progress.start("Verifying", -1)) {
            for (Path file : new SnapshotFolder(global.dataDir()).list()) {
                rows.add(row(file, problem(directory, file, progress::update)));
            }
        }
        boolean ok = rows.stream().noneMatch(row -> row.containsKey("problem"));
        PrintWriter out = spec.commandLine().getOut();
        if (global.json()) {
            out.println(Json.write(Map.of("ok", ok, "snapshots", rows)));
        } else {
            print(rows, ok, out);
        }
        out.flush();
        return ok ? ExitCode.OK : ExitCode.VERIFICATION_FAILED;
    }

    private static Map<String, Object> row(Path file, String problem) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("file", file.getFileName().toString());
        if (problem != null) {
            row.put("problem", problem);
        }
        return row;
    }

    /** What is wrong with a snapshot, or null. Its state is made anew from the journal's beginning, and it must lead on to the end. */
    private static String problem(JournalDirectory directory, Path file, ProgressListener progress) {
        try {
            SnapshotHeader header = SnapshotFile.verify(file);
            SnapshotReplay.from(directory, file, new SeenStreams(), progress);
            ReplayResult made = Replay.run(directory, header.sequence(), decision -> {}, progress);
            return made.stateHash() == header.stateHash()
                    ? null
                    : "its state is " + header.stateHashHex() + ", the journal leads to " + made.stateHashHex();
        } catch (SnapshotException e) {
            return e.problem();
        }
    }

    private static void print(List<Map<String, Object>> rows, boolean ok, PrintWriter out) {
        rows.forEach(row -> out.println(row.get("file") + "  " + row.getOrDefault("problem", "right")));
        if (rows.isEmpty()) {
            out.println("There is no snapshot. Make one: conductor snapshot make");
        } else if (!ok) {
            out.println(
                    "A snapshot that is not right is never used. Remove it; an older one or the journal gives the same state.");
        }
    }
}
