package conductor.journal;

import conductor.engine.core.Signal;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Finds signals by their sequence: one reader that moves forward beside a reader of the decisions, which have their causes in the same order.
 * It is opened with the first question, so that whoever asks nothing reads nothing, and it passes over what lies before the newest snapshot
 * that is not past what is asked for.
 *
 * <p>Days may be removed while it stands in them. It then finds a hole where it goes on, and begins again where the journal begins now.
 */
public final class CauseReader implements Causes, AutoCloseable {
    /** Fewer signals than this are read sooner than snapshots are looked at. */
    private static final long FAR = 50_000;

    private final Supplier<SignalReader> signals;
    private final Supplier<List<Path>> snapshots;
    private SignalReader reader;
    /** What was read last; kept, since a signal may cause many records. */
    private final Signal last = new Signal();

    private boolean read;

    /**
     * @param signals opens a reader of the signals.
     * @param snapshots those that there are now, newest first.
     */
    CauseReader(Supplier<SignalReader> signals, Supplier<List<Path>> snapshots) {
        this.signals = signals;
        this.snapshots = snapshots;
    }

    @Override
    public boolean find(long sequence, Signal signal) {
        boolean found;
        try {
            found = goTo(sequence);
        } catch (JournalCorruptException e) {
            close();
            found = goTo(sequence);
        }
        if (found) {
            signal.copyFrom(last);
        }
        return found;
    }

    private boolean goTo(long sequence) {
        if (read && last.sequence == sequence) {
            return true;
        }
        if (reader == null) {
            reader = signals.get();
            passOver(sequence);
        } else if (sequence <= reader.lastSequence()) {
            reader.toStart();
            read = false;
            passOver(sequence);
        } else if (sequence - reader.lastSequence() > FAR) {
            passOver(sequence);
        }
        while (reader.lastSequence() < sequence && reader.next(last)) {
            read = true;
        }
        return read && last.sequence == sequence;
    }

    /** Goes to behind the newest snapshot before the sequence, where that is further than the reader is. */
    private void passOver(long sequence) {
        for (Path snapshot : snapshots.get()) {
            try {
                SnapshotHeader header = SnapshotFile.header(snapshot);
                if (header.sequence() <= reader.lastSequence()) {
                    return;
                }
                if (header.sequence() < sequence) {
                    read = false;
                    reader.toBehind(header.documentIndex(), header.sequence());
                    return;
                }
            } catch (SnapshotException | JournalCorruptException e) {
                // Of no use, or of another journal: the one before it will do, and in the end the journal's beginning.
                reader.toStart();
            }
        }
    }

    @Override
    public void close() {
        read = false;
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
