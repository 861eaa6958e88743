package conductor.journal;

import conductor.engine.core.Engine;
import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import java.util.function.Consumer;

/**
 * Applies the journal to an engine, signal by signal, and compares the state with every checkpoint on the way. Whoever knows how far
 * it has to go lets the engine look ahead, as the live one does: with a million sessions the waits for memory are most of the work.
 */
final class SignalReplayer {
    private static final long PROGRESS_EVERY = 1 << 16;
    /** Signals that are looked at ahead: what they need, evaluations between them included, is to fit into a core's own cache. */
    private static final int AHEAD = 128;

    private final SignalReader reader;
    private final Engine engine;
    private final ProgressListener progress;
    private final long total;
    private final Signal[] batch = new Signal[AHEAD];
    private Signal signal;

    /** @param total records to expect, for the listener. */
    SignalReplayer(SignalReader reader, Engine engine, ProgressListener progress, long total) {
        this.reader = reader;
        this.engine = engine;
        this.progress = progress;
        this.total = total;
        for (int i = 0; i < AHEAD; i++) {
            batch[i] = new Signal();
        }
        signal = batch[0];
    }

    /**
     * Applies the next signal.
     *
     * @return false at the end of the queue.
     * @throws JournalException with code {@link JournalException#DIVERGED} at a checkpoint with another state hash.
     * @throws IllegalStateException if the engine fails, naming the sequence.
     */
    boolean step() {
        if (!reader.next(batch[0])) {
            return false;
        }
        apply(batch[0]);
        return true;
    }

    private void apply(Signal next) {
        signal = next;
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
    }

    /**
     * Applies everything up to a sequence.
     *
     * @param follower takes in each signal behind the engine.
     * @throws JournalCorruptException if the queue ends before.
     */
    void to(long last, JournalFollower follower) {
        pass(last, follower::note);
        progress.onProgress(last + 1, total);
    }

    /**
     * Applies everything up to a sequence, without telling the listener of the end.
     *
     * @param applied takes in each signal behind the engine.
     * @throws JournalCorruptException if the queue ends before.
     */
    void pass(long last, Consumer<Signal> applied) {
        while (reader.lastSequence() < last) {
            int count = read(last);
            if (count == 0) {
                throw reader.corrupt(Recovery.endsEarly(reader.lastSequence(), last));
            }
            engine.lookAhead(batch, count);
            for (int i = 0; i < count; i++) {
                apply(batch[i]);
                applied.accept(signal);
            }
        }
    }

    /** Reads up to a sequence, or as far as the batch or the queue goes; how many. */
    private int read(long last) {
        int count = 0;
        while (count < AHEAD && reader.lastSequence() < last && reader.next(batch[count])) {
            count++;
        }
        return count;
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
