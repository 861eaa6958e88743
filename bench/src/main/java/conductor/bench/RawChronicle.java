package conductor.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.ExceptionHandler;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Chronicle Queue by itself, set up as the journal sets it up: documents in, documents out, no record format, no checksum and no
 * helper that touches pages ahead.
 */
final class RawChronicle {
    private static final int COPY_CAPACITY = 1 << 16;

    static {
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("chronicle.announcer.disable", "true");
        ExceptionHandler nothing = ExceptionHandler.ignoresEverything();
        Jvm.setExceptionHandlers(nothing, nothing, nothing, nothing);
    }

    private RawChronicle() {}

    /** What reading a queue gave. */
    record Reading(long documents, long bytes, long elapsedNs) {}

    /**
     * Appends records to a queue of its own in documents of so many; each is copied into the open document by itself, as records come
     * one by one. Every round goes on behind the last one, on pages that nobody has touched.
     *
     * @param folder in which the queue is made, and removed again.
     * @param recordBytes bytes of a record.
     * @param perDocument records of a document.
     * @return nanoseconds of wall time a record, the best of {@code rounds}.
     */
    static double appendNs(Path folder, int recordBytes, int perDocument, int records, int rounds) throws IOException {
        Path own = Files.createTempDirectory(folder, "raw-chronicle");
        ByteBuffer record = ByteBuffer.allocateDirect(recordBytes);
        for (int i = 0; i < recordBytes; i++) {
            record.put(i, (byte) i);
        }
        try (SingleChronicleQueue queue = open(own, false);
                ExcerptAppender appender = queue.createAppender()) {
            BytesStore<?, ByteBuffer> store = BytesStore.wrap(record);
            double best = Double.MAX_VALUE;
            for (int round = 0; round < rounds; round++) {
                long startNs = System.nanoTime();
                for (int done = 0; done < records; done += perDocument) {
                    append(appender, store, recordBytes, Math.min(perDocument, records - done));
                }
                best = Math.min(best, (double) (System.nanoTime() - startNs) / records);
            }
            return best;
        } finally {
            Folders.delete(own);
        }
    }

    private static void append(ExcerptAppender appender, BytesStore<?, ByteBuffer> record, int length, int count) {
        try (DocumentContext document = appender.writingDocument()) {
            Bytes<?> bytes = document.wire().bytes();
            for (int i = 0; i < count; i++) {
                bytes.write(record, 0L, (long) length);
            }
        }
    }

    /** Reads all documents of a queue from its start and copies each out. */
    static Reading read(Path queueFolder) {
        UnsafeBuffer mapped = new UnsafeBuffer(0, 0);
        UnsafeBuffer copy = new UnsafeBuffer(ByteBuffer.allocateDirect(COPY_CAPACITY));
        try (SingleChronicleQueue queue = open(queueFolder, true);
                ExcerptTailer tailer = queue.createTailer()) {
            long documents = 0;
            long total = 0;
            long startNs = System.nanoTime();
            while (true) {
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        return new Reading(documents, total, System.nanoTime() - startNs);
                    }
                    Bytes<?> bytes = document.wire().bytes();
                    int length = (int) bytes.readRemaining();
                    if (length > copy.capacity()) {
                        copy = new UnsafeBuffer(ByteBuffer.allocateDirect(2 * length));
                    }
                    mapped.wrap(bytes.addressForRead(bytes.readPosition()), length);
                    copy.putBytes(0, mapped, 0, length);
                    documents++;
                    total += length;
                }
            }
        }
    }

    private static SingleChronicleQueue open(Path folder, boolean readOnly) {
        return SingleChronicleQueueBuilder.binary(folder.toFile())
                .rollCycle(RollCycles.FAST_DAILY)
                .checkInterrupts(false)
                .readOnly(readOnly)
                .build();
    }
}
