package conductor.journal;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.TailerDirection;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads a Chronicle queue. Allocates nothing a document. */
final class ChronicleTailer implements DocumentQueue.Tailer {
    private final ExcerptTailer tailer;
    private final UnsafeBuffer mapped = new UnsafeBuffer(0, 0);

    ChronicleTailer(ExcerptTailer tailer) {
        this.tailer = tailer;
    }

    @Override
    public void toStart() {
        tailer.direction(TailerDirection.FORWARD).toStart();
    }

    @Override
    public boolean toIndex(long index) {
        return tailer.direction(TailerDirection.FORWARD).moveToIndex(index);
    }

    @Override
    public void toEnd() {
        tailer.direction(TailerDirection.BACKWARD).toEnd();
    }

    @Override
    public boolean next(DocumentQueue.Reader reader) {
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                return false;
            }
            Bytes<?> bytes = document.wire().bytes();
            // What cannot be a batch is not mapped: the reader refuses it by its length.
            long length = Math.min(bytes.readRemaining(), Integer.MAX_VALUE);
            int looked = (int) Math.min(length, Frames.MAX_DOCUMENT_LENGTH);
            mapped.wrap(bytes.addressForRead(bytes.readPosition()), looked);
            reader.read(document.index(), mapped, (int) length);
            return true;
        }
    }

    @Override
    public void close() {
        tailer.close();
    }
}
