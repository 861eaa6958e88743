package conductor.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How much of a sparse, zero-filled file is in use. */
final class UsedLength {
    private UsedLength() {}

    /** Bytes up to and with the last block of {@code blockLength} that holds anything but zeros. */
    static long of(Path path, int blockLength) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer block = ByteBuffer.allocate(blockLength);
            long at = (file.size() + blockLength - 1) / blockLength * blockLength;
            while (at > 0 && allZero(file, block, at - blockLength)) {
                at -= blockLength;
            }
            return at;
        }
    }

    private static boolean allZero(FileChannel file, ByteBuffer block, long position) throws IOException {
        block.clear();
        file.read(block, position);
        block.flip();
        while (block.remaining() >= Long.BYTES) {
            if (block.getLong() != 0) {
                return false;
            }
        }
        return true;
    }
}
