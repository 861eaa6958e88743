package conductor.engine.ring;

import com.lmax.disruptor.RingBuffer;
import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;

/**
 * The first of three threads in the chained layout: order, journal and scoring. The other two stages work behind a second ring,
 * the {@link StageChain}, whose slots are journalled records; a batch goes there only once the journal has committed it.
 *
 * <pre>
 *   ring ─► Sequencer ─► SignalJournal ─► scoring ══ StageChain ══► detection ══► decisioning ─► DecisionLog
 *              ▲                                                                      │
 *              └──────────────── what is due, and the state hash ◄────────────────────┘
 * </pre>
 *
 * <p>Two answers come back from the third stage, and both must be exact or the journal would differ from that of the fused layout:
 * whether one of its timers is due, and the state hash of a checkpoint. For the hash this thread lets the others finish and then
 * looks. For the timers it mostly knows enough without: {@code quietUntilMs} is a time before which nothing can be due, because
 * every timer has a least duration; only when time has come to it, and no timer of scoring brings a tick anyway, it waits.
 */
final class ChainedHandler extends SequencingHandler {
    private final SignalJournal journal;
    private final Engine engine;
    private final StageChain chain;
    private final FailStop failStop;
    private long quietUntilMs;
    /** The last record whose timer may fall due at once: what is known of the time before it was handled is void. */
    private long hasty = -1;

    private long startNs = System.nanoTime();

    ChainedHandler(
            RingBuffer<Signal> ring,
            Sequencer sequencer,
            SignalJournal journal,
            Engine engine,
            StageChain chain,
            FailStop failStop,
            int batchMax) {
        super(ring, sequencer, engine, failStop, chain.batchMax(batchMax));
        this.journal = journal;
        this.engine = engine;
        this.chain = chain;
        this.failStop = failStop;
        this.quietUntilMs = engine.decisioningDueMs();
    }

    @Override
    void begin() {
        startNs = System.nanoTime();
    }

    @Override
    boolean timerIsDue(long nowMs) {
        if (stopped()) {
            return false;
        }
        if (engine.scoringDueMs() <= nowMs) {
            return true;
        }
        return decisioningIsDue(nowMs);
    }

    /** Afterwards, if so, the other stages have nothing to do. */
    private boolean decisioningIsDue(long nowMs) {
        if (nowMs >= quietUntilMs && nowMs >= askedInPassing()) {
            letTheOthersFinish();
            quietUntilMs = engine.decisioningDueMs();
        }
        return nowMs >= quietUntilMs;
    }

    /** With nothing due there, decisioning has nothing to say of a tick, and need not be asked. */
    @Override
    void prepare(Signal tick) {
        if (decisioningIsDue(tick.engineTimeMs)) {
            engine.prepareTick(tick);
        } else {
            engine.prepareTickOfScoring(tick);
        }
    }

    /** Looks at how far decisioning has come, without waiting, and at what it said there. */
    private long askedInPassing() {
        long handled = chain.handled();
        // In this order: what is said later is true of what came before it, too.
        long dueMs = chain.dueMs();
        if (handled >= hasty) {
            long onItsWayMs = handled == chain.claimed() ? Long.MAX_VALUE : chain.get(handled + 1).soonestTimerMs;
            quietUntilMs = Math.max(quietUntilMs, Math.min(dueMs, onItsWayMs));
        }
        return quietUntilMs;
    }

    @Override
    long stateHash() {
        letTheOthersFinish();
        return engine.stateHash();
    }

    /** Afterwards the other stages have nothing to do, and their state can be read until a batch is handed on. */
    private void letTheOthersFinish() {
        commitBatch();
        chain.awaitHandled();
    }

    @Override
    void handle(Signal signal) {
        StageSlot slot = stopped() ? null : chain.claim();
        if (slot == null) {
            return;
        }
        journal.append(signal);
        slot.signal.copyFrom(signal);
        engine.score(slot.signal, slot.steps);
        slot.lastOfBatch = false;
        slot.soonestTimerMs = engine.soonestTimerMs(signal, slot.steps);
        quietUntilMs = Math.min(quietUntilMs, slot.soonestTimerMs);
        if (signal.type == SignalType.TICK) {
            quietUntilMs = Math.max(quietUntilMs, slot.steps.horizonMs() + 1);
        }
        if (engine.mayFallDueAtOnce(signal)) {
            hasty = chain.claimed();
        }
        slot.quietUntilMs = quietUntilMs;
    }

    @Override
    void commit(int records, long duplicates) {
        if (stopped()) {
            return;
        }
        journal.commit();
        StageSlot last = chain.get(chain.claimed());
        last.lastOfBatch = true;
        last.records = records;
        last.startNs = startNs;
        last.figures.ofScoring(engine, duplicates);
        chain.handOn();
        startNs = System.nanoTime();
    }

    private boolean stopped() {
        return failStop.failed() || chain.closed();
    }
}
