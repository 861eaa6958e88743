package conductor.gateway.redis;

import conductor.gateway.json.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What an id may be: 1..255 bytes without control characters, not blank. Ids are opaque; nothing else is asked of them.
 */
public final class IdRules {
    static final int MAX_LENGTH = 255;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long SPACES = ONES * ' ';

    private IdRules() {}

    /** Whether these bytes, of which nothing is known, are an id. */
    public static boolean validUtf8(byte[] bytes, int offset, int length) {
        return isPlain(bytes, offset, length) || Utf8.valid(bytes, offset, length) && valid(bytes, offset, length);
    }

    /** Whether these bytes, known to be valid UTF-8, are an id. */
    public static boolean valid(byte[] bytes, int offset, int length) {
        if (length < 1 || length > MAX_LENGTH) {
            return false;
        }
        if (isPlain(bytes, offset, length)) {
            return true;
        }
        boolean blank = true;
        for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            if (b < 0) {
                return validBeyondAscii(bytes, i, offset + length, blank);
            }
            if (b < ' ' || b == 0x7f) {
                return false;
            }
            blank &= b == ' ';
        }
        return !blank;
    }

    /** Whether this is an id of printable ASCII that does not begin with a space, as nearly all are; eight bytes at a time. */
    private static boolean isPlain(byte[] bytes, int offset, int length) {
        if (length < 1 || length > MAX_LENGTH || bytes[offset] == ' ') {
            return false;
        }
        int at = offset;
        int end = offset + length;
        while (at + Long.BYTES <= end) {
            if (!isPrintableAscii((long) WORD.get(bytes, at))) {
                return false;
            }
            at += Long.BYTES;
        }
        if (at == end) {
            return true;
        }
        if (at + Long.BYTES > bytes.length) {
            return false;
        }
        long rest = (1L << (end - at << 3)) - 1;
        return isPrintableAscii((long) WORD.get(bytes, at) & rest | SPACES & ~rest);
    }

    /** Whether all eight bytes are from space to tilde. */
    private static boolean isPrintableAscii(long word) {
        long belowSpace = word - SPACES;
        long aboveTilde = word + ONES;
        return ((word | belowSpace | aboveTilde) & HIGH_BITS) == 0;
    }

    private static boolean validBeyondAscii(byte[] bytes, int from, int end, boolean blankSoFar) {
        boolean blank = blankSoFar;
        int at = from;
        while (at < end) {
            int codePoint = Utf8.codePoint(bytes, at);
            if (Character.isISOControl(codePoint)) {
                return false;
            }
            blank &= Character.isSpaceChar(codePoint);
            at += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
        }
        return !blank;
    }
}
