package conductor.journal.planted;

import net.openhft.chronicle.queue.ExcerptTailer;

/** Breaks a rule of the modules on purpose. */
public final class JournalReadsByMethod {
    /** Reads. */
    public Object read(ExcerptTailer tailer) {
        return tailer.methodReader(new Object());
    }
}
