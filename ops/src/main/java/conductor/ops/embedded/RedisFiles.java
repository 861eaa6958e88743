package conductor.ops.embedded;

import conductor.ops.embedded.EmbeddedRedisException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;

/**
 * The files of an embedded server, all in one folder:
 *
 * <pre>
 *   redis.conf  redis.pid  redis.port  redis.log  owner.lock  appendonly.aof  bin/
 * </pre>
 */
final class RedisFiles {
    static final long MIN_FREE_BYTES = 64L << 20;

    private static final long MAX_LOG_BYTES = 16L << 20;
    private static final int LOG_TAIL_BYTES = 64 << 10;

    private final Path dir;

    private RedisFiles(Path dir) {
        this.dir = dir;
    }

    /** Creates the folder where it is missing, for this user only, and checks that there is room. */
    static RedisFiles in(Path redisDir) {
        try {
            if (!Files.isDirectory(redisDir)) {
                Files.createDirectories(redisDir);
                if (Files.getFileStore(redisDir).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(redisDir, PosixFilePermissions.fromString("rwx------"));
                }
            }
            Path real = redisDir.toRealPath();
            long freeBytes = Files.getFileStore(real).getUsableSpace();
            if (freeBytes < MIN_FREE_BYTES) {
                throw new EmbeddedRedisException(
                        Code.REDIS_DISK,
                        "The disk of " + real + " has " + (freeBytes >> 20) + " MiB left and the embedded Redis needs "
                                + (MIN_FREE_BYTES >> 20)
                                + " MiB. Free some space, or choose another folder with --data-dir.");
            }
            return new RedisFiles(real);
        } catch (IOException e) {
            throw new EmbeddedRedisException(
                    Code.REDIS_DISK,
                    "The folder " + redisDir + " cannot be used for the embedded Redis (" + e
                            + "). Make it writable, or choose another one with --data-dir.",
                    e);
        }
    }

    Path dir() {
        return dir;
    }

    Path conf() {
        return dir.resolve("redis.conf");
    }

    Path log() {
        return dir.resolve("redis.log");
    }

    Path lock() {
        return dir.resolve("owner.lock");
    }

    Path bin() {
        return dir.resolve("bin");
    }

    Path pidFile() {
        return dir.resolve("redis.pid");
    }

    /** The pid that the server wrote, or empty: it removes the file when it ends in order. */
    OptionalLong pid() {
        return number(pidFile());
    }

    /** The port of the last start, or empty. */
    OptionalLong port() {
        return number(dir.resolve("redis.port"));
    }

    void writePort(int port) throws IOException {
        Path temp = dir.resolve("redis.port.tmp");
        Files.writeString(temp, port + "\n");
        Files.move(temp, dir.resolve("redis.port"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes the configuration; every path is absolute, so that the server's folder does not matter. */
    void writeConf(int port) throws IOException {
        Files.writeString(
                conf(),
                String.join(
                        "\n",
                        "# Written at every start of the embedded server; changes here are lost.",
                        "bind 127.0.0.1",
                        "port " + port,
                        "protected-mode yes",
                        "daemonize yes",
                        "set-proc-title no",
                        "always-show-logo no",
                        "dir " + quoted(dir),
                        "pidfile " + quoted(pidFile()),
                        "logfile " + quoted(log()),
                        "appendonly yes",
                        "appendfsync everysec",
                        "save \"\"",
                        "maxmemory-policy noeviction",
                        "stream-node-max-entries 100",
                        ""));
    }

    /** Keeps the log from growing for ever: one older file of at most 16 MiB stays. */
    void rollLog() throws IOException {
        if (Files.exists(log()) && Files.size(log()) > MAX_LOG_BYTES) {
            Files.move(log(), dir.resolve("redis.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    long logSize() throws IOException {
        return Files.exists(log()) ? Files.size(log()) : 0;
    }

    /** The log from a position on, its last 64 KiB at most; empty when it cannot be read. */
    String logSince(long position) {
        try (FileChannel channel = FileChannel.open(log())) {
            long from = Math.max(position, channel.size() - LOG_TAIL_BYTES);
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, channel.size() - from));
            channel.read(buffer, from);
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static OptionalLong number(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static String quoted(Path path) {
        return "\"" + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
