package conductor.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.CRC32C;

/** Writes one file of a backup, for its owner's eyes only, and notes its length and checksum. One thread. */
final class BackupFileWriter implements AutoCloseable {
    private static final int BUFFER = 1 << 20;

    private final String name;
    private final FileChannel file;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private long written;

    /** @param name of the file in the backup, with its folder. */
    BackupFileWriter(Path backup, String name) throws IOException {
        this.name = name;
        Path target = backup.resolve(name);
        Files.createDirectories(target.getParent());
        this.file = FileChannel.open(
                target,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    String name() {
        return name;
    }

    void put(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int length = Math.min(bytes.remaining(), buffer.remaining());
            buffer.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
        }
    }

    /** Makes the file durable. */
    BackupManifest.Entry finish() throws IOException {
        flush();
        file.force(true);
        return new BackupManifest.Entry(name, written, (int) crc.getValue());
    }

    private void flush() throws IOException {
        buffer.flip();
        crc.update(buffer.duplicate());
        written += buffer.remaining();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
