package conductor.engine.ring;

import conductor.engine.core.Code;
import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalFlags;
import conductor.engine.core.SignalType;
import conductor.engine.core.SourceId;

/**
 * Puts signals in their order: drops what has been applied already, gives each signal its engine time and its sequence, and
 * makes the ticks and checkpoints that stand between them. Works on the engine thread, because what is due before a signal is
 * only known once every signal before it has been applied.
 */
final class Sequencer {
    private static final long HEARTBEAT_MS = 1_000;

    private final Engine engine;
    private final ClockMode clock;
    private final int checkpointEvery;
    private final Signal internal = new Signal();
    private long nextSequence;
    private long nextCheckpoint;
    private long nowMs;
    private long lastRecordMs;
    private long duplicates;

    Sequencer(Engine engine, ClockMode clock, int checkpointEvery) {
        this.engine = engine;
        this.clock = clock;
        this.checkpointEvery = checkpointEvery;
        this.nextSequence = engine.sequence() + 1;
        this.nextCheckpoint = nextSequence + checkpointEvery;
        this.nowMs = engine.engineTimeMs();
        this.lastRecordMs = nowMs;
    }

    /** Gives a signal its engine time; false when its entry has been applied already and must not be again. */
    boolean admit(Signal signal) {
        int source = signal.source;
        // A position is no entry: that of a new epoch of its stream may lie before what has been applied.
        boolean entry =
                source != SourceId.INTERNAL && source != SourceId.TIME && signal.type != SignalType.SOURCE_POSITION;
        if (entry && engine.isApplied(signal)) {
            duplicates++;
            return false;
        }
        if (entry && engine.isRepeated(signal)) {
            duplicates++;
            if ((signal.flags & SignalFlags.MORE) != 0) {
                return false;
            }
            // The last of its entry moves the cursor past it.
            signal.type = SignalType.NO_EFFECT;
            signal.scopeKey = 0;
            signal.subjectKey = 0;
            signal.actorKey = 0;
            signal.value1 = Code.REPEATED;
        }
        if (movesTime(signal)) {
            if (entry && signal.sourceTimeMs < nowMs) {
                signal.flags |= SignalFlags.LATE;
            }
            nowMs = Math.max(nowMs, signal.sourceTimeMs);
        }
        signal.engineTimeMs = nowMs;
        return true;
    }

    private boolean movesTime(Signal signal) {
        boolean refusedForItsTime = signal.type == SignalType.DEAD_LETTER && signal.value1 == Code.FUTURE_ID;
        if (signal.type == SignalType.SOURCE_POSITION || refusedForItsTime) {
            return false;
        }
        boolean answer = signal.source == SourceId.OUTCOME || signal.source == SourceId.COMMAND;
        return clock == ClockMode.REDIS || !answer;
    }

    /** The time that the admitted signals have come to, milliseconds. */
    long nowMs() {
        return nowMs;
    }

    /** A stamped tick of the current time. */
    Signal tick() {
        return internal(SignalType.TICK);
    }

    /** Whether it is time to note the state hash in the journal. */
    boolean checkpointIsDue() {
        return nextSequence >= nextCheckpoint;
    }

    /**
     * A stamped checkpoint.
     *
     * @param stateHash of the engine after everything that was stamped before.
     */
    Signal checkpoint(long stateHash) {
        Signal signal = internal(SignalType.CHECKPOINT);
        nextCheckpoint = nextSequence + checkpointEvery;
        signal.value1 = stateHash;
        return signal;
    }

    /**
     * Gives an admitted signal its sequence. False for a sign of time that leaves no record: time is then known, but nothing
     * was due and the last record is not a second old.
     */
    boolean stamp(Signal signal) {
        if (signal.type == SignalType.TICK && (clock == ClockMode.STREAM || nowMs - lastRecordMs < HEARTBEAT_MS)) {
            return false;
        }
        signal.sequence = nextSequence++;
        lastRecordMs = nowMs;
        return true;
    }

    /** Entries that had been applied already. */
    long duplicates() {
        return duplicates;
    }

    private Signal internal(int type) {
        internal.clear();
        internal.type = type;
        internal.engineTimeMs = nowMs;
        internal.sequence = nextSequence++;
        lastRecordMs = nowMs;
        return internal;
    }
}
