package conductor.bench.series;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where series come from and where scores go, both as they are behind all symbolic links.
 *
 * @param in folder of the series.
 * @param out folder of the scores, which need not be there yet.
 * @param files the series below {@code in}, sorted.
 */
record SeriesFolders(Path in, Path out, List<Path> files) {
    /**
     * Looks for files; nothing is written.
     *
     * @throws BadSeriesException when there is nothing to read, or one folder lies in the other.
     */
    static SeriesFolders of(Path in, Path out) throws IOException, BadSeriesException {
        if (!Files.isDirectory(in)) {
            throw new BadSeriesException("There is no folder " + in + ".");
        }
        Path from = in.toRealPath();
        Path to = real(out);
        if (to.startsWith(from)) {
            throw new BadSeriesException("--out " + out + " lies in --in " + in
                    + ", where the next run would take scores for series; give a folder beside it.");
        }
        if (from.startsWith(to)) {
            throw new BadSeriesException("--in " + in + " lies in --out " + out
                    + ", where scores could be written over series; give a folder beside it.");
        }
        List<Path> files = files(from);
        if (files.isEmpty()) {
            throw new BadSeriesException("There is no CSV file below " + in + ".");
        }
        return new SeriesFolders(from, to, files);
    }

    /** The real path of a folder of which the last parts need not be there. */
    private static Path real(Path folder) throws IOException, BadSeriesException {
        Path there = folder.toAbsolutePath().normalize();
        Path whole = there;
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw new BadSeriesException(there + " is a file; --out is a folder.");
        }
        return there.toRealPath().resolve(there.relativize(whole)).normalize();
    }

    private static List<Path> files(Path from) throws IOException, BadSeriesException {
        try (Stream<Path> all = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(SeriesFolders::isSeries).sorted().toList();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof FileSystemLoopException loop) {
                throw new BadSeriesException(loop.getFile() + " is a link to a folder that it lies in.");
            }
            throw e.getCause();
        }
    }

    private static boolean isSeries(Path file) {
        return Files.isRegularFile(file)
                && file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".csv");
    }

    /** The file that gets the scores of one. */
    Path target(Path file) {
        return out.resolve(in.relativize(file));
    }
}
