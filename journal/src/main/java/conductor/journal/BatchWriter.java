package conductor.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The open batch: records are encoded into one buffer outside the heap, which is copied into one document of the queue at
 * commit. Until then nothing of the batch is in the queue, so a crash leaves whole batches only. See {@link Frames} for the
 * layout. For one thread; allocates nothing after construction.
 */
final class BatchWriter {
    private final DocumentQueue.Appender appender;
    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private final CRC32C crc = new CRC32C();
    private int tail = Frames.HEADER_LENGTH;
    private int count;

    /** @param capacity largest document in bytes. */
    BatchWriter(DocumentQueue queue, int capacity) {
        this.bytes = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
        this.buffer = new UnsafeBuffer(bytes);
        this.appender = queue.appender(bytes);
    }

    /** Whether a record of up to {@code maxLength} bytes fits. */
    boolean hasRoomFor(int maxLength) {
        return tail + Frames.frameLength(maxLength) <= bytes.capacity();
    }

    /** Where the next record is to be encoded: this buffer, ... */
    UnsafeBuffer buffer() {
        return buffer;
    }

    /** ... at this offset. */
    int recordOffset() {
        return tail + Frames.RECORD_OFFSET;
    }

    /** Closes the frame around the {@code length} bytes that were encoded at {@link #recordOffset()}. */
    void endRecord(int length) {
        int record = recordOffset();
        int end = record + Frames.padded(length);
        for (int i = record + length; i < end; i++) {
            buffer.putByte(i, (byte) 0);
        }
        buffer.putInt(tail + Frames.LENGTH_OFFSET, length, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(tail + Frames.CRC_OFFSET, checksum(record, length), ByteOrder.LITTLE_ENDIAN);
        tail = end;
        count++;
    }

    /** Number of records in the open batch. */
    int count() {
        return count;
    }

    /** Makes the batch one document and begins the next; an empty batch makes none. */
    void commit(long markA, long markB) {
        if (count == 0) {
            return;
        }
        buffer.putInt(Frames.FORMAT_OFFSET, Frames.FORMAT, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(Frames.COUNT_OFFSET, count, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(Frames.BYTES_OFFSET, tail - Frames.HEADER_LENGTH, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(Frames.MARK_A_OFFSET, markA, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(Frames.MARK_B_OFFSET, markB, ByteOrder.LITTLE_ENDIAN);
        int checksum = checksum(Frames.COUNT_OFFSET, Frames.HEADER_LENGTH - Frames.COUNT_OFFSET);
        buffer.putInt(Frames.HEADER_CRC_OFFSET, checksum, ByteOrder.LITTLE_ENDIAN);
        appender.append(tail);
        tail = Frames.HEADER_LENGTH;
        count = 0;
    }

    /** Gives the appender back. What was not committed is dropped. */
    void close() {
        appender.close();
    }

    private int checksum(int offset, int length) {
        crc.reset();
        bytes.limit(offset + length).position(offset);
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
