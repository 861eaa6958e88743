package conductor.ops.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of an embedded PostgreSQL, all in one folder:
 *
 * <pre>
 *   data/  password  postgres.port  postgres.log  owner.lock
 * </pre>
 */
final class PostgresFiles {
    static final long MIN_FREE_BYTES = 256L << 20;

    private static final int PASSWORD_BYTES = 24;
    private static final Pattern PASSWORD = Pattern.compile("[0-9a-f]{" + 2 * PASSWORD_BYTES + "}");
    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;

    /**
     * What a running server says of itself in its data folder.
     *
     * @param pid its process.
     * @param ready whether it takes connections.
     */
    record Postmaster(long pid, int port, boolean ready) {}

    private final Path dir;

    private PostgresFiles(Path dir) {
        this.dir = dir;
    }

    /** Creates the folder where it is missing, for this user only, and checks that there is room. */
    static PostgresFiles in(Path postgresDir) {
        return new PostgresFiles(ServerFolder.open(postgresDir, "the embedded PostgreSQL", MIN_FREE_BYTES));
    }

    Path dir() {
        return dir;
    }

    Path data() {
        return dir.resolve("data");
    }

    Path log() {
        return dir.resolve("postgres.log");
    }

    Path lock() {
        return dir.resolve("owner.lock");
    }

    /** The port of the last start. */
    Path portFile() {
        return dir.resolve("postgres.port");
    }

    /** The password of the role, or empty when there is none yet; what is not whole is none. */
    Optional<String> password() throws IOException {
        Path file = dir.resolve("password");
        return Files.exists(file)
                ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1)
                                .strip())
                        .filter(text -> PASSWORD.matcher(text).matches())
                : Optional.empty();
    }

    /** A random one that nobody has yet. */
    static String newPassword() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Keeps the password where only this user can read it: the file appears whole and on disk, or not at all. */
    void keepPassword(String password) throws IOException {
        Path half = dir.resolve("password.tmp");
        Files.deleteIfExists(half);
        Files.createFile(half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap((password + "\n").getBytes(StandardCharsets.ISO_8859_1)));
            channel.force(true);
        }
        Files.move(half, dir.resolve("password"), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(dir)) {
            folder.force(true);
        }
    }

    /** The file by which a server refuses to be the second one on its data. */
    Path serverLock() {
        return data().resolve("postmaster.pid");
    }

    /** The server that wrote its pid file into the data folder, or empty; it removes the file when it ends in order. */
    Optional<Postmaster> postmaster() {
        try {
            List<String> lines = Files.readAllLines(serverLock());
            return lines.size() <= PORT_LINE
                    ? Optional.empty()
                    : Optional.of(new Postmaster(
                            Long.parseLong(lines.get(PID_LINE).strip()),
                            Integer.parseInt(lines.get(PORT_LINE).strip()),
                            lines.size() > STATUS_LINE
                                    && lines.get(STATUS_LINE).strip().equals("ready")));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Number of the process that wrote {@link #serverLock()}, also of one without connections; empty when it says none. */
    OptionalLong serverLockPid() {
        try (Stream<String> lines = Files.lines(serverLock())) {
            // Negative where it was a program that sets data up.
            return lines.limit(1)
                    .mapToLong(line -> Math.abs(Long.parseLong(line.strip())))
                    .findFirst();
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Writes the configuration: small, as the engine and Redis live on the same machine, and not reachable from outside. */
    void writeConf(int port) throws IOException {
        Files.writeString(
                data().resolve("postgresql.conf"),
                String.join(
                        "\n",
                        "# Written at every start of the embedded server; changes here are lost.",
                        "listen_addresses = '127.0.0.1'",
                        "port = " + port,
                        "unix_socket_directories = ''",
                        "max_connections = 40",
                        "shared_buffers = 64MB",
                        "max_wal_size = 512MB",
                        "min_wal_size = 80MB",
                        "wal_level = minimal",
                        "max_wal_senders = 0",
                        "max_worker_processes = 4",
                        "jit = off",
                        "timezone = 'UTC'",
                        "log_timezone = 'UTC'",
                        "log_checkpoints = off",
                        "log_min_error_statement = panic", // statements hold people's names
                        ""));
    }
}
