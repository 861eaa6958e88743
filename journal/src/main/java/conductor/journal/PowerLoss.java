package conductor.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Leaves in a journal what a power failure may leave: of a document that was not forced, some pages are on the disk and others are zeros.
 * For trials, on the journal of a process that died at {@link KillPoint#DOCUMENT_CLOSED} or {@link KillPoint#DECISIONS_WRITTEN} while it
 * ran: what the engine has written since it last told its figures was promised to nobody.
 */
public final class PowerLoss {
    private static final int LENGTH_MASK = 0x3fff_ffff;
    private static final int META_DATA = 0x4000_0000;
    private static final int WORD = Integer.BYTES;

    private PowerLoss() {}

    /** A document in a roll file: where its bytes begin, and where they end. */
    private record Place(Path file, int start, int end) {}

    /**
     * Zeros the last document of the journal from some byte on.
     *
     * @return the queue that it is in, {@code signals} or {@code decisions}.
     */
    public static String tear(Path dataDir, RandomGenerator random) throws IOException {
        String queue = decisionsAreLast(dataDir) ? "decisions" : "signals";
        Place last = lastDocument(dataDir, queue);
        zero(last, last.start() + WORD + random.nextInt(last.end() - last.start() - WORD));
        return queue;
    }

    /**
     * Zeros the last document of the signals, if what it led to is in the queue of decisions already.
     *
     * @return whether it is.
     */
    public static boolean loseCauses(Path dataDir) throws IOException {
        if (!decisionsAreLast(dataDir)) {
            return false;
        }
        Place last = lastDocument(dataDir, "signals");
        zero(last, last.start());
        return true;
    }

    private static boolean decisionsAreLast(Path dataDir) {
        try (JournalDirectory journal = JournalDirectory.openReadOnly(dataDir);
                BatchReader signals = new BatchReader(journal.signals())) {
            return signals.loadLast() && journal.decisionMarks().causeSequence() >= signals.markA();
        }
    }

    /** By the library's own headers, from one document to the next. */
    private static Place lastDocument(Path dataDir, String queue) throws IOException {
        List<Path> files = QueueFiles.rollFiles(dataDir.resolve("journal").resolve(queue));
        for (int i = files.size() - 1; i >= 0; i--) {
            Place last = lastDocument(files.get(i));
            if (last != null) {
                return last;
            }
        }
        throw new IllegalStateException("the queue " + queue + " in " + dataDir + " has no document");
    }

    private static Place lastDocument(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            bytes.order(ByteOrder.LITTLE_ENDIAN);
            Place last = null;
            int at = 0;
            // Zero ends the file; a negative one is of a document that was never completed.
            while (at + WORD <= bytes.capacity() && bytes.getInt(at) > 0) {
                int header = bytes.getInt(at);
                int start = at + WORD;
                int end = start + (header & LENGTH_MASK);
                if ((header & META_DATA) == 0) {
                    last = new Place(file, start, end);
                }
                at = (end + WORD - 1) & -WORD;
            }
            return last;
        }
    }

    private static void zero(Place document, int from) throws IOException {
        try (FileChannel channel = FileChannel.open(document.file(), StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(document.end() - from);
            while (zeros.hasRemaining()) {
                channel.write(zeros, from + zeros.position());
            }
        }
    }
}
