package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.wire.DecisionCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads the records of a {@link Recap} that was checked. One thread. */
final class RecapReader implements AutoCloseable {
    private final Recap recap;
    private final FileChannel file;
    private final StateFileReader body;
    private final UnsafeBuffer record =
            new UnsafeBuffer(ByteBuffer.allocateDirect(Frames.padded(DecisionCodec.MAX_LENGTH)));
    private final DecisionCodec codec = new DecisionCodec();
    private int read;

    /** @throws SnapshotException if it cannot be opened. */
    RecapReader(Recap recap) {
        this.recap = recap;
        try {
            this.file = FileChannel.open(recap.file(), StandardOpenOption.READ);
            this.body = new StateFileReader(file.position(Recap.HEADER_LENGTH));
        } catch (IOException e) {
            throw new SnapshotException(recap.file(), e.toString(), e);
        }
    }

    boolean hasNext() {
        return read < recap.records();
    }

    /** Reads the next record; false behind the last. */
    boolean next(Decision d) {
        if (!hasNext()) {
            return false;
        }
        long length = body.getLong();
        if (length < 1 || length > DecisionCodec.MAX_LENGTH) {
            throw new SnapshotException(recap.file(), "a record in it has " + length + " bytes", null);
        }
        for (int at = 0; at < length; at += Long.BYTES) {
            record.putLong(at, body.getLong());
        }
        if (!codec.decode(record, 0, d)) {
            throw new SnapshotException(recap.file(), "a record in it is none that this version knows", null);
        }
        read++;
        return true;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new SnapshotException(recap.file(), e.toString(), e);
        }
    }
}
