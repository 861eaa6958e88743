package conductor.ops.embedded;

import conductor.ops.embedded.EmbeddedServerException.Code;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Who may stop the server of a folder: one process at a time, by a lock of the operating system, which is gone with the
 * process however it ends. Within a process the newest owner replaces the one before it.
 */
final class DirectoryOwner implements Closeable {
    private static final Map<Path, DirectoryOwner> OWNERS = new HashMap<>();

    private final Path lockFile;
    private final FileChannel channel;
    private boolean owner = true;

    private DirectoryOwner(Path lockFile, FileChannel channel) {
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /**
     * Takes the folder of a lock file.
     *
     * @param server the server's name in errors.
     */
    static DirectoryOwner take(Path lockFile, String server) {
        synchronized (OWNERS) {
            DirectoryOwner before = OWNERS.get(lockFile);
            if (before != null) {
                before.owner = false;
                return put(new DirectoryOwner(lockFile, before.channel));
            }
            try {
                return put(new DirectoryOwner(lockFile, locked(lockFile, server)));
            } catch (IOException e) {
                throw new EmbeddedServerException(
                        Code.DISK,
                        lockFile + " cannot be locked (" + e + "). Choose another folder with --data-dir.",
                        e);
            }
        }
    }

    /** False when a newer owner of this process has taken over. */
    boolean owns() {
        synchronized (OWNERS) {
            return owner;
        }
    }

    @Override
    public void close() {
        synchronized (OWNERS) {
            if (!owner) {
                return;
            }
            owner = false;
            OWNERS.remove(lockFile);
            try {
                channel.close();
            } catch (IOException e) {
                throw new EmbeddedServerException(Code.DISK, lockFile + " cannot be unlocked: " + e, e);
            }
        }
    }

    private static DirectoryOwner put(DirectoryOwner owner) {
        OWNERS.put(owner.lockFile, owner);
        return owner;
    }

    private static FileChannel locked(Path lockFile, String server) throws IOException {
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            if (channel.tryLock() != null) {
                Files.writeString(
                        lockFile.resolveSibling("owner.pid"),
                        ProcessHandle.current().pid() + "\n");
                locked = true;
                return channel;
            }
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        throw new EmbeddedServerException(
                Code.IN_USE,
                "Another process (pid " + holder(lockFile) + ") uses the " + server + " in " + lockFile.getParent()
                        + ". Stop it first, or choose another folder with --data-dir.");
    }

    private static String holder(Path lockFile) {
        try {
            return Files.readString(lockFile.resolveSibling("owner.pid")).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
