package conductor.ops.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final Path dir;

    private RedisFiles(Path dir) {
        this.dir = dir;
    }

    /** Creates the folder where it is missing, for this user only, and checks that there is room. */
    static RedisFiles in(Path redisDir) {
        return new RedisFiles(ServerFolder.open(redisDir, "the embedded Redis", MIN_FREE_BYTES));
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
        return ServerFolder.number(pidFile());
    }

    /** The port of the last start, or empty. */
    OptionalLong port() {
        return ServerFolder.number(portFile());
    }

    Path portFile() {
        return dir.resolve("redis.port");
    }

    /** The append-only file, or from Redis 7 on the folder of its parts. */
    Path appendOnly() {
        Path folder = dir.resolve("appendonlydir");
        return Files.isDirectory(folder) ? folder : dir.resolve("appendonly.aof");
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

    private static String quoted(Path path) {
        return "\"" + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
