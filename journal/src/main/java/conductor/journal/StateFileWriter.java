package conductor.journal;

import conductor.engine.core.StateWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/**
 * State on its way to a file, piece by piece, so that no more than a piece of it is in memory twice.
 *
 * <pre>
 *   section   number   version   values ...   bytes of the values
 *   value     a number, or the length of a byte string and its bytes
 *   number    1 to 127:      that byte
 *             zeros:         80 to DF hex, one byte for 1 to 96 of them in a row
 *             all others:    F1 to F8 hex = bytes that follow, then these: two's complement, little-endian, as few as it takes
 * </pre>
 *
 * Most of a state is zeros and small numbers, so a file has a fraction of the bytes of its 64-bit numbers; a disk takes longer to write them
 * than a core to leave them out.
 *
 * <p>An error of the disk becomes an {@link UncheckedIOException}. One thread.
 */
final class StateFileWriter implements StateWriter {
    static final int SMALL_MAX = 127;
    static final int ZEROS = 0x80;
    static final int ZEROS_MAX = 96;
    static final int LENGTH = 0xf0;

    private static final int PIECE = 256 * 1024;
    /** Bytes after which the disk gets them, where there is time: the journal's own sync would wait behind a whole snapshot. */
    private static final long FORCED = 4L << 20;

    private final FileChannel file;
    private final WritePace pace;
    private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private long flushed;
    private long forced;
    private long sectionStart;
    private int zeros;

    /** @param file is written from its position on. */
    StateFileWriter(FileChannel file) {
        this(file, WritePace.NONE);
    }

    /** The same at a pace. */
    StateFileWriter(FileChannel file, WritePace pace) {
        this.file = file;
        this.pace = pace;
    }

    @Override
    public void beginSection(int sectionId, int version) {
        putLong(sectionId);
        putLong(version);
        endZeros();
        sectionStart = length();
    }

    @Override
    public void putLong(long value) {
        if (value == 0) {
            if (++zeros == ZEROS_MAX) {
                endZeros();
            }
            return;
        }
        endZeros();
        require(1 + Long.BYTES);
        if (value > 0 && value <= SMALL_MAX) {
            piece.put((byte) value);
        } else {
            int bytes = bytes(value);
            int at = piece.position();
            piece.put(at, (byte) (LENGTH | bytes));
            piece.putLong(at + 1, value);
            piece.position(at + 1 + bytes);
        }
    }

    /** Bytes from which the sign goes on. */
    private static int bytes(long value) {
        int bits = Long.SIZE + 1 - Long.numberOfLeadingZeros(value ^ (value >> (Long.SIZE - 1)));
        return (bits + Byte.SIZE - 1) / Byte.SIZE;
    }

    private void endZeros() {
        if (zeros > 0) {
            require(1);
            piece.put((byte) (ZEROS + zeros - 1));
            zeros = 0;
        }
    }

    private void require(int bytes) {
        if (piece.remaining() < bytes) {
            flush();
        }
    }

    @Override
    public void putBytes(DirectBuffer source, int offset, int length) {
        putLong(length);
        endZeros();
        int done = 0;
        while (done < length) {
            if (!piece.hasRemaining()) {
                flush();
            }
            int part = Math.min(length - done, piece.remaining());
            source.getBytes(offset + done, piece, part);
            done += part;
        }
    }

    @Override
    public void endSection() {
        endZeros();
        putLong(length() - sectionStart);
    }

    /** Bytes written so far, zeros at the end not counted. */
    long length() {
        return flushed + piece.position();
    }

    /** Brings the last piece to the file and returns the checksum of everything. */
    int finish() {
        endZeros();
        flush();
        return (int) crc.getValue();
    }

    private void flush() {
        piece.flip();
        crc.update(piece.duplicate());
        flushed += piece.limit();
        try {
            while (piece.hasRemaining()) {
                file.write(piece);
            }
            if (pace.spreads() && flushed - forced >= FORCED) {
                file.force(false);
                forced = flushed;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        piece.clear();
        pace.written(flushed);
    }
}
