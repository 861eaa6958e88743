package conductor.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Data sets that lie beside the project in {@code ../shared/data} on some machines, and are no part of it. */
public final class SharedData {
    private SharedData() {}

    /** The folder of a data set; where it is not there, says on standard error that a test is skipped. */
    public static Optional<Path> folder(String name) {
        for (Path folder = Path.of("").toAbsolutePath(); folder.getParent() != null; folder = folder.getParent()) {
            Path data = folder.resolveSibling("shared").resolve("data").resolve(name);
            if (Files.isDirectory(data)) {
                return Optional.of(data);
            }
            if (Files.isDirectory(folder.resolve("engine")) && Files.isDirectory(folder.resolve("ops"))) {
                break;
            }
        }
        System.err.println("SKIPPED: ../shared/data/" + name + " is not beside the project, its test is left out");
        return Optional.empty();
    }
}
