package conductor.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads a queue document by document and record by record and checks every byte on the way: header and frame checksums,
 * lengths, counts, padding. A document is copied out before it is looked at. For one thread; allocates nothing per record.
 */
final class BatchReader implements AutoCloseable {
    private static final int INITIAL_CAPACITY = 64 * 1024;
    /** Index while no document was read; a queue's documents have the day in theirs. */
    private static final long NONE = 0;

    private final DocumentQueue queue;
    private final DocumentQueue.Tailer tailer;
    private final DocumentQueue.Reader copyIn = this::copyIn;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final CRC32C crc = new CRC32C();
    private ByteBuffer bytes;
    private long index;
    private int end;
    private int next;
    private int framesLeft;
    private int framesOpened;
    private int recordOffset;
    private int recordLength;
    private boolean atStart;

    BatchReader(DocumentQueue queue) {
        this.queue = queue;
        this.tailer = queue.tailer();
        reserve(INITIAL_CAPACITY);
    }

    /** Goes to the start of the queue. */
    void toStart() {
        forgetDocument();
        atStart = true;
        try {
            tailer.toStart();
        } catch (RuntimeException | AssertionError | InternalError e) {
            throw damaged("its start", "the library cannot go there (" + e + ")", e);
        }
    }

    /**
     * Goes to a document.
     *
     * @throws JournalCorruptException if there is none with this index.
     */
    void toIndex(long documentIndex) {
        forgetDocument();
        atStart = false;
        index = documentIndex;
        boolean found;
        try {
            found = tailer.toIndex(documentIndex);
        } catch (RuntimeException | AssertionError | InternalError e) {
            throw damaged(queue.position(documentIndex), "the library cannot go there (" + e + ")", e);
        }
        if (!found) {
            throw corrupt("there is no document where a snapshot has seen one");
        }
    }

    private void forgetDocument() {
        end = 0;
        next = 0;
        framesLeft = 0;
        framesOpened = 0;
    }

    /** Loads the last document of the queue; false when there is none. */
    boolean loadLast() {
        toEnd();
        return loadDocument();
    }

    /** Whether the library finds a last document, or none, and there is none behind it. Not while somebody writes. */
    boolean endsAtItsEnd() {
        try {
            toEnd();
            if (readDocument()) {
                toIndex(index);
                readDocument();
            } else {
                tailer.toStart();
            }
            return !readDocument();
        } catch (JournalCorruptException e) {
            // Reading from the start says where.
            return false;
        }
    }

    /** Whether the queue ends with a document that voids the one before. */
    boolean endsVoided() {
        toEnd();
        return readDocument() && isVoid();
    }

    /**
     * Loads the last document of the queue and checks all of it: what is wrong with it, or null, also when it voids the one before.
     * {@link #index} and {@link #framesOpened} then say where it is and how much of it is whole.
     */
    String problemOfLast() {
        toEnd();
        if (!readDocument() || isVoid()) {
            return null;
        }
        String problem = checkHeader();
        while (problem == null && framesLeft > 0) {
            problem = openFrame();
        }
        return problem;
    }

    /** Goes to the next record; false when there is none yet. */
    boolean nextRecord() {
        while (framesLeft > 0 || loadDocument()) {
            String problem = openFrame();
            if (problem == null) {
                return true;
            }
            requireVoided(problem, framesOpened);
        }
        return false;
    }

    /** Index of the document that was loaded last, and ... */
    long index() {
        return index;
    }

    /** ... how many of its records were found whole. */
    int framesOpened() {
        return framesOpened;
    }

    /** Whether the current record is the last one of its document. */
    boolean atDocumentEnd() {
        return framesLeft == 0;
    }

    /** The bytes of the document; valid until the next record is read. */
    UnsafeBuffer buffer() {
        return buffer;
    }

    int recordOffset() {
        return recordOffset;
    }

    int recordLength() {
        return recordLength;
    }

    /** CRC32C of the current record. */
    int recordCrc() {
        return intAt(recordOffset - Frames.RECORD_OFFSET + Frames.CRC_OFFSET);
    }

    long markA() {
        return buffer.getLong(Frames.MARK_A_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    long markB() {
        return buffer.getLong(Frames.MARK_B_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    private void toEnd() {
        atStart = false;
        try {
            tailer.toEnd();
        } catch (RuntimeException | AssertionError | InternalError e) {
            // Where the library noted its last write and the page of that write is not on disk.
            throw damaged("its end", "the library cannot find it (" + e + ")", e);
        }
    }

    private boolean loadDocument() {
        while (readDocument()) {
            boolean first = atStart;
            atStart = false;
            if (first && isVoid()) {
                // What it voids was the end of a day that has been removed.
                continue;
            }
            String problem = checkHeader();
            if (problem == null) {
                return true;
            }
            requireVoided(problem, 0);
        }
        return false;
    }

    private boolean readDocument() {
        framesLeft = 0;
        framesOpened = 0;
        try {
            return tailer.next(copyIn);
        } catch (JournalCorruptException e) {
            throw e;
        } catch (RuntimeException | AssertionError | InternalError e) {
            throw damaged(
                    index == NONE ? "its start" : "after " + queue.position(index),
                    "the library cannot read it (" + e + ")",
                    e);
        }
    }

    /**
     * Passes over the rest of a damaged document when the next one voids exactly that.
     *
     * @throws JournalCorruptException when it does not.
     */
    private void requireVoided(String problem, int whole) {
        JournalCorruptException damage = corrupt(problem);
        long damaged = index;
        if (!readDocument() || !isVoid() || markA() != damaged || markB() != whole) {
            throw damage;
        }
    }

    private boolean isVoid() {
        return intAt(Frames.FORMAT_OFFSET) == Frames.VOID_FORMAT
                && intAt(Frames.HEADER_CRC_OFFSET)
                        == checksum(Frames.COUNT_OFFSET, Frames.HEADER_LENGTH - Frames.COUNT_OFFSET);
    }

    private void copyIn(long documentIndex, DirectBuffer document, int length) {
        index = documentIndex;
        if (length < Frames.HEADER_LENGTH || length > Frames.MAX_DOCUMENT_LENGTH) {
            throw corrupt("a batch cannot have " + length + " bytes");
        }
        end = length;
        reserve(end);
        buffer.putBytes(0, document, 0, end);
    }

    private void reserve(int capacity) {
        if (buffer.capacity() < capacity) {
            bytes = ByteBuffer.allocateDirect(Math.max(capacity, 2 * buffer.capacity()));
            buffer.wrap(bytes);
        }
    }

    /**
     * What is wrong with the header of the document, or null; then its frames can be opened.
     *
     * @throws JournalCorruptException when nothing behind the document may be looked at.
     */
    private String checkHeader() {
        if (intAt(Frames.FORMAT_OFFSET) != Frames.FORMAT) {
            return "the batch does not have format " + Integer.toHexString(Frames.FORMAT);
        }
        int length = Frames.HEADER_LENGTH - Frames.COUNT_OFFSET;
        if (intAt(Frames.HEADER_CRC_OFFSET) != checksum(Frames.COUNT_OFFSET, length)) {
            return "the checksum of the batch header differs";
        }
        int frames = intAt(Frames.COUNT_OFFSET);
        if (frames < 1 || intAt(Frames.BYTES_OFFSET) != end - Frames.HEADER_LENGTH) {
            // The library's own length is wrong then: where it thinks the next document begins there may be nothing.
            throw corrupt("the batch is shorter or longer than its header says");
        }
        framesLeft = frames;
        next = Frames.HEADER_LENGTH;
        return null;
    }

    /** Goes to the next frame; what is wrong with it, or null. */
    private String openFrame() {
        int space = end - next - Frames.RECORD_OFFSET;
        int length = space < 0 ? -1 : intAt(next + Frames.LENGTH_OFFSET);
        if (length < 1 || length > space || Frames.padded(length) > space) {
            return "the frame at byte " + next + " has no possible length";
        }
        recordOffset = next + Frames.RECORD_OFFSET;
        recordLength = length;
        if (intAt(next + Frames.CRC_OFFSET) != checksum(recordOffset, length)) {
            return "the checksum of the record at byte " + recordOffset + " differs";
        }
        int after = recordOffset + Frames.padded(length);
        for (int i = recordOffset + length; i < after; i++) {
            if (buffer.getByte(i) != 0) {
                return "the padding at byte " + i + " is not zero";
            }
        }
        if (framesLeft == 1 && after != end) {
            return "there are bytes behind the last record of the batch";
        }
        next = after;
        framesLeft--;
        framesOpened++;
        return null;
    }

    private int intAt(int offset) {
        return buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN);
    }

    private int checksum(int offset, int length) {
        crc.reset();
        bytes.limit(offset + length).position(offset);
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** The exception for damage in the current document. */
    JournalCorruptException corrupt(String what) {
        return damaged(index == NONE ? "its start" : queue.position(index), what, null);
    }

    private JournalCorruptException damaged(String position, String what, Throwable cause) {
        String cutOff = queue.cutOff();
        return new JournalCorruptException(queue.name(), position, cutOff == null ? what : what + "; " + cutOff, cause);
    }

    @Override
    public void close() {
        tailer.close();
    }
}
