package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.wire.DecisionCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes the records of a {@link Recap} and gives it its name once it is whole and durable. One thread. */
final class RecapWriter implements AutoCloseable {
    static final String MAKING = ".making";

    private final Path target;
    private final Path making;
    private final FileChannel file;
    private final StateFileWriter body;
    private final DecisionCodec codec = new DecisionCodec();
    private final UnsafeBuffer record =
            new UnsafeBuffer(ByteBuffer.allocateDirect(Frames.padded(DecisionCodec.MAX_LENGTH)));
    private int records;

    RecapWriter(Path target) throws IOException {
        this.target = target;
        this.making = target.resolveSibling(target.getFileName() + MAKING);
        this.file = FileChannel.open(
                making, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        this.body = new StateFileWriter(file.position(Recap.HEADER_LENGTH));
    }

    void add(Decision d) {
        int length = codec.encode(d, record, 0);
        int padded = Frames.padded(length);
        for (int at = length; at < padded; at++) {
            record.putByte(at, (byte) 0);
        }
        body.putLong(length);
        for (int at = 0; at < padded; at += Long.BYTES) {
            body.putLong(record.getLong(at));
        }
        records++;
    }

    /** @throws IOException when the disk refuses; also an {@link UncheckedIOException} of one. */
    Recap finish(int engineId, RecordPosition position, long documentIndex, int lastRecordCrc) throws IOException {
        int crc = body.finish();
        Recap recap = new Recap(target, engineId, position, documentIndex, lastRecordCrc, crc, body.length(), records);
        ByteBuffer header = recap.header();
        while (header.hasRemaining()) {
            file.write(header, header.position());
        }
        file.force(true);
        Files.move(making, target, StandardCopyOption.ATOMIC_MOVE);
        QueueFiles.forceNames(target.toAbsolutePath().getParent());
        return recap;
    }

    /** What has no name yet is removed: half a file must not hold the room that the journal may need. */
    @Override
    public void close() throws IOException {
        file.close();
        Files.deleteIfExists(making);
    }
}
