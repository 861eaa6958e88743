package conductor.ops.node;

import conductor.gateway.json.Times;
import conductor.gateway.owner.Owner;
import conductor.journal.JournalDirectory;
import conductor.journal.json.DefaultsJson;
import conductor.ops.config.NodeConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;

/** This node as an owner of streams. */
final class ThisNode {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

    private ThisNode() {}

    static Owner asOwner(NodeConfig config, JournalDirectory journal) {
        return new Owner(
                journal.engineConfig().engineName(),
                0,
                UUID.randomUUID().toString(),
                place(journal.folder()),
                line(HOST, "unknown"),
                ProcessHandle.current().pid(),
                config.dataDir().toString(),
                Times.utc(System.currentTimeMillis()),
                new String(DefaultsJson.of(journal.engineConfig()), StandardCharsets.UTF_8));
    }

    /**
     * The running kernel and the folder's place on its disks: no copy of a folder has the same, on this machine or on another, and
     * neither has a clone of the disk. Empty where the machine does not tell.
     */
    private static String place(Path folder) {
        try {
            Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
            String boot = line(BOOT, "");
            return key == null || boot.isEmpty() ? "" : boot + " " + key;
        } catch (IOException e) {
            return "";
        }
    }

    private static String line(Path file, String otherwise) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return otherwise;
        }
    }
}
