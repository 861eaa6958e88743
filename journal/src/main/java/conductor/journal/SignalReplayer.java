package conductor.journal;

import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;

/** Applies the journal to an engine, signal by signal, and compares the state with every checkpoint on the way. */
final class SignalReplayer {
    private static final long PROGRESS_EVERY = 1 << 16;

    private final SignalReader reader;
    private final Engine engine;
    private final ProgressListener progress;
    private final long total;
    private final Signal signal = new Signal();

    /** @param total records to expect, for the listener. */
    SignalReplayer(SignalReader reader, Engine engine, ProgressListener progress, long total) {
        this.reader = reader;
        this.engine = engine;
        this.progress = progress;
        this.total = total;
    }

    /**
     * Applies the next signal.
     *
     * @return false at the end of the queue.
     * @throws JournalException with code {@link JournalException#DIVERGED} at a checkpoint with another state hash.
     * @throws IllegalStateException if the engine fails, naming the sequence.
     */
    boolean step() {
        if (!reader.next(signal)) {
            return false;
        }
        if (signal.type == SignalType.CHECKPOINT && engine.stateHash() != signal.value1) {
            throw diverged("at the checkpoint with sequence " + signal.sequence, signal.value1);
        }
        try {
            engine.onSignal(signal);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "The engine failed on signal " + signal.sequence + " (" + SignalType.name(signal.type) + "): " + e,
                    e);
        }
        long done = signal.sequence + 1;
        if (done % PROGRESS_EVERY == 0) {
            progress.onProgress(done, total);
        }
        return true;
    }

    /**
     * Applies everything up to a sequence.
     *
     * @param follower takes in each signal behind the engine.
     * @throws JournalCorruptException if the queue ends before.
     */
    void to(long last, JournalFollower follower) {
        while (reader.lastSequence() < last) {
            if (!step()) {
                throw reader.corrupt(Recovery.endsEarly(reader.lastSequence(), last));
            }
            follower.note(signal);
        }
        progress.onProgress(last + 1, total);
    }

    /** The signal applied last. */
    Signal signal() {
        return signal;
    }

    /**
     * Compares the state after the last signal with the one that the node had there.
     *
     * @throws JournalException with code {@link JournalException#DIVERGED} if it is another one.
     */
    void requireState(long stateHash) {
        if (engine.stateHash() != stateHash) {
            throw diverged("after sequence " + engine.sequence(), stateHash);
        }
    }

    private JournalException diverged(String where, long nodeHash) {
        return new JournalException(
                JournalException.DIVERGED,
                "Replay differs from what the node did: " + where + " the node had state " + hex(nodeHash)
                        + ", replay has " + hex(engine.stateHash())
                        + ". Run the version of the program that wrote the journal, and keep a copy of the journal:"
                        + " it shows the fault.");
    }

    private static String hex(long hash) {
        return String.format("%016x", hash);
    }
}
