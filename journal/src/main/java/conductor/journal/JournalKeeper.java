package conductor.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that does for the journal what the engine thread must not wait for: it keeps the pages that will be written next in
 * memory, and those that are next of all writable. Busy only while the journal grows; what it cannot do is logged once and left to the engine thread.
 */
public final class JournalKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalKeeper.class);
    private static final long BUSY_PAUSE_NS = 1_000_000;
    private static final long IDLE_PAUSE_NS = 50_000_000;
    private static final long STOP_MS = 2_000;

    private final List<ReadAhead> reading;
    private final List<WritableAhead> writable;
    private final Thread thread;
    private volatile boolean stopped;

    JournalKeeper(WritePosition signals, Path signalsFolder, WritePosition decisions, Path decisionsFolder) {
        this.reading = List.of(new ReadAhead(signalsFolder, signals), new ReadAhead(decisionsFolder, decisions));
        this.writable = List.of(new WritableAhead(signals), new WritableAhead(decisions));
        this.thread = new Thread(this::run, "journal-keeper");
        thread.setDaemon(true);
    }

    /** Starts the thread. */
    JournalKeeper start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!stopped) {
                LockSupport.parkNanos(look() > 0 ? BUSY_PAUSE_NS : IDLE_PAUSE_NS);
            }
        } catch (IOException e) {
            LOG.warn("Reading ahead of the journal has stopped; writing may be slower: {}", e.toString());
        }
    }

    /** What was to be done, in bytes. */
    private long look() throws IOException {
        long bytes = 0;
        for (ReadAhead queue : reading) {
            bytes += queue.run();
        }
        for (WritableAhead queue : writable) {
            bytes += queue.run();
        }
        return bytes;
    }

    /** Ends the thread. One that a disk holds in a read is left behind, with its files: closing them would wait for it, too. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(STOP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("The disk of the journal did not answer a read; it is not waited for");
            return;
        }
        reading.forEach(ReadAhead::close);
    }
}
