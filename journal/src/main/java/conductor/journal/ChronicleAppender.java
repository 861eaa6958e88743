package conductor.journal;

import java.nio.ByteBuffer;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.wire.DocumentContext;

/** Appends to a Chronicle queue and notes how far it is written. Allocates nothing after construction. */
final class ChronicleAppender implements DocumentQueue.Appender {
    private final ExcerptAppender appender;
    private final WritePosition written;
    private final BytesStore<?, ByteBuffer> store;
    /** What the library writes to: a part of the roll file that is mapped. */
    private BytesStore<?, ?> mapped;

    ChronicleAppender(ExcerptAppender appender, WritePosition written, ByteBuffer document) {
        this.appender = appender;
        this.written = written;
        this.store = BytesStore.wrap(document);
    }

    /** Closing a document commits it, also when the copy threw: then it has to be told to roll back first. */
    @Override
    public void append(int length) {
        DocumentContext document = appender.writingDocument();
        boolean copied = false;
        long end = 0;
        try {
            KillPoint.DOCUMENT_OPEN.pass();
            Bytes<?> bytes = document.wire().bytes();
            bytes.write(store, 0L, (long) length);
            end = bytes.writePosition();
            noteMapping(bytes.bytesStore());
            copied = true;
            KillPoint.DOCUMENT_FILLED.pass();
        } finally {
            if (!copied) {
                document.rollbackOnClose();
            }
            document.close();
        }
        KillPoint.DOCUMENT_CLOSED.pass();
        written.set(appender.cycle(), end);
    }

    private void noteMapping(BytesStore<?, ?> now) {
        if (now != mapped) {
            mapped = now;
            long start = now.start();
            written.mapped(
                    new WrittenMapping(appender.cycle(), now.addressForRead(start), start, start + now.capacity()));
        }
    }

    @Override
    public void close() {
        appender.close();
    }
}
