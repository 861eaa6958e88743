package conductor.bench.kill;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The archive of classes that a node leaves when it stops in order and later starts read, as the launcher asks for it. */
final class ClassArchive {
    private static final int SINCE = 25;

    private ClassArchive() {}

    /** Flags for a node; none where the JDK knows no such archive, or the classes are not all in jars. */
    static List<String> flags(Path folder) {
        boolean jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .allMatch(entry -> entry.endsWith(".jar"));
        return jars && Runtime.version().feature() >= SINCE
                ? List.of(
                        "-XX:+AutoCreateSharedArchive",
                        "-XX:SharedArchiveFile=" + folder.resolve("classes.jsa"),
                        "-Xlog:cds=off",
                        "-Xlog:aot=off")
                : List.of();
    }
}
