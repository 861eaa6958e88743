package conductor.bench.peers;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.ring.SignalJournal;
import conductor.engine.state.Hashing;
import conductor.engine.state.RowTable;

/**
 * The engine thread of the comparison: takes signals from the ring in blocks, brings near what a block needs before it applies it, and between two
 * blocks scores some of the sessions that are due. Allocates nothing.
 *
 * <p>Nothing waits for a tick: when event time passes a multiple of five seconds, a pane ends for all sessions, but each is brought up to it only when its
 * turn comes or when its next signal does, whichever is first. Until then nothing of it changes, so the score is the one it had at the tick. The turns are spread over about
 * half of the five seconds, by as many signals as the last pane had.
 */
final class ConductorHandler implements EventHandler<Signal> {
    /** Signals whose memory is fetched together. More overlap hardly better, and the first of a block waits for all of them. */
    private static final int BLOCK = 16;
    /** Event time between two looks at the clock. */
    private static final long CHECK_EVERY_MS = 100;
    /** Event time over which the scoring of all sessions is spread, about: half of the time there is for it. */
    private static final long SPREAD_MS = PeerScore.EVERY_MS / 2;
    /** A document of the journal. */
    private static final int COMMIT_EVERY = 128;

    private final RingBuffer<Signal> ring;
    private final SignalJournal journal;
    private final PeerClock clock;
    private final ServiceTimes times;
    private final SessionPages sessions;
    private final PairTable pairs;
    private final int[] slots = new int[BLOCK];
    private final long[] keys = new long[BLOCK];
    private final long[] subjects = new long[BLOCK];

    private long nextSequence;
    private int inBlock;
    private int uncommitted;

    private int pane;
    private long checkTimeMs = Long.MIN_VALUE;
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
        this.checkedAt = firstSequence;
        this.clock = clock;
        this.times = clock.serviceTimes();
    }

    @Override
    public void onEvent(Signal signal, long ringSequence, boolean endOfBatch) {
        inBlock++;
        if (inBlock == BLOCK || endOfBatch) {
            int count = inBlock;
            inBlock = 0;
            long first = ringSequence - count + 1;
            if (times != null) {
                beforeNs = System.nanoTime();
            }
            lookAhead(first, count);
            for (int i = 0; i < count; i++) {
                apply(ring.get(first + i), i);
            }
            betweenBlocks(count);
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
            keys[i] = Hashing.pair(signal.subjectKey, signal.actorKey);
        }
        long read = pairs.touch(keys, count);
        for (int i = 0; i < count; i++) {
            slots[i] = sessions.slotOf(subjects[i]);
        }
        for (int i = 0; i < count; i++) {
            if (slots[i] != RowTable.NONE) {
                read += sessions.touch(slots[i], pairs.lastSeen(keys[i]));
            }
        }
        touched += read;
    }

    private void apply(Signal signal, int i) {
        long timeMs = signal.sourceTimeMs;
        if (timeMs >= checkTimeMs) {
            advance(timeMs);
        }
        signal.sequence = nextSequence++;
        signal.engineTimeMs = timeMs;
        if (journal != null) {
            journal.append(signal);
            uncommitted++;
        }
        int slot = slots[i];
        if (slot == RowTable.NONE) {
            slot = sessions.ensure(signal.subjectKey, pane);
        }
        sessions.closeUntil(slot, pane);
        int type = typeOf(signal.type);
        sessions.count(slot, type, pane, pairs.see(keys[i], pane, PeerScore.isActive(type)));
        if (times != null) {
            long nowNs = System.nanoTime();
            times.add(nowNs - beforeNs);
            beforeNs = nowNs;
        }
    }

    /** Looks at the clock of the events: ends the pane if it is over, and plans anew how many sessions are scored between two blocks. */
    private void advance(long nowMs) {
        int now = PeerScore.paneOf(nowMs);
        if (now + PeerScore.PANES != pane) {
            if (pane > 0) {
                scoreDue(sessions.size());
            }
            pane = now + PeerScore.PANES; // so that pane 0, "never", lies before every window
            nextDue = 0;
        }
        checkTimeMs = Math.min(nowMs + CHECK_EVERY_MS, (now + 1) * PeerScore.EVERY_MS);
        long dueByNextCheck = 1 + sessions.size() * CHECK_EVERY_MS / SPREAD_MS;
        dueAtOnce = (int) (1 + dueByNextCheck * BLOCK / Math.max(BLOCK, nextSequence - checkedAt));
        checkedAt = nextSequence;
    }

    private void betweenBlocks(int count) {
        long startNs = times == null ? 0 : System.nanoTime();
        boolean due = nextDue < sessions.size();
        scoreDue(nextDue + dueAtOnce);
        pairs.sweep(count, pane - PeerScore.PANES);
        if (times != null && due) {
            clock.tickTook(System.nanoTime() - startNs);
        }
    }

    private static int typeOf(int signalType) {
        return switch (signalType) {
            case SignalType.CHAT -> SignalFile.CHAT;
            case SignalType.REACTION -> SignalFile.REACTION;
            case SignalType.POLL_VOTE -> SignalFile.POLL_VOTE;
            case SignalType.JOIN -> SignalFile.JOIN;
            default -> SignalFile.LEAVE;
        };
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

    /** The sum of what was read ahead; means nothing. */
    long touched() {
        return touched;
    }
}
