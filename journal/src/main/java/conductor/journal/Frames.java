package conductor.journal;

/**
 * How records lie in a document of a queue. One document is one batch: a header, then the records, each in a frame. Numbers are
 * little-endian, everything starts at a multiple of 8.
 *
 * <pre>
 *  document header (32 bytes)
 *   0          4          8          12         16                    24                    32
 *   +----------+----------+----------+----------+---------------------+---------------------+
 *   | format   | crc32c   | frames   | bytes of | mark A              | mark B              |
 *   |          | of 8..31 |          | frames   |                     |                     |
 *   +----------+----------+----------+----------+---------------------+---------------------+
 *  frame
 *   0          4          8                       8 + length           next multiple of 8
 *   +----------+----------+-----------------------+--------------------+
 *   | length   | crc32c   | record (SBE)          | zeros              |
 *   +----------+----------+-----------------------+--------------------+
 * </pre>
 *
 * <p>The marks make the last document enough to know where a queue ends. Signals: sequence of the first and of the last record
 * of the document. Decisions: number of the last SCORE and of the last record of any other type, up to and with this document.
 */
final class Frames {
    /** Format number: "ECJ" and the version 1. */
    static final int FORMAT = 0x45434A01;

    /**
     * Format of a document that voids the one before it, from a record on: mark A = index of that document, mark B = how many of its
     * records count. Written by whoever finds the end of a queue torn, so that nothing is ever written over.
     */
    static final int VOID_FORMAT = 0x45434A7F;

    static final int FORMAT_OFFSET = 0;
    static final int HEADER_CRC_OFFSET = 4;
    static final int COUNT_OFFSET = 8;
    static final int BYTES_OFFSET = 12;
    static final int MARK_A_OFFSET = 16;
    static final int MARK_B_OFFSET = 24;
    static final int HEADER_LENGTH = 32;

    /** No batch is longer. It also bounds what a reader believes of a damaged length: the library maps more than this ahead. */
    static final int MAX_DOCUMENT_LENGTH = 1 << 20;

    static final int LENGTH_OFFSET = 0;
    static final int CRC_OFFSET = 4;
    static final int RECORD_OFFSET = 8;

    private static final int ALIGNMENT = 8;

    private Frames() {}

    /** Length of a record with its padding. */
    static int padded(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Bytes a record of this length takes in a document. */
    static int frameLength(int recordLength) {
        return RECORD_OFFSET + padded(recordLength);
    }
}
