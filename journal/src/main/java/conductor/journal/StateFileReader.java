package conductor.journal;

import conductor.engine.core.StateReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.agrona.MutableDirectBuffer;

/** The mirror of {@link StateFileWriter}; insists that every section is read to its last byte. One thread. */
final class StateFileReader implements StateReader {
    private static final int PIECE = 256 * 1024;

    private final FileChannel file;
    private final ByteBuffer piece =
            ByteBuffer.allocateDirect(PIECE).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long loaded;
    private long sectionStart;
    private int zeros;

    /** @param file is read from its position on. */
    StateFileReader(FileChannel file) {
        this.file = file;
    }

    @Override
    public int beginSection(int sectionId) {
        long found = getLong();
        if (found != sectionId) {
            throw new IllegalStateException("section " + found + " stands where section " + sectionId + " belongs");
        }
        int version = (int) getLong();
        sectionStart = position();
        return version;
    }

    @Override
    public long getLong() {
        if (zeros > 0) {
            zeros--;
            return 0;
        }
        require(1);
        int first = piece.get() & 0xff;
        if (first >= StateFileWriter.ZEROS && first < StateFileWriter.ZEROS + StateFileWriter.ZEROS_MAX) {
            zeros = first - StateFileWriter.ZEROS;
            return 0;
        }
        int bytes = first - StateFileWriter.LENGTH;
        if (bytes > 0 && bytes <= Long.BYTES) {
            return number(bytes);
        }
        if (first == 0 || first > StateFileWriter.SMALL_MAX) {
            throw new IllegalStateException("no number begins as the one before byte " + position());
        }
        return first;
    }

    private long number(int bytes) {
        require(bytes);
        int at = piece.position();
        piece.position(at + bytes);
        int unused = Long.SIZE - Byte.SIZE * bytes;
        if (at + Long.BYTES <= piece.limit()) {
            return piece.getLong(at) << unused >> unused;
        }
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << Byte.SIZE | piece.get(at + i) & 0xff;
        }
        return value << unused >> unused;
    }

    @Override
    public int getBytes(MutableDirectBuffer target, int offset, int maxLength) {
        long length = getLong();
        if (length < 0 || length > maxLength || zeros > 0) {
            throw new IllegalStateException("a text of " + length + " bytes does not fit into " + maxLength);
        }
        int done = 0;
        while (done < length) {
            require(1);
            int part = (int) Math.min(length - done, piece.remaining());
            target.putBytes(offset + done, piece, part);
            done += part;
        }
        return (int) length;
    }

    @Override
    public void endSection() {
        long length = position() - sectionStart;
        if (zeros > 0 || getLong() != length) {
            throw new IllegalStateException("a section was read to byte " + length + ", which is not its end");
        }
    }

    /** Whether nothing is left. */
    boolean atEnd() {
        return zeros == 0 && !piece.hasRemaining() && !load();
    }

    private long position() {
        return loaded - piece.remaining();
    }

    private void require(int bytes) {
        while (piece.remaining() < bytes) {
            if (!load()) {
                throw new IllegalStateException("the state ends early, at byte " + loaded);
            }
        }
    }

    private boolean load() {
        piece.compact();
        try {
            int count = file.read(piece);
            loaded += Math.max(0, count);
            return count > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            piece.flip();
        }
    }
}
