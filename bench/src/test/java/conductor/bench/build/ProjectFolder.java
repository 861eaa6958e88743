package conductor.bench.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the project lies, for tests of its scripts. */
final class ProjectFolder {
    static final Path ROOT = find();

    private ProjectFolder() {}

    /** The flags of an argument file, without comments. */
    static List<String> flags(String file) throws IOException {
        try (var lines = Files.lines(ROOT.resolve("ops/jvm").resolve(file))) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    private static Path find() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("ops/jvm/flags"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "ops/jvm/flags is in no folder above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }
}
