package conductor.journal;

import conductor.engine.core.Decision;
import conductor.engine.core.DecisionType;
import conductor.engine.wire.DecisionCodec;
import org.agrona.DirectBuffer;

/**
 * Reads the decisions queue from its start, in the order in which the engine made them, also while a node writes it (a live
 * tail). Every record is checked: checksum, type of record, and that both numberings (scores, everything else) have no hole but for those
 * that a RESTORED record explains ({@link LostEnd}). For one thread at a time; allocates nothing per record.
 */
public final class DecisionReader implements AutoCloseable {
    private final BatchReader batches;
    private final DurableMark mark;
    private final DecisionCodec codec = new DecisionCodec();
    private long lastSeq;
    private long lastScoreSeq;

    DecisionReader(DocumentQueue queue, DurableMark mark) {
        this.batches = new BatchReader(queue);
        this.mark = mark;
    }

    /** Goes back to the first record. */
    public void toStart() {
        batches.toStart();
        lastSeq = 0;
        lastScoreSeq = 0;
    }

    /**
     * Reads the next committed decision that the reader's {@link DurableMark} lets through.
     *
     * @return false when there is none yet; ask again later.
     * @throws JournalCorruptException if the bytes are not what was written; the reader cannot be used further.
     */
    public boolean next(Decision decision) {
        if (lastSeq + lastScoreSeq >= mark.records() || !batches.nextRecord()) {
            return false;
        }
        if (!codec.decode(batches.buffer(), batches.recordOffset(), decision)) {
            throw batches.corrupt("the record after number " + lastSeq + " (score " + lastScoreSeq
                    + ") is no decision that this version knows");
        }
        checkNumber(decision);
        if (batches.atDocumentEnd() && (batches.markA() != lastScoreSeq || batches.markB() != lastSeq)) {
            throw batches.corrupt("the batch header says it ends with score " + batches.markA() + " and number "
                    + batches.markB() + ", it ends with " + lastScoreSeq + " and " + lastSeq);
        }
        return true;
    }

    private void checkNumber(Decision decision) {
        if (LostEnd.isPassed(decision, lastSeq, lastScoreSeq)) {
            lastSeq = decision.seq;
            lastScoreSeq = decision.anomalySeq;
        } else if (decision.type == DecisionType.SCORE) {
            if (decision.seq != lastScoreSeq + 1) {
                throw batches.corrupt("score " + decision.seq + " stands after score " + lastScoreSeq);
            }
            lastScoreSeq = decision.seq;
        } else {
            if (decision.seq != lastSeq + 1) {
                throw batches.corrupt("number " + decision.seq + " stands after number " + lastSeq);
            }
            lastSeq = decision.seq;
        }
    }

    /** Number of the last record read that is no SCORE, 0 before the first. */
    public long lastSeq() {
        return lastSeq;
    }

    /** Number of the last SCORE read, 0 before the first. */
    public long lastScoreSeq() {
        return lastScoreSeq;
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

    /** Index of the document that holds the last record read. */
    long documentIndex() {
        return batches.index();
    }

    @Override
    public void close() {
        batches.close();
    }
}
