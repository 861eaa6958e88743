package conductor.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * The documents of a queue as plain files, one a day, {@code <queue>/<yyyyMMdd>.documents}: dense where the library's own are sparse, and
 * ending exactly where they should. For each document, little-endian:
 *
 * <pre>
 *   0 index in the queue int64    8 length int32    12 the bytes
 * </pre>
 *
 * <p>Documents are copied as they are, the damaged and voided ones too, so that every one keeps its index, by which snapshots find them.
 */
final class QueueDocuments {
    private static final int HEADER = Long.BYTES + Integer.BYTES;

    private QueueDocuments() {}

    /**
     * Copies all documents up to and with one into files of a backup.
     *
     * @param lastIndex index of the last document, -1 for none.
     * @return the files.
     */
    static List<BackupManifest.Entry> copyOut(RecordQueue queue, long lastIndex, Path backup) throws IOException {
        List<BackupManifest.Entry> files = new ArrayList<>();
        BackupFileWriter file = null;
        ByteBuffer document =
                ByteBuffer.allocateDirect(HEADER + Frames.MAX_DOCUMENT_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        try (ExcerptTailer tailer = queue.excerptTailer()) {
            long index = -1;
            while (index < lastIndex) {
                index = read(tailer, document, queue, lastIndex);
                String name = queue.name() + "/" + queue.day(index) + ".documents";
                if (file == null || !file.name().equals(name)) {
                    if (file != null) {
                        files.add(file.finish());
                        file.close();
                    }
                    file = new BackupFileWriter(backup, name);
                }
                file.put(document);
            }
            if (file != null) {
                files.add(file.finish());
            }
        } finally {
            if (file != null) {
                file.close();
            }
        }
        return files;
    }

    private static long read(ExcerptTailer tailer, ByteBuffer into, RecordQueue queue, long lastIndex) {
        try (DocumentContext context = tailer.readingDocument()) {
            if (!context.isPresent()) {
                throw new JournalCorruptException(
                        queue.name(), queue.position(lastIndex), "the queue ends before this document", null);
            }
            Bytes<?> bytes = context.wire().bytes();
            long length = bytes.readRemaining();
            if (length > Frames.MAX_DOCUMENT_LENGTH) {
                throw new JournalCorruptException(
                        queue.name(), queue.position(context.index()), "it has " + length + " bytes", null);
            }
            into.clear();
            into.putLong(context.index()).putInt((int) length).limit(HEADER + (int) length);
            bytes.read(into);
            into.flip();
            return context.index();
        }
    }

    /**
     * Appends the documents of a file to a queue that is being restored.
     *
     * @param clock the queue's clock.
     * @throws JournalException with code {@link JournalException#BACKUP} if a document would get another index than it had.
     */
    static void copyIn(Path file, RecordQueue queue, JournalClock clock) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer bytes = ByteBuffer.allocateDirect(Frames.MAX_DOCUMENT_LENGTH);
        try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ);
                ExcerptAppender appender = queue.excerptAppender()) {
            long at = 0;
            long size = source.size();
            while (at < size) {
                at = fill(source, header.clear(), at);
                long index = header.getLong(0);
                int length = header.getInt(Long.BYTES);
                if (length < 0 || length > bytes.capacity()) {
                    throw BackupManifest.unusable(file, "a document cannot have " + length + " bytes", null);
                }
                at = fill(source, bytes.clear().limit(length), at);
                clock.notBeforeDay(queue.epochDay(index));
                append(appender, bytes, length);
                if (appender.lastIndexAppended() != index) {
                    throw BackupManifest.unusable(
                            file, "a document of it would not come where it was, at index " + index, null);
                }
            }
        }
    }

    private static void append(ExcerptAppender appender, ByteBuffer bytes, int length) {
        try (DocumentContext document = appender.writingDocument()) {
            document.wire().bytes().write(BytesStore.wrap(bytes), 0L, (long) length);
        }
    }

    private static long fill(FileChannel source, ByteBuffer target, long at) throws IOException {
        long next = at;
        while (target.hasRemaining()) {
            int read = source.read(target, next);
            if (read < 0) {
                throw new EOFException("it ends within a document");
            }
            next += read;
        }
        return next;
    }
}
