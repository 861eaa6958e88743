package conductor.journal;

import conductor.engine.core.Signal;
import conductor.engine.core.SignalType;
import conductor.engine.wire.SignalCodec;
import org.agrona.DirectBuffer;

/**
 * Reads the signals queue from its start, in order, also while a node writes it. Every record is checked: checksum, type of
 * record, and that sequences follow each other without a hole, but for the one behind GENESIS where a
 * journal goes on from a snapshot ({@link Origin}). For one thread at a time; allocates nothing per record.
 */
public final class SignalReader implements AutoCloseable {
    private final BatchReader batches;
    private final JournalStart start;
    private final SignalCodec codec = new SignalCodec();
    private long lastSequence = -1;

    SignalReader(DocumentQueue queue, JournalStart start) {
        this.batches = new BatchReader(queue);
        this.start = start;
        toStart();
    }

    /** Goes back to where the journal begins: to the first record, or behind that of the state that it begins with. */
    public void toStart() {
        Beginning beginning = start.beginning();
        if (beginning == null) {
            batches.toStart();
            lastSequence = -1;
        } else {
            toBehind(beginning.header().documentIndex(), beginning.header().sequence());
        }
    }

    /**
     * Goes to behind a record without reading those before its document.
     *
     * @param documentIndex index of the document that holds the record.
     * @throws JournalCorruptException if the record is not there.
     */
    void toBehind(long documentIndex, long sequence) {
        batches.toIndex(documentIndex);
        Signal passed = new Signal();
        do {
            if (!batches.nextRecord()
                    || !codec.decode(batches.buffer(), batches.recordOffset(), passed)
                    || batches.index() != documentIndex
                    || passed.sequence > sequence) {
                throw batches.corrupt("sequence " + sequence + " is not there, where a snapshot has seen it");
            }
        } while (passed.sequence < sequence);
        lastSequence = sequence;
    }

    /** Index of the document that holds the last record read. */
    long documentIndex() {
        return batches.index();
    }

    /**
     * Reads the next committed signal.
     *
     * @return false when there is none yet; ask again later.
     * @throws JournalCorruptException if the bytes are not what was written; the reader cannot be used further.
     */
    public boolean next(Signal signal) {
        if (!batches.nextRecord()) {
            return false;
        }
        if (!codec.decode(batches.buffer(), batches.recordOffset(), signal)) {
            throw batches.corrupt(
                    "the record after sequence " + lastSequence + " is no signal that this version knows");
        }
        boolean goesOn = lastSequence == 0 && signal.type == SignalType.RESTORED && signal.sequence > 0;
        if (signal.sequence != lastSequence + 1 && !goesOn) {
            throw batches.corrupt("sequence " + signal.sequence + " stands after " + lastSequence);
        }
        lastSequence = signal.sequence;
        return true;
    }

    /** Sequence of the last record read, -1 before the first. */
    public long lastSequence() {
        return lastSequence;
    }

    /** Bytes in which the current record stands; valid until the next call. */
    DirectBuffer recordBuffer() {
        return batches.buffer();
    }

    int recordOffset() {
        return batches.recordOffset();
    }

    int recordLength() {
        return batches.recordLength();
    }

    /** The exception for a record whose content cannot be right. */
    JournalCorruptException corrupt(String what) {
        return batches.corrupt(what);
    }

    @Override
    public void close() {
        batches.close();
    }
}
