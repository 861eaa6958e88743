package conductor.ops.embedded;

import conductor.ops.embedded.EmbeddedServerException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;

/** What every embedded server needs of the folder that holds all its files. */
final class ServerFolder {
    private static final long MAX_LOG_BYTES = 16L << 20;
    private static final int LOG_TAIL_BYTES = 64 << 10;

    private ServerFolder() {}

    /**
     * Creates the folder where it is missing, for this user only, and checks that there is room.
     *
     * @param server its name in errors.
     * @return the folder without links in its path.
     */
    static Path open(Path dir, String server, long minFreeBytes) {
        try {
            if (!Files.isDirectory(dir)) {
                Files.createDirectories(dir);
                if (Files.getFileStore(dir).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
                }
            }
            Path real = dir.toRealPath();
            long freeBytes = Files.getFileStore(real).getUsableSpace();
            if (freeBytes < minFreeBytes) {
                throw new EmbeddedServerException(
                        Code.DISK,
                        "The disk of " + real + " has " + (freeBytes >> 20) + " MiB left and " + server + " needs "
                                + (minFreeBytes >> 20)
                                + " MiB. Free some space, or choose another folder with --data-dir.");
            }
            return real;
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    Code.DISK,
                    "The folder " + dir + " cannot be used for " + server + " (" + e
                            + "). Make it writable, or choose another one with --data-dir.",
                    e);
        }
    }

    /** The number in a file, or empty when there is none. */
    static OptionalLong number(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Writes a number in one step: a reader sees the old one or the new one. */
    static void writeNumber(Path file, long number) throws IOException {
        Path temp = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(temp, number + "\n");
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Keeps a log from growing for ever: one older file of at most 16 MiB stays. */
    static void rollLog(Path log) throws IOException {
        if (size(log) > MAX_LOG_BYTES) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** A log from a position on, its last 64 KiB at most; empty when it cannot be read. */
    static String logSince(Path log, long position) {
        try (FileChannel channel = FileChannel.open(log)) {
            long from = Math.max(position, channel.size() - LOG_TAIL_BYTES);
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, channel.size() - from));
            channel.read(buffer, from);
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    static String lastLine(String text) {
        String stripped = text.strip();
        return stripped.substring(stripped.lastIndexOf('\n') + 1);
    }
}
