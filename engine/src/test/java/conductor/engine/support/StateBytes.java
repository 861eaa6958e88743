package conductor.engine.support;

import conductor.engine.core.StateReader;
import conductor.engine.core.StateWriter;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** State in memory: what was written can be read from its beginning, by as many readers as wanted. */
public final class StateBytes implements StateWriter {
    private static final int NO_SECTION = -1;

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1 << 16);
    private int end;
    private int lengthAt = NO_SECTION;

    @Override
    public void beginSection(int sectionId, int version) {
        if (lengthAt != NO_SECTION) {
            throw new IllegalStateException("section " + sectionId + " begins inside another");
        }
        putLong(sectionId);
        putLong(version);
        lengthAt = end;
        putLong(0);
    }

    @Override
    public void putLong(long value) {
        buffer.putLong(end, value, ByteOrder.LITTLE_ENDIAN);
        end += Long.BYTES;
    }

    @Override
    public void putBytes(DirectBuffer source, int offset, int length) {
        putLong(length);
        buffer.putBytes(end, source, offset, length);
        end += length;
    }

    @Override
    public void endSection() {
        buffer.putLong(lengthAt, end - lengthAt - Long.BYTES, ByteOrder.LITTLE_ENDIAN);
        lengthAt = NO_SECTION;
    }

    /** Length in bytes. */
    public int length() {
        return end;
    }

    /** A copy of what was written. */
    public byte[] bytes() {
        return Arrays.copyOf(buffer.byteArray(), end);
    }

    /** Gives every section another version, as a program of another time would. */
    public void reversion(int version) {
        for (int at = 0; at < end; ) {
            buffer.putLong(at + Long.BYTES, version, ByteOrder.LITTLE_ENDIAN);
            at += (int) buffer.getLong(at + 2 * Long.BYTES, ByteOrder.LITTLE_ENDIAN) + 3 * Long.BYTES;
        }
    }

    /** A reader at the beginning. It insists that every section is read to its last byte. */
    public StateReader reader() {
        return new Reader();
    }

    private final class Reader implements StateReader {
        private int at;
        private long sectionEnd;

        @Override
        public int beginSection(int sectionId) {
            long found = getLong();
            if (found != sectionId) {
                throw new IllegalStateException("expected section " + sectionId + ", found " + found);
            }
            long version = getLong();
            long length = getLong();
            sectionEnd = at + length;
            return (int) version;
        }

        @Override
        public long getLong() {
            long value = buffer.getLong(at, ByteOrder.LITTLE_ENDIAN);
            at += Long.BYTES;
            return value;
        }

        @Override
        public int getBytes(MutableDirectBuffer target, int offset, int maxLength) {
            int length = (int) getLong();
            if (length > maxLength) {
                throw new IllegalStateException(length + " bytes do not fit into " + maxLength);
            }
            buffer.getBytes(at, target, offset, length);
            at += length;
            return length;
        }

        @Override
        public void endSection() {
            if (at != sectionEnd) {
                throw new IllegalStateException("a section ends at " + sectionEnd + " but was read up to " + at);
            }
        }
    }
}
