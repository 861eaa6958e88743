package conductor.ops.feed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which files are fed: files as named, and of a folder all its data files in the order of their names. */
final class FeedFiles {
    private static final Pattern DATA_FILE = Pattern.compile(".*\\.(csv|ndjson|jsonl)(\\.gz)?");
    private static final Pattern EXTENSIONS = Pattern.compile("(\\.(csv|ndjson|jsonl|json|txt))?(\\.gz)?$");

    private FeedFiles() {}

    static List<Path> expand(List<Path> paths) {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                files.addAll(dataFiles(path));
            } else if (Files.isReadable(path)) {
                files.add(path);
            } else {
                throw new FeedException(FeedException.USAGE, "There is no readable file or folder " + path + ".");
            }
        }
        return files;
    }

    /** The event that a file stands for: {@code evt_} and its name without extensions. */
    static String eventId(Path file) {
        String name = file.getFileName().toString();
        return "evt_" + EXTENSIONS.matcher(name).replaceFirst("");
    }

    private static List<Path> dataFiles(Path folder) {
        try (Stream<Path> listed = Files.list(folder)) {
            List<Path> files = listed.filter(file ->
                            DATA_FILE.matcher(file.getFileName().toString()).matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new FeedException(
                        FeedException.USAGE,
                        "The folder " + folder + " has no data files (.csv, .ndjson or .jsonl, also with .gz).");
            }
            return files;
        } catch (IOException e) {
            throw new FeedException(FeedException.USAGE, "The folder " + folder + " cannot be listed: " + e, e);
        }
    }
}
