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
 *   section   number int64   version int64   values ...   bytes of the values int64
 *   value     int64, or the length int64 of a byte string and its bytes
 * </pre>
 *
 * An error of the disk becomes an {@link UncheckedIOException}. One thread.
 */
final class StateFileWriter implements StateWriter {
    private static final int PIECE = 256 * 1024;

    private final FileChannel file;
    private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private long flushed;
    private long sectionStart;

    /** @param file is written from its position on. */
    StateFileWriter(FileChannel file) {
        this.file = file;
    }

    @Override
    public void beginSection(int sectionId, int version) {
        putLong(sectionId);
        putLong(version);
        sectionStart = length();
    }

    @Override
    public void putLong(long value) {
        if (piece.remaining() < Long.BYTES) {
            flush();
        }
        piece.putLong(value);
    }

    @Override
    public void putBytes(DirectBuffer source, int offset, int length) {
        putLong(length);
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
        putLong(length() - sectionStart);
    }

    /** Bytes written so far. */
    long length() {
        return flushed + piece.position();
    }

    /** Brings the last piece to the file and returns the checksum of everything. */
    int finish() {
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        piece.clear();
    }
}
