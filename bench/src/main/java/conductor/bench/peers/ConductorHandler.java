package conductor.bench.peers;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.ring.SignalJournal;
import conductor.engine.state.Hashing;
import conductor.engine.state.RowTable;
import java.util.stream.IntStream;

/**
 * The engine thread of the comparison: takes signals from the ring in blocks, brings near what a block needs before it
 * applies it, and between two blocks scores some of the sessions that are due. Allocates nothing.
 *
 * <p>Nothing waits for a tick: when event time passes a multiple of five seconds, a pane ends for all sessions, but
 * each is brought up to it only when its turn comes or when its next signal does, whichever is first. Until then
 * nothing of it changes, so the score is the one it had at the tick. The turns are spread over about half of the five
 * seconds, by as many signals as the last pane had.
 */
final class ConductorHandler implements EventHandler<Signal> {
    /** Signals whose memory is fetched together. More of them go no faster, and the first of a block waits for all. */
    private static final int BLOCK = 8;
    /** Event time between two looks at the clock. */
    private static final long CHECK_EVERY_MS = 100;
    /** Event time over which the scoring of all sessions is spread, about: half of the time there is for it. */
    private static final long SPREAD_MS = PeerScore.EVERY_MS / 2;
    /** Places of the table of pairs that are looked at between two blocks, and at each look at the clock. */
    private static final int SWEPT_A_BLOCK = 2;

    private static final int SWEPT_A_CHECK = 64;
    /** A document of the journal. */
    private static final int COMMIT_EVERY = 128;

    /**
     * From the type of a signal to that of the comparison. Tables, as what type comes is chance, and so would be a
     * branch.
     */
    private static final int[] TYPE_OF = typeOfSignal();

    /** Whether a user is active by a signal of a type, as 1 or 0. */
    private static final int[] ACTIVE = IntStream.range(0, SignalFile.TYPES)
            .map(type -> PeerScore.isActive(type) ? 1 : 0)
            .toArray();

    private final RingBuffer<Signal> ring;
    private final SignalJournal journal;
    private final PeerClock clock;
    private final ServiceTimes times;
    private final SessionPages sessions;
    private final PairTable pairs;
    private final int[] slots = new int[BLOCK];
    private final int[] types = new int[BLOCK];
    private final int[] places = new int[BLOCK];
    private final long[] keys = new long[BLOCK];
    private final long[] subjects = new long[BLOCK];

    private long nextSequence;
    private int inBlock;
    private int uncommitted;

    private int pane;
    private int paneZero;
    private long checkTimeMs = Long.MIN_VALUE;
    private long applied;
    private long checkedAt;
    private int nextDue;
    private int dueAtOnce = 1;
    private long beforeNs;
    /** Keeps what was read ahead from being optimised away. */
    private long touched;

    /** @param journal null for none. */
    ConductorHandler(
            RingBuffer<Signal> ring,
            SessionPages sessions,
            PairTable pairs,
            SignalJournal journal,
            long firstSequence,
            PeerClock clock) {
        this.ring = ring;
        this.sessions = sessions;
        this.pairs = pairs;
        this.journal = journal;
        this.nextSequence = firstSequence;
        this.clock = clock;
        this.times = clock.serviceTimes();
    }

    @Override
    public void onBatchStart(long batchSize, long queueDepth) {
        if (times != null) {
            beforeNs = System.nanoTime();
        }
    }

    @Override
    public void onEvent(Signal signal, long ringSequence, boolean endOfBatch) {
        inBlock++;
        if (inBlock == BLOCK || endOfBatch) {
            int count = inBlock;
            inBlock = 0;
            long first = ringSequence - count + 1;
            lookAhead(first, count);
            boolean looksAtClock = signal.sourceTimeMs >= checkTimeMs;
            for (int i = 0; i < count; i++) {
                if (looksAtClock || journal != null) {
                    prepare(ring.get(first + i));
                }
                apply(i);
            }
            applied += count;
            betweenBlocks();
            if (journal != null && (uncommitted >= COMMIT_EVERY || endOfBatch)) {
                journal.commit();
                uncommitted = 0;
            }
        }
    }

    /** Reads what the signals of a block need, all at once, so that they wait for memory together. */
    private void lookAhead(long first, int count) {
        for (int i = 0; i < count; i++) {
            Signal signal = ring.get(first + i);
            subjects[i] = signal.subjectKey;
            types[i] = TYPE_OF[signal.type];
            keys[i] = Hashing.pair(signal.subjectKey, signal.actorKey);
        }
        long read = pairs.touch(keys, count);
        for (int i = 0; i < count; i++) {
            places[i] = pairs.place(keys[i]);
            int slot = pairs.sessionSlot(keys[i], places[i]);
            slots[i] = slot == RowTable.NONE ? sessions.slotOf(subjects[i]) : slot;
        }
        for (int i = 0; i < count; i++) {
            if (slots[i] != RowTable.NONE) {
                read += sessions.touch(slots[i], pane, pairs.seenAge(keys[i], places[i], pane));
            }
        }
        touched += read;
    }

    private void prepare(Signal signal) {
        long timeMs = signal.sourceTimeMs;
        if (timeMs >= checkTimeMs) {
            advance(timeMs);
        }
        if (journal != null) {
            signal.sequence = nextSequence++;
            signal.engineTimeMs = timeMs;
            journal.append(signal);
            uncommitted++;
        }
    }

    private void apply(int i) {
        int slot = slots[i];
        if (slot == RowTable.NONE) {
            slot = sessions.ensure(subjects[i], pane);
        }
        sessions.closeUntil(slot, pane);
        int type = types[i];
        int active = ACTIVE[type];
        sessions.count(slot, type, active, pane, pairs.see(keys[i], places[i], slot, pane, active));
        if (times != null) {
            long nowNs = System.nanoTime();
            times.add(nowNs - beforeNs);
            beforeNs = nowNs;
        }
    }

    /**
     * Looks at the clock of the events: ends the pane if it is over, and plans anew how many sessions are scored
     * between two blocks.
     */
    private void advance(long nowMs) {
        int now = PeerScore.paneOf(nowMs);
        if (pane == 0) {
            paneZero = now - PeerScore.PANES; // so that no window begins before pane 0
        }
        if (now - paneZero != pane) {
            clock.tickBegins();
            scoreDue(sessions.size());
            clock.tickEnds();
            pane = now - paneZero;
            nextDue = 0;
        }
        checkTimeMs = Math.min(nowMs + CHECK_EVERY_MS, (now + 1L) * PeerScore.EVERY_MS);
        pairs.sweep(pane, SWEPT_A_CHECK);
        long dueByNextCheck = 1 + sessions.size() * CHECK_EVERY_MS / SPREAD_MS;
        dueAtOnce = (int) (1 + dueByNextCheck * BLOCK / Math.max(BLOCK, applied - checkedAt));
        checkedAt = applied;
    }

    private void betweenBlocks() {
        clock.tickBegins();
        scoreDue(nextDue + dueAtOnce);
        pairs.sweep(pane, SWEPT_A_BLOCK);
        clock.tickEnds();
    }

    private static int[] typeOfSignal() {
        int[] types = new int[SignalType.REACTION + 1];
        types[SignalType.CHAT] = SignalFile.CHAT;
        types[SignalType.REACTION] = SignalFile.REACTION;
        types[SignalType.POLL_VOTE] = SignalFile.POLL_VOTE;
        types[SignalType.JOIN] = SignalFile.JOIN;
        types[SignalType.LEAVE] = SignalFile.LEAVE;
        return types;
    }

    /** Brings sessions up to the open pane, in the order of their slots. */
    private void scoreDue(int end) {
        int last = Math.min(end, sessions.size());
        while (nextDue < last) {
            sessions.closeUntil(nextDue++, pane);
        }
    }

    /** After the last signal: scores all sessions at the next multiple of five seconds. */
    void finish() {
        pane++;
        nextDue = 0;
        scoreDue(sessions.size());
    }
}
