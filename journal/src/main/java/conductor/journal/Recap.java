package conductor.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * What a reader of the decisions has to know of all records up to a position, so that it need not read them: those of them that say what is
 * still so (open sessions and their events, pauses, settings, decisions that may go on), as they are and in their order. A file, little-endian:
 *
 * <pre>
 *    0 magic int64      8 format int32     12 engine id int32     16 number int64    24 score number int64
 *   32 index of the document of the decisions queue that holds the last record before the position int64
 *   40 crc of that record int32            44 crc of the body int32
 *   48 length of the body in bytes int64   56 records in it int32  60 crc of the 60 bytes before int32
 *   64 the body: for each record its length, then its bytes as 64-bit numbers, written as {@link StateFileWriter} does
 * </pre>
 *
 * @param file where it is.
 * @param engineId id of the engine.
 * @param position up to where it replaces the records.
 * @param documentIndex document that holds the last record before it.
 * @param lastRecordCrc CRC32C of that record: shows that a queue is the one that the recap was made of.
 * @param bodyCrc CRC32C of the body.
 * @param bodyLength bytes of the body.
 * @param records records in the body.
 */
record Recap(
        Path file,
        int engineId,
        RecordPosition position,
        long documentIndex,
        int lastRecordCrc,
        int bodyCrc,
        long bodyLength,
        int records) {
    static final int HEADER_LENGTH = 64;

    private static final long MAGIC = 0x31_50_41_43_45_52_45_0aL;
    private static final int FORMAT = 1;
    private static final int CRC_OFFSET = HEADER_LENGTH - Integer.BYTES;
    private static final int PIECE = 256 * 1024;

    ByteBuffer header() {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(FORMAT).putInt(engineId);
        bytes.putLong(position.seq()).putLong(position.scoreSeq()).putLong(documentIndex);
        bytes.putInt(lastRecordCrc).putInt(bodyCrc).putLong(bodyLength).putInt(records);
        return bytes.putInt(CRC_OFFSET, crc(bytes)).position(0);
    }

    /**
     * Reads a header and checks every byte of the file.
     *
     * @throws SnapshotException if it is not what was written.
     */
    static Recap open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Recap recap = header(file, channel);
            if (channel.size() != HEADER_LENGTH + recap.bodyLength) {
                throw new SnapshotException(file, "it has another length than its header says", null);
            }
            CRC32C crc = new CRC32C();
            ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
            while (channel.read(piece) >= 0) {
                crc.update(piece.flip());
                piece.clear();
            }
            if ((int) crc.getValue() != recap.bodyCrc) {
                throw new SnapshotException(file, "the checksum of its records differs", null);
            }
            return recap;
        } catch (IOException e) {
            throw new SnapshotException(file, e.toString(), e);
        }
    }

    private static Recap header(Path file, FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // Reads on.
        }
        if (bytes.hasRemaining() || bytes.getInt(CRC_OFFSET) != crc(bytes) || bytes.getLong(0) != MAGIC) {
            throw new SnapshotException(file, "its header is not one of a recap", null);
        }
        int format = bytes.getInt(Long.BYTES);
        if (format != FORMAT) {
            throw new SnapshotException(file, "it has format " + format + ", this program reads " + FORMAT, null);
        }
        bytes.position(Long.BYTES + Integer.BYTES);
        int engineId = bytes.getInt();
        RecordPosition position = new RecordPosition(bytes.getLong(), bytes.getLong());
        long documentIndex = bytes.getLong();
        int lastRecordCrc = bytes.getInt();
        int bodyCrc = bytes.getInt();
        return new Recap(
                file, engineId, position, documentIndex, lastRecordCrc, bodyCrc, bytes.getLong(), bytes.getInt());
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
