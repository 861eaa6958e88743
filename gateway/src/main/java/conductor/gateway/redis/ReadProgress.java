package conductor.gateway.redis;

import conductor.engine.core.SourceId;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Between the ingest thread, which says how far it has read, and the chores, which say what to look at. */
final class ReadProgress {
    private static final int SUSPECT = 1 << 31;

    /**
     * How far a stream was read.
     *
     * @param id the last entry.
     * @param epoch number of the stream's epoch.
     */
    record Place(StreamId id, long epoch) {}

    private final AtomicReferenceArray<Place> places = new AtomicReferenceArray<>(SourceId.COUNT);
    private final AtomicInteger asked = new AtomicInteger();

    /** For the ingest thread. */
    void set(int source, StreamId id, long epoch) {
        Place before = places.getPlain(source);
        if (before == null || before.epoch != epoch || !before.id.equals(id)) {
            places.setRelease(source, new Place(id, epoch));
        }
    }

    /** How far a stream was read at least, or null before it was. */
    Place place(int source) {
        return places.getAcquire(source);
    }

    /** Asks the ingest thread to compare every stream with what it has read. */
    void suspect() {
        askAgain(0);
    }

    /** As {@link #suspect()}, and says that a stream was made anew. */
    void recreated(int source) {
        askAgain(1 << source);
    }

    /** As {@link #suspect()}, and says which streams were made anew: what {@link #take()} gave, when the look failed. */
    void askAgain(int recreated) {
        asked.accumulateAndGet(SUSPECT | recreated, (one, other) -> one | other);
    }

    /** Whether something was asked; it stays so until {@link #take()}. */
    boolean isAsked() {
        return asked.getPlain() != 0;
    }

    /** Bits of the sources that were made anew; nothing is asked any more. */
    int take() {
        return asked.getAndSet(0) & ~SUSPECT;
    }
}
