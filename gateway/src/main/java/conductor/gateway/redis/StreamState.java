package conductor.gateway.redis;

import conductor.engine.core.Signal;
import conductor.engine.core.SourceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Set;

/**
 * One stream that is read: where reading has come to, what is held, and its <i>front</i>. The front is the earliest
 * place where an entry that we have not seen can still appear: no unseen entry of this stream comes before (front,
 * rank).
 */
final class StreamState {
    /** Ids beyond this are no times; the front stops here so that a key fits a long. */
    static final long TIME_MAX = 1L << 48;

    final int source;
    /** Place among streams for entries of the same millisecond. */
    final int rank;

    /** What was read and is not yet released. */
    EntryQueue queue = new EntryQueue();
    /** What a read that is under way has brought so far. */
    EntryQueue incoming = new EntryQueue();

    private final byte[] key;
    private long lastMs;
    private long lastSeq;
    private long frontMs;
    private boolean drained;
    private boolean asked;
    private int received;
    private Set<SeenEntries.Entry> reread = Set.of();
    private StreamId rereadUntil;
    private boolean positionDue;
    /** Whether the entry at our place is to be read once more. */
    private boolean reopened;

    /** @param rank the source's number, 0 for time marks, which come before the entries of their millisecond. */
    StreamState(int source, int rank) {
        this.source = source;
        this.rank = rank;
        this.key = SourceId.stream(source).getBytes(StandardCharsets.US_ASCII);
    }

    byte[] key() {
        return key;
    }

    String name() {
        return SourceId.stream(source);
    }

    boolean isNamed(ByteBuffer name) {
        if (name.remaining() != key.length) {
            return false;
        }
        for (int i = 0; i < key.length; i++) {
            if (name.get(name.position() + i) != key[i]) {
                return false;
            }
        }
        return true;
    }

    /** Reading goes on behind this id. */
    void position(long ms, long seq) {
        lastMs = ms;
        lastSeq = seq;
        frontMs = Math.max(frontMs, time(ms));
        drained = false;
    }

    /** The entry at our place was applied in part: reading goes on with it, not behind it. */
    void reopen() {
        reopened = true;
    }

    /**
     * Reading goes on behind an earlier id, because the server has forgotten entries.
     *
     * @param applied what must not be released again.
     */
    void rewind(StreamId id, Set<SeenEntries.Entry> applied) {
        reopened = false;
        lastMs = id.ms();
        lastSeq = id.seq();
        frontMs = time(lastMs);
        drained = false;
        reread = applied;
        rereadUntil = applied.stream()
                .map(entry -> new StreamId(entry.ms(), entry.seq()))
                .max(Comparator.naturalOrder())
                .orElse(id);
        positionDue = true;
    }

    /** Whether the oldest held entry, which became {@code signal}, was applied before a rewind. */
    boolean wasApplied(Signal signal) {
        if (reread.isEmpty()) {
            return false;
        }
        if (new StreamId(signal.sourceTimeMs, signal.sourceSeq).compareTo(rereadUntil) > 0) {
            reread = Set.of();
            return false;
        }
        return SeenEntries.contains(reread, signal);
    }

    /** Whether all there was after a rewind has been read and released, so that the position is worth a word; once. */
    boolean takeRereadEnd() {
        boolean end = positionDue && drained && queue.isEmpty();
        positionDue &= !end;
        return end;
    }

    /** Whether there was nothing more to read, and nothing is held. */
    boolean isAtRest() {
        return drained && queue.isEmpty();
    }

    long lastMs() {
        return lastMs;
    }

    long lastSeq() {
        return lastSeq;
    }

    /** The id behind which reading goes on. */
    StreamId lastEntry() {
        return new StreamId(lastMs, lastSeq);
    }

    /** The id behind which the next read begins: {@link #lastEntry}, or the one before it. */
    StreamId readBehind() {
        StreamId last = lastEntry();
        return reopened ? last.before() : last;
    }

    /** The same, as Redis writes it. */
    String readBehindId() {
        return readBehind().toString();
    }

    /** Whether there may be more to read at once; a stream that holds a full batch waits for others. */
    boolean hasBacklog(int count) {
        return !drained && queue.hasRoom(count);
    }

    /** Prepares a read; a stream that holds a full batch is left out, so that memory stays bounded. */
    boolean prepare(int count) {
        incoming.clear();
        received = 0;
        drained = false;
        asked = queue.hasRoom(count);
        return asked;
    }

    /** An entry begins; called by the connection's thread. */
    void receive(long ms, long seq) {
        incoming.beginEntry(ms, seq);
        received++;
    }

    /** The read failed: as if it had not been. */
    void rollback() {
        incoming.clear();
        received = 0;
    }

    /** The read answered: what came is held now, and reading goes on behind the last entry. */
    void answered(int count) {
        drained = asked && received < count && !incoming.isFull();
        if (received == 0) {
            return;
        }
        reopened = false;
        lastMs = incoming.lastMs();
        lastSeq = incoming.lastSeq();
        if (queue.isEmpty()) {
            EntryQueue empty = queue;
            queue = incoming;
            incoming = empty;
        } else {
            queue.append(incoming);
        }
    }

    /**
     * Moves the front: a drained stream has shown everything before {@code completeMs}, any other only what was read.
     */
    void moveFront(long completeMs) {
        frontMs = Math.max(frontMs, time(lastMs));
        if (drained) {
            frontMs = Math.max(frontMs, completeMs);
        }
    }

    /** Place of the front among all streams. */
    long frontKey() {
        return frontMs << 4 | rank;
    }

    long frontMs() {
        return frontMs;
    }

    /** Place of the oldest held entry among all streams. */
    long headKey() {
        return time(queue.headMs()) << 4 | rank;
    }

    private static long time(long ms) {
        return ms < 0 || ms > TIME_MAX ? TIME_MAX : ms;
    }
}
