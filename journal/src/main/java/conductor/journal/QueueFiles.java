package conductor.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a queue folder as they stand on disk: one roll file a day ({@code 20261121F.cq4}) and the library's table of
 * locks and days ({@code metadata.cq4t}).
 */
final class QueueFiles {
    static final String METADATA = "metadata.cq4t";
    private static final String SUFFIX = "F.cq4";
    private static final long MIB = 1 << 20;
    private static final long FIRST_MIB = 64;
    private static final int NOT_COMPLETE = 0x8000_0000;
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    private QueueFiles() {}

    /** Roll files, oldest first. */
    static List<Path> rollFiles(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .collect(Collectors.toList());
        } catch (IOException e) {
            throw io("list", folder, e);
        }
    }

    /**
     * Which roll file was cut off, as a sentence; null where none was. The library makes them {@value #FIRST_MIB} MiB long and longer, by
     * whole MiB, however little is in them; a file whose end is gone has any length.
     */
    static String cutOff(Path folder) {
        for (Path file : rollFiles(folder)) {
            try {
                long size = Files.size(file);
                if (size < FIRST_MIB * MIB || size % MIB != 0) {
                    return "the file " + file.getFileName() + " was cut off after " + size + " bytes";
                }
            } catch (IOException e) {
                throw io("look at", file, e);
            }
        }
        return null;
    }

    /** Name of the roll file of a day. */
    static String rollFile(long epochDay) {
        return day(epochDay) + SUFFIX;
    }

    /** A day as {@code yyyyMMdd}. */
    static String day(long epochDay) {
        return DAY.format(LocalDate.ofEpochDay(epochDay));
    }

    /** Days of the roll files since 1970-01-01, oldest first. */
    static List<Long> epochDays(Path folder) {
        return rollFiles(folder).stream().map(QueueFiles::epochDay).toList();
    }

    /** Day of a roll file since 1970-01-01. */
    static long epochDay(Path rollFile) {
        String name = rollFile.getFileName().toString();
        return epochDay(name.substring(0, name.length() - SUFFIX.length()));
    }

    /** A day {@code yyyyMMdd} since 1970-01-01. */
    static long epochDay(String day) {
        return LocalDate.parse(day, DAY).toEpochDay();
    }

    /**
     * Removes what a process that died while it created a file has left: a newest roll file whose first header was never
     * completed (it cannot hold a document), and the table when there is no roll file yet. The library would wait seconds for
     * a writer that no longer exists. Only for the holder of the journal's lock.
     */
    static void removeUnfinished(Path folder) {
        List<Path> files = rollFiles(folder);
        int last = files.size() - 1;
        try {
            if (last >= 0 && isUnfinished(files.get(last))) {
                Files.delete(files.get(last));
                last--;
            }
            if (last < 0) {
                Files.deleteIfExists(folder.resolve(METADATA));
            }
        } catch (IOException e) {
            throw io("repair", folder, e);
        }
    }

    /**
     * Moves a queue out of the way, to the first free name {@code <folder>-aside-<n>}, durably. Only for the holder of the
     * journal's lock, and after the queue was closed.
     *
     * @return where it is now.
     */
    static Path moveAside(Path folder) {
        int number = 1;
        while (Files.exists(aside(folder, number))) {
            number++;
        }
        try {
            Files.move(folder, aside(folder, number), StandardCopyOption.ATOMIC_MOVE);
            forceNames(folder.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw io("move aside", folder, e);
        }
        return aside(folder, number);
    }

    private static Path aside(Path folder, int number) {
        return folder.resolveSibling(folder.getFileName() + "-aside-" + number);
    }

    /** Makes the names in a folder durable. */
    static void forceNames(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Makes all files of a folder durable, and their names. */
    static void forceAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                force(file);
            }
        }
        forceNames(folder);
    }

    /** Makes a file durable. */
    static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static boolean isUnfinished(Path file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.read(header, 0) < Integer.BYTES) {
                return true;
            }
        }
        int word = header.getInt(0);
        return word == 0 || (word & NOT_COMPLETE) != 0;
    }

    private static JournalException io(String doing, Path folder, IOException e) {
        return new JournalException(JournalException.IO, "Cannot " + doing + " " + folder + ": " + e, e);
    }
}
