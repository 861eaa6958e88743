package conductor.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.io.IORuntimeException;
import net.openhft.chronicle.core.onoes.ExceptionHandler;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.TableStore;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.single.TableStoreWriteLock;
import net.openhft.chronicle.queue.impl.table.Metadata;
import net.openhft.chronicle.queue.impl.table.SingleTableBuilder;
import net.openhft.chronicle.threads.BusyTimedPauser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Chronicle queue of the journal; the only place that knows how the library is set up. A roll file a day, UTC. */
final class RecordQueue implements DocumentQueue, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordQueue.class);

    static {
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("chronicle.announcer.disable", "true");
        ExceptionHandler quiet = (logger, message, thrown) -> LOG.debug("{}", message, thrown);
        ExceptionHandler nothing = ExceptionHandler.ignoresEverything();
        Jvm.setExceptionHandlers(quiet, quiet, nothing, nothing);
    }

    private final String name;
    private final Path folder;
    private final SingleChronicleQueue queue;
    private final WritePosition written = new WritePosition();

    /** Which file was cut off when the queue was opened; once it is open, the library makes it as long as it was. */
    private final String cutOff;

    private RecordQueue(Path folder, String cutOff, Supplier<SingleChronicleQueue> library) {
        this.name = folder.getFileName().toString();
        this.folder = folder;
        this.cutOff = cutOff;
        this.queue = opened(library);
    }

    /** Opens, and creates where needed, a queue for writing. The caller holds the journal's lock. */
    static RecordQueue openForWriting(Path folder, LongSupplier wallClockMs) {
        QueueFiles.removeUnfinished(folder);
        releaseStaleLocks(folder);
        JournalClock clock = new JournalClock(wallClockMs);
        List<Path> files = QueueFiles.rollFiles(folder);
        if (!files.isEmpty()) {
            clock.notBeforeDay(QueueFiles.epochDay(files.get(files.size() - 1)));
        }
        return new RecordQueue(folder, QueueFiles.cutOff(folder), builder(folder, clock)::build);
    }

    /** Makes a queue that is filled from a backup, by the days of a clock that stands still unless it is told. */
    static RecordQueue openForRestoring(Path folder, JournalClock clock) {
        return new RecordQueue(folder, null, builder(folder, clock)::build);
    }

    /** Opens a queue that another process may be writing. */
    static RecordQueue openForReading(Path folder) {
        JournalClock clock = new JournalClock(System::currentTimeMillis);
        return new RecordQueue(
                folder, QueueFiles.cutOff(folder), builder(folder, clock).readOnly(true)::build);
    }

    /**
     * What the library makes of the files of a queue.
     *
     * @throws JournalCorruptException if their heads are not what it has written; a disk that refuses stays the library's exception.
     */
    private <T> T opened(Supplier<T> library) {
        try {
            return library.get();
        } catch (RuntimeException | AssertionError e) {
            if (e instanceof IORuntimeException refused && refused.getCause() instanceof IOException) {
                throw refused;
            }
            List<Path> files = QueueFiles.rollFiles(folder);
            throw new JournalCorruptException(
                    name,
                    files.isEmpty()
                            ? "its start"
                            : "the head of " + files.get(files.size() - 1).getFileName(),
                    "the library cannot read it (" + e.toString().replaceAll("\\p{Cntrl}", "") + ")"
                            + (cutOff == null ? "" : "; " + cutOff),
                    e);
        }
    }

    private static SingleChronicleQueueBuilder builder(Path folder, JournalClock clock) {
        return SingleChronicleQueueBuilder.binary(folder.toFile())
                .rollCycle(RollCycles.FAST_DAILY)
                .timeProvider(clock)
                .checkInterrupts(false);
    }

    /**
     * The library keeps its own write locks as process ids in the table; it trusts a number that is in use again, which is
     * always so in a container. We hold the only right to write, so whoever is noted there is gone.
     */
    private static void releaseStaleLocks(Path folder) {
        Path table = folder.resolve(QueueFiles.METADATA);
        if (!Files.exists(table)) {
            return;
        }
        SingleChronicleQueueBuilder.addAliases();
        try (TableStore<?> store = SingleTableBuilder.binary(table.toFile(), Metadata.NoMeta.INSTANCE)
                .readOnly(false)
                .build()) {
            release(store, "chronicle.write.lock");
            release(store, TableStoreWriteLock.APPEND_LOCK_KEY);
        }
    }

    private static void release(TableStore<?> store, String key) {
        try (TableStoreWriteLock lock = new TableStoreWriteLock(store, BusyTimedPauser::new, 0L, key)) {
            lock.forceUnlock();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String place() {
        return folder.toString();
    }

    @Override
    public String cutOff() {
        return cutOff;
    }

    Path folder() {
        return folder;
    }

    /** How far this process has written the queue. */
    WritePosition written() {
        return written;
    }

    /** {@inheritDoc} It may be handed over to another thread. */
    @Override
    public Appender appender(ByteBuffer document) {
        return new ChronicleAppender(excerptAppender(), written, document);
    }

    /** The library's own appender. */
    ExcerptAppender excerptAppender() {
        ExcerptAppender appender = opened(queue::createAppender);
        appender.singleThreadedCheckDisabled(true);
        return appender;
    }

    /** {@inheritDoc} It may be handed over to another thread. */
    @Override
    public Tailer tailer() {
        return new ChronicleTailer(excerptTailer());
    }

    /** The library's own tailer. */
    ExcerptTailer excerptTailer() {
        ExcerptTailer tailer = opened(queue::createTailer);
        tailer.singleThreadedCheckDisabled(true);
        return tailer;
    }

    @Override
    public long epochDay(long index) {
        return queue.rollCycle().toCycle(index);
    }

    @Override
    public List<Long> epochDays() {
        return QueueFiles.epochDays(folder);
    }

    @Override
    public long removeBefore(long epochDay) throws IOException {
        long bytes = 0;
        for (Path file : QueueFiles.rollFiles(folder)) {
            if (QueueFiles.epochDay(file) < epochDay) {
                bytes += Files.size(file);
                Files.delete(file);
                KillPoint.RETENTION_FILE_REMOVED.pass();
                QueueFiles.forceNames(folder);
            }
        }
        // The library remembers which files there are, for other processes too.
        queue.refreshDirectoryListing();
        return bytes;
    }

    /** The same as {@code yyyyMMdd}. */
    String day(long index) {
        return QueueFiles.day(epochDay(index));
    }

    /** Where a document is, for people: roll file and number of the document in it. */
    @Override
    public String position(long index) {
        long day = queue.rollCycle().toCycle(index);
        return QueueFiles.rollFile(day) + ", document " + queue.rollCycle().toSequenceNumber(index);
    }

    @Override
    public void close() {
        queue.close();
    }
}
