package conductor.ops.feed;

import conductor.ops.feed.UnusableRow.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Lines of strict UTF-8, of bounded length, with their numbers. */
final class LineReader {
    static final int MAX_LINE_BYTES = 65_536;

    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final byte[] line = new byte[MAX_LINE_BYTES];
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private int position;
    private int limit;
    private int length;
    private long lineNumber;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Moves to the next line; false at the end. */
    boolean next() throws IOException {
        length = 0;
        if (!fill()) {
            return false;
        }
        lineNumber++;
        while (fill()) {
            byte b = buffer[position++];
            if (b == '\n') {
                break;
            }
            if (length < MAX_LINE_BYTES) {
                line[length] = b;
            }
            length++;
        }
        if (length > 0 && length <= MAX_LINE_BYTES && line[length - 1] == '\r') {
            length--;
        }
        return true;
    }

    /** The number of the line, from 1. */
    long lineNumber() {
        return lineNumber;
    }

    String text() throws UnusableRow {
        if (length > MAX_LINE_BYTES) {
            throw new UnusableRow(Reason.LINE_TOO_LONG, length + " bytes, more than " + MAX_LINE_BYTES);
        }
        try {
            String text = utf8.decode(ByteBuffer.wrap(line, 0, length)).toString();
            return lineNumber == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new UnusableRow(Reason.BAD_UTF8, "the line is not valid UTF-8");
        }
    }

    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        position = 0;
        limit = in.read(buffer);
        return limit > 0;
    }
}
