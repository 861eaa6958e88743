package conductor.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * What stands before the state in a snapshot: of which engine and behaviour it is, where in the journal it stands, and what makes damage
 * visible. {@value #LENGTH} bytes, little-endian:
 *
 * <pre>
 *    0 magic int64          8 format int32          12 logic version int32
 *   16 engine id int32     20 crc of the body int32 24 hash of the configuration int64
 *   32 sequence int64      40 engine time ms int64  48 index of the journal's document int64
 *   56 decisions int64     64 scores int64          72 hash of the state int64
 *   80 length of the body in bytes int64            88 zeros     124 crc of the 124 bytes before int32
 * </pre>
 *
 * @param engineId id of the engine.
 * @param logicVersion version of its behaviour.
 * @param configHash hash of the configuration in the journal's genesis record.
 * @param sequence last signal that the state knows.
 * @param engineTimeMs engine time.
 * @param documentIndex index of the document of the signals queue that holds this signal.
 * @param decisions number of the last record made, scores not counted.
 * @param scores number of the last score made.
 * @param stateHash hash of the state.
 * @param bodyLength bytes of state behind the header.
 * @param bodyCrc CRC32C of them.
 */
public record SnapshotHeader(
        int engineId,
        int logicVersion,
        long configHash,
        long sequence,
        long engineTimeMs,
        long documentIndex,
        long decisions,
        long scores,
        long stateHash,
        long bodyLength,
        int bodyCrc) {
    static final int LENGTH = 128;

    private static final long MAGIC = 0x31_50_41_4e_53_43_45_0aL;
    private static final int FORMAT = 2;
    private static final int CRC_OFFSET = LENGTH - Integer.BYTES;

    /** The hash as it is shown: 16 hex digits. */
    public String stateHashHex() {
        return String.format("%016x", stateHash);
    }

    /** Bytes of the whole file. */
    public long fileLength() {
        return LENGTH + bodyLength;
    }

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(FORMAT).putInt(logicVersion);
        bytes.putInt(engineId).putInt(bodyCrc).putLong(configHash);
        bytes.putLong(sequence).putLong(engineTimeMs).putLong(documentIndex);
        bytes.putLong(decisions).putLong(scores).putLong(stateHash).putLong(bodyLength);
        return bytes.putInt(CRC_OFFSET, crc(bytes)).position(0);
    }

    /** @throws SnapshotException if these are not the bytes of a header. */
    static SnapshotHeader decode(ByteBuffer bytes, Path file) {
        bytes.order(ByteOrder.LITTLE_ENDIAN).position(0);
        if (bytes.getLong() != MAGIC) {
            throw new SnapshotException(file, "it does not begin like a snapshot", null);
        }
        if (bytes.getInt(CRC_OFFSET) != crc(bytes)) {
            throw new SnapshotException(file, "the checksum of its header differs", null);
        }
        int format = bytes.position(Long.BYTES).getInt();
        if (format != FORMAT) {
            throw new SnapshotException(file, "it has format " + format + ", this program reads " + FORMAT, null);
        }
        int logicVersion = bytes.getInt();
        int engineId = bytes.getInt();
        int bodyCrc = bytes.getInt();
        return new SnapshotHeader(
                engineId,
                logicVersion,
                bytes.getLong(),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getLong(),
                bodyCrc);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
