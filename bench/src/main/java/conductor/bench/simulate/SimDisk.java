package conductor.bench.simulate;

import conductor.journal.DocumentQueue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A queue on a disk that loses what was not synced when the power fails, and may leave the next document torn. As in the files of a Chronicle
 * queue an index is a day and the number of the document in it, and a day goes as a whole.
 */
final class SimDisk implements DocumentQueue {
    private static final int PAGE = 64;
    private static final int DAY_SHIFT = 32;

    private final String name;
    private final Countdown countdown;
    private final LongSupplier today;
    private final int daysTooMany;
    private final List<Document> documents = new ArrayList<>();
    private final List<Document> removed = new ArrayList<>();
    private int synced;
    private long begun = -1;

    private record Document(long index, byte[] bytes) {
        long day() {
            return index >> DAY_SHIFT;
        }
    }

    /** Counts the documents until the process dies, and the days that it removes, over both queues. */
    static final class Countdown {
        private int left = -1;

        void begin(int documents) {
            left = documents;
        }

        void stop() {
            left = -1;
        }

        private void tick() {
            if (left == 0) {
                left = -1;
                throw new SimulatedCrash();
            }
            left = Math.max(-1, left - 1);
        }
    }

    /**
     * @param today day of the wall clock since 1970-01-01.
     * @param daysTooMany the planted bug: days that are removed beside those that are to be; 0 = none.
     */
    SimDisk(String name, Countdown countdown, LongSupplier today, int daysTooMany) {
        this.daysTooMany = daysTooMany;
        this.name = name;
        this.countdown = countdown;
        this.today = today;
    }

    /** Everything written so far survives from now on. */
    void sync() {
        synced = documents.size();
    }

    /** What is there is the beginning of a journal: it came to the disk as a whole, and no copy is without it. */
    void begun() {
        sync();
        begun = documents.get(documents.size() - 1).index();
    }

    /** Nothing is left. */
    void clear() {
        documents.clear();
        removed.clear();
        synced = 0;
        begun = -1;
    }

    /** Takes away the newest documents although they were written. */
    void loseLast() {
        if (documents.size() > 1) {
            documents.remove(documents.size() - 1);
            synced = Math.min(synced, documents.size());
        }
    }

    /**
     * An old copy is put in its place: the newest documents are not in it, whatever was synced.
     *
     * @param needed index of a document that every copy has, -1 = of the first one.
     */
    void goBack(Step step, long needed) {
        int least = find(Math.max(needed, begun));
        cut(Math.max(least + 1, documents.size() - step.pick(1, 1 + documents.size() / 2)));
        synced = documents.size();
    }

    private void cut(int kept) {
        while (documents.size() > kept) {
            documents.remove(documents.size() - 1);
        }
    }

    /** The power fails. */
    void powerLoss(Step step, int salt) {
        int unsynced = documents.size() - synced;
        // Of what is young the disk has nothing as often as anything.
        int kept = synced + (unsynced == 0 || step.once(salt + 4, 2) ? 0 : step.pick(salt, unsynced + 1));
        Document torn = kept < documents.size() && step.once(salt + 1, 2) ? documents.get(kept) : null;
        cut(kept);
        if (torn != null) {
            byte[] bytes = torn.bytes().clone();
            int pages = (bytes.length + PAGE - 1) / PAGE;
            int from = step.pick(salt + 2, pages) * PAGE;
            int to = step.once(salt + 3, 3) ? Math.min(bytes.length, from + PAGE) : bytes.length;
            Arrays.fill(bytes, from, to, (byte) 0);
            documents.add(new Document(torn.index(), bytes));
        }
        synced = documents.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String place() {
        return "the simulated disk";
    }

    @Override
    public String position(long index) {
        return "day " + epochDay(index) + ", document " + (int) index;
    }

    @Override
    public long epochDay(long index) {
        return index >> DAY_SHIFT;
    }

    @Override
    public List<Long> epochDays() {
        return documents.stream().map(Document::day).distinct().toList();
    }

    @Override
    public long removeBefore(long epochDay) {
        long bytes = 0;
        while (!documents.isEmpty() && documents.get(0).day() < epochDay + daysTooMany) {
            countdown.tick();
            long day = documents.get(0).day();
            while (!documents.isEmpty() && documents.get(0).day() == day) {
                Document first = documents.remove(0);
                removed.add(first);
                bytes += first.bytes().length;
                synced = Math.max(0, synced - 1);
            }
        }
        return bytes;
    }

    @Override
    public Appender appender(ByteBuffer document) {
        return new Appender() {
            @Override
            public void append(int length) {
                countdown.tick();
                byte[] copy = new byte[length];
                document.duplicate().clear().get(copy);
                documents.add(new Document(nextIndex(), copy));
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    /** Never of a day before the newest there is, as the journal's clock sees to. */
    private long nextIndex() {
        long day = today.getAsLong();
        Document last = documents.isEmpty() ? null : documents.get(documents.size() - 1);
        return last == null || last.day() < day ? day << DAY_SHIFT : last.index() + 1;
    }

    /** Place of a document in the list, or of the one that it would stand before. */
    private int find(long index) {
        int low = 0;
        int high = documents.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (documents.get(middle).index() < index) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public Tailer tailer() {
        return new DiskTailer();
    }

    /** A copy with everything in it that was ever removed by days: for the checks. */
    SimDisk withRemoved() {
        SimDisk whole = new SimDisk(name, countdown, today, 0);
        whole.documents.addAll(removed);
        whole.documents.addAll(documents);
        return whole;
    }

    /** Counts documents from the first one that there ever was. */
    private final class DiskTailer implements Tailer {
        private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
        private int next;
        private int direction = 1;

        DiskTailer() {
            toStart();
        }

        @Override
        public void toStart() {
            next = removed.size();
            direction = 1;
        }

        @Override
        public boolean toIndex(long index) {
            int at = find(index);
            next = removed.size() + at;
            direction = 1;
            return at < documents.size() && documents.get(at).index() == index;
        }

        @Override
        public void toEnd() {
            next = removed.size() + documents.size() - 1;
            direction = -1;
        }

        @Override
        public boolean next(Reader reader) {
            int at = next - removed.size();
            if (at < 0 && direction > 0) {
                // Its day was removed: as the library does, on to the next one without a word.
                next = removed.size();
                at = 0;
            }
            if (at < 0 || at >= documents.size()) {
                return false;
            }
            Document document = documents.get(at);
            view.wrap(document.bytes());
            reader.read(document.index(), view, document.bytes().length);
            next += direction;
            return true;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
