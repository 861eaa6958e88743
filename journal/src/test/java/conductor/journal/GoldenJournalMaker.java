package conductor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conductor.engine.core.DecisionState;
import conductor.engine.core.DetectionConfig;
import conductor.engine.core.EngineConfig;
import conductor.engine.core.Mode;
import conductor.engine.core.SignalType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes the golden journals of this behaviour version; run by name only, see {@code golden/README.md}. Everybody in them is made up. One that
 * is there is never made anew: it is the record of how the version behaved.
 */
class GoldenJournalMaker {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final long CLOSED_MS = 2_000_000;

    @TempDir
    Path temporary;

    /** Rooms that fall silent, and all that becomes of decisions: approved, refused, expired, sent, failed, withheld, measured. */
    @Test
    void rooms() throws IOException {
        rooms("rooms", Samples.config(DetectionConfig.RULES));
    }

    /** The same, found in counts. */
    @Test
    void roomsByCounts() throws IOException {
        rooms("counts-rooms", Samples.config(DetectionConfig.SHIPPED));
    }

    private void rooms(String name, EngineConfig config) throws IOException {
        Path dataDir = temporary.resolve(name);
        HashKeyFile.create(Files.createDirectories(dataDir.resolve("journal")).resolve("hash.key"), Samples.HASH_KEY);
        String asks = config.toText()
                .replaceAll(
                        "(?m)^decisioning.default.auto-approve-ppm=.*$",
                        "decisioning.default.auto-approve-ppm=1000000");
        String acts = asks.replaceAll("(?m)^decisioning.default.holdout-ppm=.*$", "decisioning.default.holdout-ppm=0");
        try (ScriptedNode node = new ScriptedNode(dataDir, EngineConfig.parse(acts))) {
            fallSilent(node, "first", "approved", Mode.MANUAL).silentUntil("approved", DecisionState.PROPOSED);
            node.forward(7_000).verdict("approved", SignalType.APPROVE).forward(3_000);
            node.outcome("approved", true).forward(400_000);
            snapshot(node.directory(), dataDir);
            fallSilent(node, "expired", "rejected", Mode.MANUAL).silentUntil("rejected", DecisionState.PROPOSED);
            node.forward(7_000).verdict("rejected", SignalType.REJECT).forward(400_000);
            fallSilent(node, "last", "failed", Mode.AUTO).silentUntil("failed", DecisionState.PUBLISHED);
            node.outcome("failed", false).forward(CLOSED_MS);
        }
        pack(dataDir, name);
    }

    /** A conference through the real ring, with its ticks and checkpoints. */
    @Test
    void ring() throws IOException, InterruptedException {
        ring("ring", Samples.config(DetectionConfig.RULES));
    }

    @Test
    void ringByCounts() throws IOException, InterruptedException {
        ring("counts-ring", Samples.config(DetectionConfig.SHIPPED));
    }

    private void ring(String name, EngineConfig config) throws IOException, InterruptedException {
        Path dataDir = temporary.resolve(name);
        try (JournalDirectory directory = JournalDirectory.open(dataDir, config, Samples.HASH_KEY)) {
            new LiveNode(directory).run(0, 200);
        }
        try (JournalDirectory directory = JournalDirectory.openReadOnly(dataDir)) {
            snapshot(directory, dataDir);
        }
        try (JournalDirectory directory = JournalDirectory.open(dataDir, config)) {
            new LiveNode(directory).run(200, 420);
        }
        pack(dataDir, name);
    }

    private static ScriptedNode fallSilent(ScriptedNode node, String first, String second, int modeOfSecond) {
        return node.open(first)
                .open(second)
                .mode(second, modeOfSecond)
                .lively(150, first, second)
                .lively(60, second);
    }

    private static void snapshot(JournalDirectory directory, Path dataDir) {
        SnapshotReplay.make(directory, new SnapshotFolder(dataDir), JournalFollower.NONE, ProgressListener.NONE);
    }

    private void pack(Path dataDir, String name) throws IOException {
        Path backup = temporary.resolve(name + "-backup");
        Backup.Made made = Backup.make(dataDir, backup, JournalFollower.NONE, ProgressListener.NONE);
        assertThat(made.leftOut()).isEmpty();
        Path zip = GOLDEN.resolve("logic-" + EngineConfig.LOGIC_VERSION + "-" + name + ".zip");
        assertThat(zip).as("a golden journal is never made anew").doesNotExist();
        GoldenJournals.pack(backup, zip);
    }
}
