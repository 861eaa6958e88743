package conductor.bench.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads just so much of an answer as says how it went and where it ends. */
final class HttpAnswer {
    /** More of it has to come. */
    static final int NOT_WHOLE = -1;

    private static final byte[] LENGTH = "\ncontent-length: ".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private HttpAnswer() {}

    /**
     * The status of the answer that a buffer begins with.
     *
     * @param in up to its position.
     * @return {@link #NOT_WHOLE} if its end is not there.
     */
    static int status(ByteBuffer in) {
        byte[] bytes = in.array();
        int length = 0;
        for (int i = STATUS_AT + 3; i + 3 < in.position(); i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            if (bytes[i + 1] == '\r' && bytes[i + 2] == '\n') {
                return in.position() >= i + 3 + length ? number(bytes, STATUS_AT) : NOT_WHOLE;
            }
            if (i + LENGTH.length < in.position() && isLength(bytes, i)) {
                length = number(bytes, i + LENGTH.length);
            }
        }
        return NOT_WHOLE;
    }

    private static boolean isLength(byte[] bytes, int at) {
        for (int i = 0; i < LENGTH.length; i++) {
            if ((bytes[at + i] | 0x20) != (LENGTH[i] | 0x20)) {
                return false;
            }
        }
        return true;
    }

    private static int number(byte[] bytes, int at) {
        int number = 0;
        for (int i = at; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }
}
