package conductor.journal;

import conductor.engine.core.EngineConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The recorded journals in the test resources: backups, each packed into {@code golden/logic-<version>-<name>.zip}. */
final class GoldenJournals {
    private GoldenJournals() {}

    /** All of them, of whatever version. */
    static List<Path> all() {
        try (Stream<Path> files = Files.list(
                Path.of(GoldenJournals.class.getResource("/golden/README.md").toURI())
                        .getParent())) {
            return files.filter(file -> file.toString().endsWith(".zip"))
                    .sorted()
                    .toList();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those of this behaviour version. */
    static List<Path> current() {
        return all().stream()
                .filter(zip -> version(zip) == EngineConfig.LOGIC_VERSION)
                .toList();
    }

    /** The version in a file's name. */
    static int version(Path zip) {
        return Integer.parseInt(zip.getFileName().toString().split("-")[1]);
    }

    /** Unpacks one as the backup that it was. */
    static Path unpack(Path zip, Path to) {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = to.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(in, file);
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Packs a backup. */
    static void pack(Path backup, Path zip) throws IOException {
        try (OutputStream file = Files.newOutputStream(zip, StandardOpenOption.CREATE_NEW);
                ZipOutputStream out = new ZipOutputStream(file);
                Stream<Path> all = Files.walk(backup)) {
            out.setLevel(9);
            for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
                ZipEntry entry = new ZipEntry(backup.relativize(each).toString());
                entry.setTime(0);
                out.putNextEntry(entry);
                Files.copy(each, out);
                out.closeEntry();
            }
        }
    }
}
