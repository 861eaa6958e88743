package conductor.bench.simulate;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.wire.SignalCodec;
import conductor.journal.SignalReader;
import conductor.journal.StepwiseJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Every signal that led to the state that the node has, whether or not its journal still holds it: days may have been removed, and the disk may
 * have been lost. No node ever reads it; the checks do.
 */
final class Past {
    private final SimDisk signals;
    private final SignalCodec codec = new SignalCodec();
    private List<byte[]> lost = List.of();

    /** @param signals the disk with the signals of the journal. */
    Past(SimDisk signals) {
        this.signals = signals;
    }

    /** All of them, the object is used again; behind those of a journal that was lost come those of the one that goes on from it. */
    void each(Consumer<Signal> each) {
        Signal signal = new Signal();
        for (byte[] bytes : lost) {
            codec.decode(new UnsafeBuffer(bytes), 0, signal);
            each.accept(signal);
        }
        try (SignalReader reader = StepwiseJournal.readerOf(signals.withRemoved())) {
            while (reader.next(signal)) {
                if (lost.isEmpty() || signal.type != SignalType.GENESIS) {
                    each.accept(signal);
                }
            }
        }
    }

    /** Those up to a sequence. */
    List<byte[]> upTo(long sequence) {
        List<byte[]> all = new ArrayList<>();
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[SignalCodec.MAX_LENGTH]);
        each(signal -> {
            if (signal.sequence <= sequence) {
                byte[] bytes = new byte[codec.encode(signal, buffer, 0)];
                buffer.getBytes(0, bytes);
                all.add(bytes);
            }
        });
        return all;
    }

    /** Whether no disk was lost. */
    boolean isWhole() {
        return lost.isEmpty();
    }

    /** The disk was lost, and its journal goes on behind these signals. */
    void goesOnBehind(List<byte[]> before) {
        lost = before;
    }
}
