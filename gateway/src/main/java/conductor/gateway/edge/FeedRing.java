package conductor.gateway.edge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The newest records, in the order in which they came, so that a client can be told what it missed. Places rise by one with each record; the place
 * of a record says nothing to another gateway, its {@link FeedPosition} does. For any thread.
 */
public final class FeedRing {
    private final FeedRecord[] records;
    private final FeedPosition[] positions;
    private long next;
    private FeedPosition position = FeedPosition.NONE;
    private FeedPosition forgotten = FeedPosition.NONE;

    /** @param capacity records that are kept, a power of two. */
    FeedRing(int capacity) {
        this.records = new FeedRecord[capacity];
        this.positions = new FeedPosition[capacity];
    }

    /** Begins anew behind a position: everything before is unknown here. */
    synchronized void begin(FeedPosition at) {
        Arrays.fill(records, null);
        Arrays.fill(positions, null);
        next += records.length;
        position = at;
        forgotten = at;
    }

    synchronized void add(FeedRecord record) {
        int at = (int) next & records.length - 1;
        if (records[at] != null) {
            forgotten = forgotten.behind(records[at]);
        }
        position = position.behind(record);
        records[at] = record;
        positions[at] = position;
        next++;
    }

    /** The place behind the newest record. */
    public synchronized long end() {
        return next;
    }

    /** The position behind the newest record. */
    public synchronized FeedPosition position() {
        return position;
    }

    /**
     * From where a client has to be told what it missed.
     *
     * @return the place of the first record that it may lack, or -1 if some of them are not known here any more.
     */
    public synchronized long placeBehind(FeedPosition has) {
        if (!has.engine().equals(position.engine())
                || has.decisions() < forgotten.decisions()
                || has.scores() < forgotten.scores()
                || has.decisions() > position.decisions()
                || has.scores() > position.scores()) {
            return -1;
        }
        for (long place = Math.max(0, next - records.length); place < next; place++) {
            FeedRecord record = records[(int) place & records.length - 1];
            if (record != null && !has.includes(record)) {
                return place;
            }
        }
        return next;
    }

    /**
     * A record and the position behind it.
     *
     * @param place of the record.
     */
    public record Entry(long place, FeedRecord record, FeedPosition position) {}

    /**
     * Some records, and where to go on.
     *
     * @param entries in their order.
     * @param next place behind the last one that was looked at.
     * @param position behind that one.
     */
    public record Batch(List<Entry> entries, long next, FeedPosition position) {}

    /**
     * The next records that a client wants.
     *
     * @param from place of the first one that it may want.
     * @param most records that are answered at most.
     * @return null if the record at {@code from} is not known any more.
     */
    public synchronized Batch read(long from, int most, Predicate<FeedRecord> wanted) {
        if (from < next - records.length || from < next && records[(int) from & records.length - 1] == null) {
            return null;
        }
        List<Entry> found = new ArrayList<>();
        long place = from;
        FeedPosition behind = position;
        while (place < next && found.size() < most) {
            int at = (int) place & records.length - 1;
            if (wanted.test(records[at])) {
                found.add(new Entry(place, records[at], positions[at]));
            }
            behind = positions[at];
            place++;
        }
        return new Batch(found, place, behind);
    }

    /** Decisions that a client has not been told of, from a place on; all that are kept where the place is not known any more. */
    public synchronized int decisionsBehind(long from, Predicate<FeedRecord> wanted) {
        int behind = 0;
        for (long place = Math.max(from, next - records.length); place < next; place++) {
            FeedRecord record = records[(int) place & records.length - 1];
            if (record != null && !record.isScore() && wanted.test(record)) {
                behind++;
            }
        }
        return behind;
    }
}
