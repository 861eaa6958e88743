package conductor.bench;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.ring.DecisionLog;
import conductor.engine.ring.SignalJournal;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * Takes the time from when a signal was to be sent to when its batch is committed. It sits around the two ports of the engine, so a
 * node without it does nothing for it: one look at the clock a commit, and one entry in a histogram a signal.
 *
 * <pre>
 *   producer: sending(planned) ─► ring ─► append ─► stages ─► onDecision ─► commit of the journal, commit of the log
 *                                            │                    │                                        │
 *                                         applied              decided                                  committed
 * </pre>
 *
 * <p>The producer's thread writes planned times, the engine's reads them behind the ring. Everything else belongs to the engine's
 * thread while it runs, and to the producer's once the ring is drained.
 */
final class LatencyProbe {
    /** Longest latency that is told apart, an hour. */
    private static final long LONGEST_NS = 3_600_000_000_000L;

    private static final int DIGITS = 3;
    private final long[] plannedNs;
    private final int mask;
    private final Histogram signals = new Histogram(LONGEST_NS, DIGITS);
    private final Histogram decisions = new Histogram(LONGEST_NS, DIGITS);
    private long[] decidedNs = new long[64];
    private int decided;
    private long sent;
    private long applied;
    private long committed;
    private long lastCommitNs;
    private boolean byTick;

    /** @param ringSize slots of the ring: no more signals are on their way. */
    LatencyProbe(int ringSize) {
        this.plannedNs = new long[Integer.highestOneBit(ringSize) * 4];
        this.mask = plannedNs.length - 1;
    }

    /** The next signal is about to be published; for the producer. */
    void sending(long planned) {
        plannedNs[(int) sent++ & mask] = planned;
    }

    /** A sign of time is about to be published, which the next signal brings with it; for the producer. */
    void sendingTime(long planned) {
        plannedNs[(int) sent & mask] = planned;
    }

    /** Forgets everything; for the producer, when the ring is drained. */
    void reset() {
        signals.reset();
        decisions.reset();
        decided = 0;
        sent = 0;
        applied = 0;
        committed = 0;
    }

    /** A record is applied. What ticks decide belongs to the signal that brings their time, which comes behind them. */
    void applied(Signal signal) {
        byTick = signal.type == SignalType.TICK;
        if (!byTick && signal.type != SignalType.CHECKPOINT) {
            applied++;
        }
    }

    /** Something was decided about which people will hear; scores are not counted. */
    void decided() {
        if (decided == decidedNs.length) {
            decidedNs = Arrays.copyOf(decidedNs, 2 * decided);
        }
        decidedNs[decided++] = plannedNs[(int) (byTick ? applied : applied - 1) & mask];
    }

    /** Everything that was applied is committed. */
    void committed() {
        long nowNs = System.nanoTime();
        lastCommitNs = nowNs;
        while (committed < applied) {
            signals.recordValue(latencyNs(nowNs, plannedNs[(int) committed++ & mask]));
        }
        for (int i = 0; i < decided; i++) {
            decisions.recordValue(latencyNs(nowNs, decidedNs[i]));
        }
        decided = 0;
    }

    private static long latencyNs(long nowNs, long planned) {
        return Math.min(LONGEST_NS, Math.max(0, nowNs - planned));
    }

    /** Latencies of signals in nanoseconds; to be read when the ring is drained. */
    Histogram signals() {
        return signals;
    }

    /** Latencies of decision records in nanoseconds, without scores; to be read when the ring is drained. */
    Histogram decisions() {
        return decisions;
    }

    /** When the last batch was committed. */
    long lastCommitNs() {
        return lastCommitNs;
    }

    /** The journal with this probe around it. */
    SignalJournal around(SignalJournal journal) {
        return new SignalJournal() {
            @Override
            public void append(Signal signal) {
                journal.append(signal);
                applied(signal);
            }

            @Override
            public void commit() {
                journal.commit();
            }
        };
    }

    /** The decision log with this probe around it; it is committed last. */
    DecisionLog around(DecisionLog log) {
        return new DecisionLog() {
            @Override
            public void onDecision(Decision decision) {
                log.onDecision(decision);
                if (decision.type != DecisionType.SCORE) {
                    decided();
                }
            }

            @Override
            public void commit() {
                log.commit();
                committed();
            }

            @Override
            public void inputsAreCommittedBefore() {
                log.inputsAreCommittedBefore();
            }
        };
    }
}
