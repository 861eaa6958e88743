package conductor.gateway.redis;

import conductor.engine.core.Code;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.SignalType;
import conductor.engine.core.StateReader;
import conductor.engine.core.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The last {@value #MAX} entries of one stream that became signals, each by its id and what it says. When a server has forgotten
 * entries and a piece of a stream is read again, this tells what was applied already from what is new under an id that was used before.
 * For one thread.
 */
final class SeenEntries {
    static final int MAX = 65_536;
    /** Stands for any content: of an entry from the future nothing was looked at but its id. */
    private static final long ANY = 0;

    /** Hashes of dead letters by their reason: these say nothing but that. */
    private static final long[] UNREADABLE = new long[Code.UNKNOWN_TYPE + 1];

    static {
        ParsedEntry entry = new ParsedEntry();
        for (int code = Code.BAD_UTF8; code <= Code.UNKNOWN_TYPE; code++) {
            entry.reject(code, null);
            UNREADABLE[code] = hash(entry.signal);
        }
    }

    /** An entry by its id and a hash of the signal that it became. */
    record Entry(long ms, long seq, long hash) {}

    /** An entry that became a dead letter, by its id and the reason. */
    record Unreadable(StreamId id, int code) {}

    private long[] ms = new long[1_024];
    private long[] seq = new long[1_024];
    private long[] hash = new long[1_024];
    private long count;
    private StreamId floor;

    /** Notes an entry that was released. */
    void add(Signal signal) {
        if (count == ms.length && ms.length < MAX) {
            ms = Arrays.copyOf(ms, ms.length * 2);
            seq = Arrays.copyOf(seq, seq.length * 2);
            hash = Arrays.copyOf(hash, hash.length * 2);
        }
        int at = (int) (count++ & ms.length - 1);
        ms[at] = signal.sourceTimeMs;
        seq[at] = signal.sourceSeq;
        hash[at] = hash(signal);
    }

    /** Says that reading began behind {@code id}; only the first such word counts. */
    void beganBehind(StreamId id) {
        if (floor == null) {
            floor = id;
        }
    }

    /** Every released entry above this id is known here. */
    StreamId floor() {
        if (count > ms.length) {
            int oldest = (int) (count & ms.length - 1);
            return new StreamId(ms[oldest], seq[oldest]);
        }
        return floor;
    }

    /** The highest id that is known and was not too far ahead of the clock, or null. */
    StreamId newest() {
        StreamId newest = null;
        for (int i = 0; i < Math.min(count, ms.length); i++) {
            StreamId id = new StreamId(ms[i], seq[i]);
            if (hash[i] != ANY && (newest == null || id.compareTo(newest) > 0)) {
                newest = id;
            }
        }
        return newest;
    }

    /** Everything that is known. */
    Set<Entry> all() {
        Set<Entry> all = new HashSet<>();
        for (int i = 0; i < Math.min(count, ms.length); i++) {
            all.add(new Entry(ms[i], seq[i], hash[i]));
        }
        return all;
    }

    /** The last {@code most} of those that became dead letters, in the order in which they were released. */
    List<Unreadable> unreadable(int most) {
        List<Unreadable> found = new ArrayList<>();
        for (long i = count - 1; i >= Math.max(0, count - ms.length) && found.size() < most; i--) {
            int at = (int) (i & ms.length - 1);
            for (int code = Code.BAD_UTF8; code <= Code.UNKNOWN_TYPE; code++) {
                if (hash[at] == UNREADABLE[code]) {
                    found.add(new Unreadable(new StreamId(ms[at], seq[at]), code));
                }
            }
        }
        Collections.reverse(found);
        return found;
    }

    /** Whether the newest entry has this signal's id and says something else. */
    boolean newestDiffersFrom(Signal signal) {
        if (count == 0) {
            return false;
        }
        int newest = (int) (count - 1 & ms.length - 1);
        return ms[newest] == signal.sourceTimeMs
                && seq[newest] == signal.sourceSeq
                && hash[newest] != ANY
                && hash[newest] != hash(signal);
    }

    /** Whether a set of entries has the one that became {@code signal}. */
    static boolean contains(Set<Entry> entries, Signal signal) {
        return entries.contains(new Entry(signal.sourceTimeMs, signal.sourceSeq, hash(signal)))
                || entries.contains(new Entry(signal.sourceTimeMs, signal.sourceSeq, ANY));
    }

    /** Writes everything, oldest entry first. */
    void write(StateWriter out) {
        out.putLong(floor == null ? 0 : 1);
        out.putLong(floor == null ? 0 : floor.ms());
        out.putLong(floor == null ? 0 : floor.seq());
        out.putLong(ms.length);
        out.putLong(count);
        for (long i = Math.max(0, count - ms.length); i < count; i++) {
            int at = (int) (i & ms.length - 1);
            out.putLong(ms[at]);
            out.putLong(seq[at]);
            out.putLong(hash[at]);
        }
    }

    /** Reads it into an empty one. */
    void read(StateReader in) {
        boolean began = in.getLong() == 1;
        StreamId id = new StreamId(in.getLong(), in.getLong());
        floor = began ? id : null;
        long room = in.getLong();
        if (room < ms.length || room > MAX || Long.bitCount(room) != 1) {
            throw new IllegalStateException("a stream cannot remember " + room + " entries");
        }
        ms = new long[(int) room];
        seq = new long[(int) room];
        hash = new long[(int) room];
        count = in.getLong();
        for (long i = Math.max(0, count - room); i < count; i++) {
            int at = (int) (i & room - 1);
            ms[at] = in.getLong();
            seq[at] = in.getLong();
            hash[at] = in.getLong();
        }
    }

    /** Of what the entry said; the same at the edge and read from the journal, hence without what the sequencer stamps. */
    private static long hash(Signal signal) {
        if (signal.type == SignalType.DEAD_LETTER && signal.value1 == Code.FUTURE_ID) {
            return ANY;
        }
        if ((signal.flags & SignalFlags.NUMBERED) != 0) {
            // What its producer's number stands for, whatever became of it.
            long numbered = mix(mix(mix(signal.source, signal.value2), signal.value3), signal.value4);
            return numbered == ANY ? 1 : numbered;
        }
        long hash = mix(signal.type, signal.scopeKey);
        hash = mix(hash, signal.subjectKey);
        hash = mix(hash, signal.actorKey);
        hash = mix(hash, signal.value1);
        hash = mix(hash, signal.value2);
        for (int i = 0; i < signal.payloadLength; i++) {
            hash = mix(hash, signal.payload.getByte(i));
        }
        return hash == ANY ? 1 : hash;
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * 0x9e3779b97f4a7c15L;
        return mixed ^ mixed >>> 29;
    }
}
