package conductor.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel keeps for those who do not read: bytes that a server has written and nobody has acknowledged. */
final class SendQueues {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int LOCAL = 1;
    private static final int QUEUES = 4;
    private static final int HEX = 16;

    private SendQueues() {}

    /** The most bytes of a connection of a server's port; -1 where the kernel does not say. */
    static long most(int port) throws IOException {
        long most = -1;
        String end = String.format(":%04X", port);
        for (Path table : TABLES) {
            if (!Files.isReadable(table)) {
                continue;
            }
            for (String row : Files.readAllLines(table)) {
                String[] words = row.strip().split("\\s+");
                if (words.length > QUEUES && words[LOCAL].endsWith(end)) {
                    String queued = words[QUEUES].substring(0, words[QUEUES].indexOf(':'));
                    most = Math.max(most, Long.parseLong(queued, HEX));
                }
            }
        }
        return most;
    }
}
