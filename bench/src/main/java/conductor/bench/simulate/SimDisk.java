package conductor.bench.simulate;

import conductor.journal.DocumentQueue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** A queue on a disk that loses what was not synced when the power fails, and may leave the next document torn. */
final class SimDisk implements DocumentQueue {
    private static final int PAGE = 64;

    private final String name;
    private final List<byte[]> documents = new ArrayList<>();
    private final Countdown countdown;
    private int synced;

    /** Counts the documents until the process dies, over both queues. */
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

    SimDisk(String name, Countdown countdown) {
        this.name = name;
        this.countdown = countdown;
    }

    /** Everything written so far survives from now on. */
    void sync() {
        synced = documents.size();
    }

    /** Nothing is left. */
    void clear() {
        documents.clear();
        synced = 0;
    }

    /** Takes away the newest documents although they were written. */
    void loseLast() {
        if (documents.size() > 1) {
            documents.remove(documents.size() - 1);
            synced = Math.min(synced, documents.size());
        }
    }

    int size() {
        return documents.size();
    }

    /** An old copy is put in its place: the newest documents are not in it, whatever was synced. */
    void goBack(Step step) {
        int kept = Math.max(1, documents.size() - step.pick(1, 1 + documents.size() / 2));
        while (documents.size() > kept) {
            documents.remove(documents.size() - 1);
        }
        synced = documents.size();
    }

    /** The power fails. */
    void powerLoss(Step step, int salt) {
        int unsynced = documents.size() - synced;
        // Of what is young the disk has nothing as often as anything.
        int kept = synced + (unsynced == 0 || step.once(salt + 4, 2) ? 0 : step.pick(salt, unsynced + 1));
        byte[] torn = kept < documents.size() && step.once(salt + 1, 2)
                ? documents.get(kept).clone()
                : null;
        while (documents.size() > kept) {
            documents.remove(documents.size() - 1);
        }
        if (torn != null) {
            int pages = (torn.length + PAGE - 1) / PAGE;
            int from = step.pick(salt + 2, pages) * PAGE;
            int to = step.once(salt + 3, 3) ? Math.min(torn.length, from + PAGE) : torn.length;
            Arrays.fill(torn, from, to, (byte) 0);
            documents.add(torn);
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
        return "document " + index;
    }

    @Override
    public Appender appender(ByteBuffer document) {
        return new Appender() {
            @Override
            public void append(int length) {
                countdown.tick();
                byte[] copy = new byte[length];
                document.duplicate().clear().get(copy);
                documents.add(copy);
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public Tailer tailer() {
        return new DiskTailer();
    }

    private final class DiskTailer implements Tailer {
        private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
        private int next;
        private int direction = 1;

        @Override
        public void toStart() {
            next = 0;
            direction = 1;
        }

        @Override
        public boolean toIndex(long index) {
            next = (int) index;
            direction = 1;
            return index >= 0 && index < documents.size();
        }

        @Override
        public void toEnd() {
            next = documents.size() - 1;
            direction = -1;
        }

        @Override
        public boolean next(Reader reader) {
            if (next < 0 || next >= documents.size()) {
                return false;
            }
            byte[] document = documents.get(next);
            view.wrap(document);
            reader.read(next, view, document.length);
            next += direction;
            return true;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
