package conductor.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the part of a roll file that will be written next in the page cache. The engine writes to mapped memory; where a page is
 * not there yet, it would have to wait until the kernel has found, cleared and filled one. Only reads, never writes, so
 * it can do no harm wherever the writer is by now. For one thread.
 */
final class ReadAhead implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);
    /** How far ahead of the writer pages are kept near: about 80 ms of a million signals a second. */
    static final long WINDOW = 16 << 20;

    private static final int CHUNK = 1 << 18;

    private final Path folder;
    private final WritePosition position;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(CHUNK);
    private FileChannel file;
    private long cycle = -1;
    private long readTo;

    ReadAhead(Path folder, WritePosition position) {
        this.folder = folder;
        this.position = position;
    }

    /** Reads what is missing between the writer and {@link #WINDOW} bytes ahead of it; returns how many bytes that was. */
    long run() throws IOException {
        long written = position.read();
        if (written == 0) {
            return 0;
        }
        follow(WritePosition.cycle(written));
        long from = Math.max(readTo, WritePosition.offset(written));
        long to = Math.min(WritePosition.offset(written) + WINDOW, file.size());
        for (long at = from; at < to; at += CHUNK) {
            scratch.clear().limit((int) Math.min(CHUNK, to - at));
            file.read(scratch, at);
        }
        readTo = Math.max(readTo, to);
        return Math.max(0, to - from);
    }

    private void follow(long writtenCycle) throws IOException {
        if (writtenCycle != cycle) {
            close();
            file = FileChannel.open(folder.resolve(QueueFiles.rollFile(writtenCycle)), StandardOpenOption.READ);
            cycle = writtenCycle;
            readTo = 0;
        }
    }

    /** Closes the file; a failure changes nothing, it was only read. */
    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.debug("Closing a file that was read ahead", e);
        }
    }
}
