package conductor.bench.simulate;

import conductor.gateway.redis.StreamServer;
import java.util.ArrayList;
import java.util.List;

/** A Redis stream: entries in the order of their ids, and the highest id that it ever gave. */
final class SimStream {
    private final List<StreamServer.Entry> entries = new ArrayList<>();
    private long lastMs;
    private long lastSeq;

    /** Adds an entry under the next id. */
    StreamServer.Entry add(long nowMs, byte[] data) {
        if (nowMs > lastMs) {
            lastMs = nowMs;
            lastSeq = 0;
        } else {
            lastSeq++;
        }
        StreamServer.Entry entry = new StreamServer.Entry(lastMs, lastSeq, data);
        entries.add(entry);
        return entry;
    }

    /** Adds an entry under an id; false if the stream has come to it already. */
    boolean addAt(long ms, byte[] data) {
        if (ms <= lastMs) {
            return false;
        }
        lastMs = ms;
        lastSeq = 0;
        entries.add(new StreamServer.Entry(ms, 0, data));
        return true;
    }

    List<StreamServer.Entry> entries() {
        return entries;
    }

    long lastMs() {
        return lastMs;
    }

    String top() {
        return lastMs + "-" + lastSeq;
    }

    List<StreamServer.Entry> range(long ms, long seq, boolean inclusive, int count) {
        List<StreamServer.Entry> found = new ArrayList<>();
        for (int i = firstFrom(ms, seq); i < entries.size() && found.size() < count; i++) {
            StreamServer.Entry entry = entries.get(i);
            if (inclusive || entry.ms() != ms || entry.seq() != seq) {
                found.add(entry);
            }
        }
        return found;
    }

    private int firstFrom(long ms, long seq) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            StreamServer.Entry entry = entries.get(middle);
            if (entry.ms() < ms || entry.ms() == ms && entry.seq() < seq) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Forgets the newest entries, and their ids. */
    void forgetNewest(int count) {
        for (int i = 0; i < count && !entries.isEmpty(); i++) {
            entries.remove(entries.size() - 1);
            StreamServer.Entry last = entries.isEmpty() ? null : entries.get(entries.size() - 1);
            lastMs = last == null ? 0 : last.ms();
            lastSeq = last == null ? 0 : last.seq();
        }
    }

    /** Deletes the oldest entries. */
    void trim(int count) {
        entries.subList(0, Math.min(count, entries.size())).clear();
    }

    /** As if it had never been. */
    void clear() {
        entries.clear();
        lastMs = 0;
        lastSeq = 0;
    }
}
