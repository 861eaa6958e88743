package conductor.journal;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The only roll file of a queue, to be damaged by tests while readers look. */
final class RollFileBytes {
    private static final int LENGTH_MASK = 0x3fff_ffff;

    private final Path file;
    private final MappedByteBuffer bytes;
    private final List<Integer> documents = new ArrayList<>();

    private RollFileBytes(Path file, MappedByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes;
        for (int i = 0; i + Frames.HEADER_LENGTH < bytes.capacity(); i += Integer.BYTES) {
            if (bytes.getInt(i) == Frames.FORMAT) {
                documents.add(i);
            }
        }
    }

    static RollFileBytes of(Path dataDir, String queue) {
        List<Path> files = QueueFiles.rollFiles(dataDir.resolve("journal").resolve(queue));
        Path file = files.get(files.size() - 1);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
            bytes.order(ByteOrder.LITTLE_ENDIAN);
            return new RollFileBytes(file, bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Path file() {
        return file;
    }

    int documents() {
        return documents.size();
    }

    /** Offset of the first byte of a document; the library's own header is the four bytes before. */
    int start(int document) {
        return documents.get(document);
    }

    /** Offset behind the last byte of a document. */
    int end(int document) {
        return start(document) + (bytes.getInt(start(document) - Integer.BYTES) & LENGTH_MASK);
    }

    void flip(int offset, int bit) {
        bytes.put(offset, (byte) (bytes.get(offset) ^ (1 << bit)));
    }

    void put(int offset, int value) {
        bytes.put(offset, (byte) value);
    }

    byte at(int offset) {
        return bytes.get(offset);
    }

    int size() {
        return bytes.capacity();
    }
}
