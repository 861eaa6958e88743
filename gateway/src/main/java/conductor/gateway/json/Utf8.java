package conductor.gateway.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
    /** Reads eight bytes, the first one lowest. */
    static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Whether the bytes are valid UTF-8. Plain ASCII goes by 32 bytes at a time. */
    public static boolean valid(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (at + 4 * Long.BYTES <= end
                    && (((long) WORD.get(bytes, at)
                                            | (long) WORD.get(bytes, at + 8)
                                            | (long) WORD.get(bytes, at + 16)
                                            | (long) WORD.get(bytes, at + 24))
                                    & HIGH_BITS)
                            == 0) {
                at += 4 * Long.BYTES;
            } else if (at + Long.BYTES <= end && ((long) WORD.get(bytes, at) & HIGH_BITS) == 0) {
                at += Long.BYTES;
            } else if (bytes[at] >= 0) {
                at++;
            } else {
                int size = sequence(bytes, at, end);
                if (size == 0) {
                    return false;
                }
                at += size;
            }
        }
        return true;
    }

    /** Code points in valid UTF-8. */
    public static int codePoints(byte[] bytes, int offset, int length) {
        int count = 0;
        for (int i = offset; i < offset + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                count++;
            }
        }
        return count;
    }

    /** How much of valid UTF-8 fits into {@code most} bytes without a half character at its end. */
    public static int cut(byte[] bytes, int offset, int length, int most) {
        int end = Math.min(length, most);
        while (end < length && end > 0 && (bytes[offset + end] & 0xc0) == 0x80) {
            end--;
        }
        return end;
    }

    /** The code point that begins at {@code at} of valid UTF-8. */
    public static int codePoint(byte[] bytes, int at) {
        int first = bytes[at];
        if (first >= 0) {
            return first;
        }
        if ((first & 0xe0) == 0xc0) {
            return (first & 0x1f) << 6 | bytes[at + 1] & 0x3f;
        }
        if ((first & 0xf0) == 0xe0) {
            return (first & 0x0f) << 12 | (bytes[at + 1] & 0x3f) << 6 | bytes[at + 2] & 0x3f;
        }
        return (first & 0x07) << 18 | (bytes[at + 1] & 0x3f) << 12 | (bytes[at + 2] & 0x3f) << 6 | bytes[at + 3] & 0x3f;
    }

    /** Writes a code point that is no surrogate and returns the offset behind it. */
    static int put(byte[] bytes, int at, int codePoint) {
        int next = at;
        if (codePoint < 0x80) {
            bytes[next++] = (byte) codePoint;
            return next;
        }
        if (codePoint < 0x800) {
            bytes[next++] = (byte) (0xc0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                bytes[next++] = (byte) (0xe0 | codePoint >> 12);
            } else {
                bytes[next++] = (byte) (0xf0 | codePoint >> 18);
                bytes[next++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
            }
            bytes[next++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
        }
        bytes[next++] = (byte) (0x80 | codePoint & 0x3f);
        return next;
    }

    /** Bytes of the sequence that begins at {@code at} with a byte above 0x7f, 0 if it is not valid. */
    private static int sequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        int size = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (size == 0 || at + size > end) {
            return 0;
        }
        for (int i = 1; i < size; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        int second = bytes[at + 1] & 0xff;
        boolean overlong = first == 0xe0 && second < 0xa0 || first == 0xf0 && second < 0x90;
        boolean surrogate = first == 0xed && second > 0x9f;
        boolean tooHigh = first == 0xf4 && second > 0x8f;
        return overlong || surrogate || tooHigh ? 0 : size;
    }
}
