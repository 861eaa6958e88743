package conductor.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Makes one queue durable up to where it was written, over the change of the day. For one thread. */
final class SyncedQueue implements AutoCloseable {
    private final Path folder;
    private final WritePosition written;
    private final Forcer forcer;
    private FileChannel file;
    private long cycle = -1;
    private long forced;

    SyncedQueue(Path folder, WritePosition written, Forcer forcer) {
        this.folder = folder;
        this.written = written;
        this.forcer = forcer;
    }

    /** What an earlier process wrote: its newest files, which may have rolled just before it ended, and their names. */
    void forceWhatIsThere() throws IOException {
        List<Path> files = QueueFiles.rollFiles(folder);
        for (Path path : files.subList(Math.max(0, files.size() - 2), files.size())) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                forcer.force(channel);
            }
        }
        forceNames();
    }

    /** Bytes written since the last {@link #force}; the day's file is taken as new after a roll. */
    long unforcedBytes() {
        long now = written.read();
        boolean sameFile = WritePosition.cycle(now) == WritePosition.cycle(forced);
        return WritePosition.offset(now) - (sameFile ? WritePosition.offset(forced) : 0);
    }

    /** Makes durable what was written before the call. */
    void force() throws IOException {
        long now = written.read();
        if (now == forced) {
            return;
        }
        if (WritePosition.cycle(now) != cycle) {
            roll(WritePosition.cycle(now));
        }
        forcer.force(file);
        forced = now;
    }

    private void roll(long nowCycle) throws IOException {
        if (file != null) {
            forcer.force(file);
            file.close();
        }
        file = FileChannel.open(folder.resolve(QueueFiles.rollFile(nowCycle)), StandardOpenOption.READ);
        cycle = nowCycle;
        KillPoint.ROLL_UNNAMED.pass();
        forceNames();
    }

    /** A file whose name is lost is lost. */
    private void forceNames() throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            forcer.force(names);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
