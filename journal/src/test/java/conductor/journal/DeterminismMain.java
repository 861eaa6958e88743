package conductor.journal;

import conductor.engine.core.Engine;
import conductor.engine.ring.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Says on standard output to what this virtual machine comes: with the golden journals, from their beginnings and from every snapshot in
 * them, and with one conference through the real ring in both layouts. Argument: an empty folder.
 */
final class DeterminismMain {
    private static final int SECONDS = 300;

    private DeterminismMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        for (Path zip : GoldenJournals.current()) {
            String name = zip.getFileName().toString();
            Path dataDir = folder.resolve(name);
            Restore.unpack(GoldenJournals.unpack(zip, folder.resolve(name + "-backup")), dataDir);
            replay(name, dataDir);
        }
        live(folder, Layout.FUSED);
        live(folder, Layout.CHAINED);
    }

    private static void replay(String name, Path dataDir) {
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            VerifyResult verified = Verify.run(directory, ProgressListener.NONE);
            say(name + " problem", verified.firstProblem());
            say(name + " from genesis", verified.replay().stateHashHex());
            for (Path snapshot : new SnapshotFolder(dataDir).list()) {
                say(
                        name + " from " + snapshot.getFileName(),
                        SnapshotReplay.from(directory, snapshot, JournalFollower.NONE, ProgressListener.NONE)
                                .stateHashHex());
            }
        }
    }

    private static void live(Path folder, Layout layout) throws IOException, InterruptedException {
        Path dataDir = Files.createDirectory(folder.resolve("live-" + layout));
        try (JournalDirectory directory = JournalDirectory.open(dataDir, Samples.config(), Samples.HASH_KEY)) {
            Engine engine = new LiveNode(directory, directory.openDecisionLog(), layout).run(0, SECONDS);
            CRC32C decisions = new CRC32C();
            for (String record : JournalCopy.decisionBytes(directory)) {
                decisions.update(record.getBytes(StandardCharsets.US_ASCII));
            }
            say(
                    "live",
                    String.format(
                            "%016x, %d decisions, %d scores, crc %08x",
                            engine.stateHash(), engine.decisions(), engine.scores(), decisions.getValue()));
            say("live replayed", Replay.run(directory).stateHashHex());
        }
    }

    private static void say(String what, Object value) {
        System.out.println("= " + what + ": " + value);
    }
}
