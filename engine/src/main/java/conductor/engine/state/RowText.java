package conductor.engine.state;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Texts in the words of rows: eight bytes a word, the first one lowest, zeros behind the last. */
public final class RowText {
    /** Longest text in bytes. */
    public static final int MAX_LENGTH = 255;

    /** Words that hold the longest text. */
    public static final int WORDS = (MAX_LENGTH + Long.BYTES) / Long.BYTES;

    private RowText() {}

    /** Writes {@code length} bytes at {@code offset} into the words of a row from {@code word} on; those behind stay as they are. */
    public static void set(RowTable rows, int slot, int word, DirectBuffer text, int offset, int length) {
        for (int i = 0; i < length; i += Long.BYTES) {
            rows.set(slot, word + i / Long.BYTES, pack(text, offset + i, Math.min(Long.BYTES, length - i)));
        }
    }

    /** Whether the words from {@code word} on hold exactly this text, given that its length is right. */
    public static boolean is(RowTable rows, int slot, int word, DirectBuffer text, int offset, int length) {
        for (int i = 0; i < length; i += Long.BYTES) {
            long packed = pack(text, offset + i, Math.min(Long.BYTES, length - i));
            if (rows.get(slot, word + i / Long.BYTES) != packed) {
                return false;
            }
        }
        return true;
    }

    /** Copies a text of {@code length} bytes out of a row. */
    public static void copy(RowTable rows, int slot, int word, int length, MutableDirectBuffer target, int offset) {
        for (int i = 0; i < length; i++) {
            target.putByte(offset + i, (byte) (rows.get(slot, word + i / Long.BYTES) >>> ((i & 7) << 3)));
        }
    }

    /** Compares two texts of a table byte by byte, as unsigned numbers; a text comes before what begins with it. */
    public static int compare(RowTable rows, int slotA, int slotB, int word) {
        for (int i = word; i < word + WORDS; i++) {
            long a = rows.get(slotA, i);
            long b = rows.get(slotB, i);
            if (a != b) {
                return Long.compareUnsigned(Long.reverseBytes(a), Long.reverseBytes(b));
            }
        }
        return 0;
    }

    private static long pack(DirectBuffer text, int from, int length) {
        long word = 0;
        for (int i = from + length - 1; i >= from; i--) {
            word = word << 8 | (text.getByte(i) & 0xff);
        }
        return word;
    }
}
